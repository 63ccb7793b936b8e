import GRDB

/// All rows of the log, in order, for readers that need most of them.
struct LogScan {
    /// The columns, in the order of their places in a row. A reader that needs only the first ones reads no others.
    enum Column: Int, CaseIterable {
        case seq, source, route, occurredAt, reverses, sku, quantity, document

        fileprivate var name: String {
            switch self {
            case .seq: "seq"
            case .source: "source"
            case .route: "route"
            case .occurredAt: "occurred_at"
            case .reverses: "reverses"
            case .sku: "sku"
            case .quantity: "quantity"
            case .document: "document"
            }
        }
    }

    private let rows: RowFeed

    /// - Parameters:
    ///   - last: the last column to read.
    ///   - lastSeq: the last event to read; nil for all.
    init(_ database: Database, through last: Column, upTo lastSeq: Int64? = nil) throws {
        let names = Column.allCases.prefix(last.rawValue + 1).map(\.name)
        let columns = names.joined(separator: ", ")
        rows = try RowFeed(database, columns, "FROM event" + (lastSeq == nil ? "" : " WHERE seq <= ?"))
        if let lastSeq { rows.bind(lastSeq, at: 1) }
    }

    func forEachRow(_ body: (FedRow) throws -> Void) throws { try rows.forEachRow(body) }

    /// The events that were reversed, which have an index.
    ///
    /// - Parameter lastSeq: the last event that is known; nil for all.
    static func takenBack(_ database: Database, upTo lastSeq: Int64? = nil) throws -> SeqBitmap {
        var takenBack = SeqBitmap(upTo: try LogHead.seq(database))
        // With a bare `seq`, SQLite would search the log up to that event instead of the index.
        let reversals = try RowStatement(
            database,
            "SELECT reverses FROM event WHERE reverses IS NOT NULL AND +seq <= ?"
        )
        reversals.bind(lastSeq ?? .max, at: 1)
        while try reversals.next() { takenBack.insert(reversals.integer(0)) }
        return takenBack
    }
}

extension FedRow {
    func integer(_ column: LogScan.Column) -> Int64 { integer(column.rawValue) }
    func isNull(_ column: LogScan.Column) -> Bool { isNull(column.rawValue) }
    func text(_ column: LogScan.Column) -> String { text(column.rawValue) }
    func byteCount(_ column: LogScan.Column) -> Int { byteCount(column.rawValue) }
}
