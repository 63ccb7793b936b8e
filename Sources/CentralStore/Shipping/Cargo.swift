import InventoryLedger

/// Copies what a ledger recorded in some batches into the tables from which the store takes it.
///
/// Codes and routes are copied with the ledger's own numbers, as far as the batches use them.
struct Cargo {
    private let log: RecordedLog
    private let connection: Connection
    private let takenBack: SeqBitmap
    private var codes: [RecordedCode: UsedIDs] = [:]
    private var routes = UsedIDs()

    init(_ log: RecordedLog, _ connection: Connection, takenBack: SeqBitmap) {
        self.log = log
        self.connection = connection
        self.takenBack = takenBack
    }

    /// The ids that were used, each once.
    private struct UsedIDs {
        private(set) var all: [Int64] = []
        /// Ids are given one after the other, so they are few and small.
        private var seen: [Bool] = []

        mutating func add(_ id: Int64) {
            guard 1...Int64(Int32.max) ~= id else { return }
            let place = Int(id)
            if place >= seen.count {
                seen += [Bool](repeating: false, count: max(0, max(place + 1, seen.count * 2) - seen.count))
            }
            guard !seen[place] else { return }
            seen[place] = true
            all.append(id)
        }
    }

    /// Copies batches that follow each other.
    ///
    /// - Parameters:
    ///   - head: the digest of the batch before.
    ///   - seq: the last event before.
    ///   - progress: gets the number of events that were copied.
    mutating func copy(
        _ batches: [BatchRecord],
        after head: [UInt8],
        seq: Int64,
        progress: (Int64) -> Void
    ) throws {
        guard let first = batches.first?.id, let last = batches.last?.id, first <= last else { return }
        try copyRows(.batch, first...last)
        try copyEvents(batches, after: head, seq: seq, progress: progress)
        for table in RecordedTable.attachments { try copyRows(table, first...last) }
        try copy("ship_ambiguous_line", ["statement"]) { rows in
            for id in try log.ambiguousStatements() {
                try rows.begin(columns: 1)
                rows.add(id)
            }
        }
        try copyRoutes()
        try copyCodes()
    }

    /// Copies all codes and routes of the ledger, without batches.
    mutating func copyNames() throws {
        for kind in RecordedCode.allCases {
            for id in try log.ids(of: kind) { codes[kind, default: UsedIDs()].add(id) }
        }
        for id in try log.routes() { routes.add(id) }
        try copyRoutes()
        try copyCodes()
    }

    private mutating func copyRows(_ table: RecordedTable, _ batches: ClosedRange<Int64>) throws {
        var used = (codes: codes, routes: routes)
        let columns = Array(table.columns.enumerated())
        try copy("ship_\(table.name)", table.columns.map(\.name)) { rows in
            try log.forEachRow(of: table, batches: batches) { row in
                try rows.begin(columns: table.columns.count)
                try Self.add(row, columns, to: &rows, &used.codes, &used.routes)
            }
        }
        (codes, routes) = used
    }

    private mutating func copyEvents(
        _ batches: [BatchRecord],
        after head: [UInt8],
        seq: Int64,
        progress: (Int64) -> Void
    ) throws {
        let table = RecordedTable.event
        // Its batch follows from its number.
        let columns = table.columns.enumerated().filter { $0.element.name != "batch" }
        let reverses = table.place("reverses")
        var used = (codes: codes, routes: routes)
        var count: Int64 = 0
        try copy("ship_event", columns.map(\.element.name) + ["day", "live"]) { rows in
            try log.forEachEvent(of: batches, after: head, seq: seq) { row, day in
                try rows.begin(columns: columns.count + 2)
                try Self.add(row, columns, to: &rows, &used.codes, &used.routes)
                rows.add(day)
                let isLive = try row.integer(reverses) == nil && !takenBack.contains(row.integer(0) ?? 0)
                rows.add(isLive ? 1 : 0)
                count += 1
                if count % Self.eventsNoted == 0 { progress(count) }
            }
        }
        progress(count)
        (codes, routes) = used
    }

    private static let eventsNoted: Int64 = 2048

    private static func add(
        _ row: any RecordedRow,
        _ columns: [(offset: Int, element: RecordedColumn)],
        to rows: inout CopyRows,
        _ codes: inout [RecordedCode: UsedIDs],
        _ routes: inout UsedIDs
    ) throws {
        for (place, column) in columns {
            switch column.kind {
            case .integer: rows.add(try row.integer(place))
            case .code(let kind):
                let id = try row.integer(place)
                if let id { codes[kind, default: UsedIDs()].add(id) }
                rows.add(id)
            case .route:
                let id = try row.integer(place)
                if let id { routes.add(id) }
                rows.add(id)
            case .text, .bytes: try row.withBytes(place) { rows.add(bytes: $0) }
            }
        }
    }

    private mutating func copyRoutes() throws {
        var codes = self.codes
        try copy("ship_route", Self.routeColumns) { rows in
            for id in routes.all {
                let (route, effect) = try log.route(id)
                for warehouse in [route.warehouse, route.toWarehouse] {
                    codes[.warehouse, default: UsedIDs()].add(warehouse)
                }
                codes[.shipment, default: UsedIDs()].add(route.shipment)
                try rows.begin(columns: Self.routeColumns.count)
                rows.add(id)
                rows.add(text: route.kind)
                rows.add(route.warehouse)
                rows.add(text: route.stage)
                rows.add(text: route.fromStage)
                rows.add(route.toWarehouse)
                rows.add(route.shipment)
                rows.add(route.memo ? 1 : 0)
                rows.add(effect.isSummed ? 1 : 0)
                for ends in [effect.ends, effect.endsBeforeOpening] {
                    for end in [ends?.from, ends?.to] {
                        rows.add(end?.warehouse)
                        rows.add(end?.shipment)
                        rows.add(text: end?.stage)
                    }
                }
            }
        }
        self.codes = codes
    }

    private static let routeColumns = [
        "local", "kind", "warehouse", "stage", "from_stage", "to_warehouse", "shipment", "memo", "summed",
        "from_w", "from_s", "from_p", "to_w", "to_s", "to_p", "before_from_w", "before_from_s",
        "before_from_p",
        "before_to_w", "before_to_s", "before_to_p",
    ]

    private func copyCodes() throws {
        try copy("ship_code", ["what", "local", "code"]) { rows in
            for kind in RecordedCode.allCases {
                for id in codes[kind]?.all ?? [] {
                    try rows.begin(columns: 3)
                    rows.add(Int64(kind.rawValue))
                    rows.add(id)
                    rows.add(text: try log.code(id, kind))
                }
            }
        }
    }

    /// - Parameters:
    ///   - table: the name of a table of the program, as its columns are.
    private func copy(_ table: String, _ columns: [String], _ body: (inout CopyRows) throws -> Void) throws {
        let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        try connection.copy("COPY pg_temp.\(table) (\(names)) FROM STDIN (FORMAT binary)", body)
    }
}
