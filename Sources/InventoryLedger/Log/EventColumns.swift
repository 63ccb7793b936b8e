/// The columns of the event table, in the order in which they are written and read.
enum EventColumn: Int32, CaseIterable {
    case seq, batch, row, route, source, document, line, sku, quantity, occurredAt, channel, amount, currency,
        reverses

    static var count: Int32 { reverses.rawValue + 1 }

    var name: String {
        switch self {
        case .occurredAt: "occurred_at"
        default: "\(self)"
        }
    }
}

/// The columns of the detail table, which holds what few events have besides their move, in the order in which they
/// are written and read.
enum DetailColumn: Int32, CaseIterable {
    case seq, order, pedimento, importerRFC, mode, forwarder, eta, tracking, reason, note
    case statedAt, skuWritten, warehouseWritten, toWarehouseWritten, part, units, statement, origin,
        orderSource

    var name: String {
        switch self {
        case .order: "\"order\""
        case .importerRFC: "importer_rfc"
        case .statedAt: "stated_at"
        case .skuWritten: "sku_written"
        case .warehouseWritten: "warehouse_written"
        case .toWarehouseWritten: "to_warehouse_written"
        case .orderSource: "order_source"
        default: "\(self)"
        }
    }

    /// The number of columns that the events of a form may have. They come first.
    static let plainCount = 10
}

/// The two tables of events, or their temporary copies.
struct EventTable {
    let event: String
    let detail: String

    static let log = EventTable(event: "event", detail: "event_detail")
    /// Events of the current file that are compared with the ledger at the end of the file.
    static let deferred = EventTable(event: "temp.deferred_event", detail: "temp.deferred_detail")

    /// A statement that inserts this many rows.
    ///
    /// If a row fails, the rows before it stay. Otherwise SQLite would copy every page that the statement changes, to
    /// be able to take the rows out again.
    ///
    /// - Parameter ignoresTaken: skip rows whose key is taken.
    static func insertion(into table: String, _ columns: [String], rows: Int, ignoresTaken: Bool = false)
        -> String
    {
        let row = "(" + Array(repeating: "?", count: columns.count).joined(separator: ", ") + ")"
        let values = Array(repeating: row, count: rows).joined(separator: ", ")
        return
            "INSERT OR \(ignoresTaken ? "IGNORE" : "FAIL") INTO \(table) (\(columns.joined(separator: ", "))) VALUES \(values)"
    }

    func eventInsertion(rows: Int) -> String {
        Self.insertion(into: event, EventColumn.allCases.map(\.name), rows: rows)
    }

    func detailInsertion(rows: Int, columns: Int) -> String {
        Self.insertion(into: detail, DetailColumn.allCases.prefix(columns).map(\.name), rows: rows)
    }

    /// A query of events with their details: first the event's columns, then the detail's.
    ///
    /// - Parameter found: a query of the numbers `seq` of the events. SQLite goes through its rows and looks up each event
    ///   (`CROSS JOIN` fixes that order), instead of looking for each event of the log among the rows.
    func selection(_ condition: String, found: String? = nil) -> String {
        let columns =
            EventColumn.allCases.map { "e.\($0.name)" } + DetailColumn.allCases.map { "d.\($0.name)" }
        let events = found.map { "(\($0)) f CROSS JOIN \(event) e ON e.seq = f.seq" } ?? "\(event) e"
        return
            "SELECT \(columns.joined(separator: ", ")) FROM \(events) LEFT JOIN \(detail) d ON d.seq = e.seq \(condition)"
    }
}
