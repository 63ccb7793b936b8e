import Foundation
import InventoryLedger
import Testing
import WarehouseExports

/// Uses the libraries like another package: this target sees only what is public.
///
/// The examples of the guides are this code. A test compares them.
@Suite struct LibraryUseTests {
    /// A folder that is removed with the test.
    private final class Folder {
        let path: String

        init() throws {
            let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            path = url.path
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    @Test func `a program records events and reads stock`() throws {
        let folder = try Folder()
        let path = folder.path + "/season.ledger"
        // GettingStarted.md begins.
        let settings = try LedgerSettings(timeZone: "America/Mexico_City", currency: Currency("MXN"))
        let ledger = try Ledger.create(at: path, settings: settings)
        let noon = ledger.now()
        let morning = noon.advanced(byMilliseconds: -4 * 3_600_000)
        let events: [Event] = try [
            .stockReceived("GRN-7", sku: "MX-0001", quantity: 40, warehouse: "MTY1", occurredAt: morning),
            .orderPlaced("2000004711", sku: "MX-0001", quantity: 2, warehouse: "MTY1", occurredAt: noon),
        ]
        let recorded = try ledger.record(events)
        let again = try ledger.record(events)
        print(again.counts.duplicates)
        let refused = try ledger.record([
            .stockReceived("GRN-7", sku: "MX-0001", quantity: 41, warehouse: "MTY1", occurredAt: morning)
        ])
        for problem in refused.problems { print(problem.message) }
        for position in try ledger.stock(sku: "MX-0001") {
            print(position.warehouse, position.available, position.allocated)
        }
        let early = try ledger.stock(StockQuery(time: ReportTime(asOf: morning)))
        if let batch = recorded.batch { try ledger.undo(batch: batch) }
        let proof = try ledger.verify()
        print(proof.isSound, proof.head)
        // GettingStarted.md ends.
        #expect(recorded.batch == 1 && recorded.events == 2)
        #expect(again.batch == nil && again.counts.duplicates == 2)
        #expect(refused.isRefused && refused.problemsTotal == 1)
        #expect(early.rows.map(\.available) == [40])
        #expect(try ledger.stock(sku: "MX-0001").allSatisfy { $0.units.isZero })
        #expect(proof.isSound && proof.batches == 2)
    }

    @Test func `a program imports a file`() throws {
        let folder = try Folder()
        let path = folder.path + "/orders.csv"
        try Self.blocks("csv", of: Self.importing).joined().write(
            toFile: path,
            atomically: true,
            encoding: .utf8
        )
        let ledger = try Ledger.create(at: folder.path + "/season.ledger")
        // ImportingFiles.md begins.
        var options = ImportOptions()
        options.append.isDryRun = true
        let trial = try Importer(ledger, options: options).importFile(path)
        for change in trial.append.changes {
            print(change.sku, change.warehouse, change.stage.rawValue, change.units)
        }
        let result = try Importer(ledger).importFile(path)
        print(result.profile, result.append.counts.recorded)
        if result.append.isRefused {
            for problem in result.append.problems {
                print(problem.row ?? 0, problem.column, problem.message)
            }
        }
        options.append.isDryRun = false
        options.append.skipsRejected = true
        options.append.onConflict = .keep
        let rest = try Importer(ledger, options: options).importFile(path)
        // ImportingFiles.md ends.
        #expect(trial.append.changes.map(\.units) == [38, 2])
        #expect(result.append.counts.recorded == 2 && !result.append.isRefused)
        #expect(rest.append.batch == nil && rest.append.counts.duplicates == 2)
        #expect(try ledger.stock(sku: "MX-0001").map(\.available) == [38])
    }

    @Test func `times are read back as written`() {
        #expect(Instant("2026-11-13T14:00:00Z")?.description == "2026-11-13T14:00:00Z")
        #expect(Instant("2026-11-13") == nil)
        #expect(CalendarDate("2026-11-13") == CalendarDate(year: 2026, month: 11, day: 13))
        #expect(CalendarDate("2026-02-30") == nil)
    }

    private static let gettingStarted = "Sources/InventoryLedger/InventoryLedger.docc/GettingStarted.md"
    private static let importing = "Sources/WarehouseExports/WarehouseExports.docc/ImportingFiles.md"

    @Test(arguments: [gettingStarted, importing])
    func `a guide shows the code that these tests run`(guide: String) throws {
        let name = try #require(guide.split(separator: "/").last)
        let source = try String(contentsOfFile: #filePath, encoding: .utf8)
        let begin = try #require(source.range(of: "// \(name) begins.\n"))
        let end = try #require(source.range(of: "// \(name) ends."))
        let run = Self.lines(String(source[begin.upperBound..<end.lowerBound]))
        #expect(try Self.lines(Self.blocks("swift", of: guide).joined()) == run)
    }

    /// The lines of code, without their indentation and without blank ones.
    private static func lines(_ code: String) -> [String] {
        code.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// The blocks of a language in a document of the package.
    private static func blocks(_ language: String, of document: String) throws -> [String] {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent(document), encoding: .utf8)
        return text.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
            .filter { $0.hasPrefix(language + "\n") }.map { String($0.dropFirst(language.count + 1)) }
    }
}
