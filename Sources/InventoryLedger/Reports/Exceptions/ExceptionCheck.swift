/// Some kinds of exceptions and how they are found.
protocol ExceptionCheck {
    /// The kinds that the check may find.
    var codes: Set<LedgerException.Code> { get }

    func find(_ context: ExceptionContext) throws -> [LedgerException]
}

/// The data of the checks, read once for all of them.
final class ExceptionContext {
    let view: BookView
    let limits: ExceptionLimits
    private(set) lazy var coverage = Result { try Coverage.all(view.database, zone: view.zone) }
    private(set) lazy var waiting = Result { try WaitingRow.all(view.database) }
    private(set) lazy var orders = Result { try OrderLedger(view).unsettled() }
    private(set) lazy var ways = Result { try ShipmentLine.withGoods(view) }
    var shipments: Result<[ShipmentLine], any Error> { ways.map { $0.map(\.line) } }
    private(set) lazy var returns = Result { try ReturnedOrders(view) }

    private(set) lazy var usedCodes = Result { try UsedCodes(view.database) }

    private var files: [Int64: String] = [:]
    private lazy var lookup = Result { try EventLookup(view.database, names: view.names) }

    init(_ view: BookView, limits: ExceptionLimits) {
        self.view = view
        self.limits = limits
    }

    /// The last instant that has passed.
    var now: Instant { view.present.advanced(byMilliseconds: -1) }

    func sku(_ id: Int64) throws -> SKU { try view.names.skus.code(id) }
    func warehouse(_ id: Int64) throws -> Warehouse { try view.names.warehouses.code(id) }
    func event(_ seq: Int64) throws -> StoredEvent { try lookup.get().event(seq) }
    func warehouse(_ stored: StoredEvent) -> Warehouse { stored.event.warehouse }
    func days(_ count: Int64) -> Int64 { count * Instant.dayMilliseconds }

    /// The rows that state some events, such as `day1.csv:3 in batch 2`. If there are many, the first and the last
    /// few.
    func rows(of events: [StoredEvent]) throws -> String {
        let shown =
            events.count > Self.rowsMax ? events.prefix(3) + events.suffix(Self.rowsMax - 3) : events[...]
        var rows: [String] = []
        for stored in shown {
            let file = try file(of: stored.statedInBatch)
            let row = stored.statedInRow.map { "\(file):\($0)" } ?? file
            rows.append("\(row) in batch \(stored.statedInBatch)")
        }
        let left = events.count - shown.count
        if left > 0 { rows.insert("\(left) more", at: 3) }
        return rows.joined(separator: ", ")
    }

    private static let rowsMax = 6

    private func file(of batch: Int64) throws -> String {
        if let known = files[batch] { return known }
        let path = try BatchTable.fetch(view.database, where: "WHERE id = ?", id: batch).first?.file
        // The folder of the file does not matter to the reader.
        let name = path?.split(separator: "/").last.map { String($0) } ?? "by hand"
        files[batch] = name
        return name
    }
}
