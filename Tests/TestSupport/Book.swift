import Foundation
import InventoryLedger
import Synchronization
import WarehouseExports

/// A ledger in its own folder, filled and read by short texts, so that a test reads like a small ledger.
public final class Book: Sendable {
    public let folder: TemporaryFolder
    public let ledger: Ledger
    private let clock = Clock()
    private let files: Mutex<Int>

    /// The present of a new book: 2026-11-20T12:00:00Z.
    public static let now = Instant(milliseconds: 1_795_176_000_000)

    public init(zone: String = "America/Mexico_City", currency: String? = "MXN") throws {
        files = Mutex(0)
        folder = try TemporaryFolder()
        let clock = clock
        ledger = try Ledger.create(
            at: folder.file("test.ledger"),
            settings: LedgerSettings(timeZone: zone, currency: currency.map { try Currency($0) }),
            clock: { clock.now }
        )
    }

    /// A book with a copy of another ledger, which is faster than filling it again.
    ///
    /// - Parameter ledger: the bytes of the ledger's file.
    /// - Parameter files: the number of files imported into it.
    init(copyOf ledger: [UInt8], files: Int) throws {
        self.files = Mutex(files)
        folder = try TemporaryFolder()
        let path = try folder.write("test.ledger", bytes: ledger)
        let clock = clock
        self.ledger = try Ledger.open(path, clock: { clock.now })
    }

    /// A clock that stands still until it is set.
    private final class Clock: Sendable {
        private let time = Mutex(Book.now)
        var now: Instant { time.withLock { $0 } }
        func set(_ now: Instant) { time.withLock { $0 = now } }
    }

    /// Sets the present.
    public func setNow(_ now: Instant) { clock.set(now) }

    /// Imports canonical CSV: a header and rows, ignoring blanks around fields.
    @discardableResult
    public func importText(_ text: String, _ change: (inout ImportOptions) throws -> Void = { _ in }) throws
        -> ImportResult
    {
        let lines = text.split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: ",")
        }
        return try importFile(lines.joined(separator: "\n") + "\n", change)
    }

    /// Imports a file with exactly this text.
    @discardableResult
    public func importFile(_ text: String, _ change: (inout ImportOptions) throws -> Void = { _ in }) throws
        -> ImportResult
    {
        let number = files.withLock { count in
            count += 1
            return count
        }
        var options = ImportOptions()
        try change(&options)
        return try Importer(ledger, options: options).importFile(folder.write("file\(number).csv", text))
    }

    /// The stock as text: a line per SKU and warehouse with the stages that are not zero.
    public func stock(_ query: StockQuery = StockQuery()) throws -> String {
        try ledger.stock(query).rows.map { position in
            let stages = (Stage.onTheWay + Stage.inWarehouse).compactMap { stage in
                let units = position.units.units(at: stage)
                return units == 0 ? nil : "\(stage.rawValue) \(units)"
            }
            return ([position.sku.text, position.warehouse.text] + stages).joined(separator: " ")
        }.joined(separator: "\n")
    }

    /// The live events as sorted canonical CSV, to compare two books.
    public func liveEvents() throws -> String {
        var rows: [String] = []
        var query = EventQuery()
        query.onlyLive = true
        try ledger.forEachEvent(query) { stored, _ in rows.append(stored.event.canonicalRow()) }
        return rows.sorted().joined(separator: "\n")
    }

    /// The live events as sorted rows without the time of statement, which is not content.
    public func lastingEvents() throws -> [String] {
        var rows: [String] = []
        var query = EventQuery()
        query.onlyLive = true
        try ledger.forEachEvent(query) { stored, _ in
            let columns = Column.allCases.filter { $0 != .statedAt }
            rows.append(columns.map { stored.event.text(of: $0) ?? "" }.joined(separator: ","))
        }
        return rows.sorted()
    }
}
