import GRDB

extension EventKind {
    /// Whether the events of the kind have lists. Orders and sales are most of a log, and are found by their documents
    /// and days.
    var isListed: Bool {
        switch self {
        case .orderPlaced, .orderShipped, .saleShipped: false
        default: true
        }
    }
}

/// Finds the events of the less common kinds. `v010_kind_lists.sql` describes the lists that it reads.
struct KindLists {
    /// Numbers with the same quotient by this share the lists of a part of the log.
    static let partEvents: Int64 = 100_000

    private let database: Database

    init(_ database: Database) { self.database = database }

    /// Whether looking up each event of some kinds is faster than reading the log.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of the wanted events.
    ///   - events: the range of the log with the wanted events.
    func areShort(_ kinds: Set<EventKind>, in events: ClosedRange<Int64>) throws -> Bool {
        guard kinds.allSatisfy(\.isListed) else { return false }
        // An event has a byte or a few, so that the lists need not be read.
        let statement = try RowStatement(
            database,
            """
            SELECT coalesce(sum(length(events)), 0) FROM event_kind
             WHERE part BETWEEN ? AND ? AND kind IN (SELECT value FROM json_each(?))
            """
        )
        statement.bind(events.lowerBound / Self.partEvents, at: 1)
        statement.bind(events.upperBound / Self.partEvents, at: 2)
        statement.bind(try Declarations.encode(kinds.map(\.rawValue).sorted()), at: 3)
        let bytes = try statement.onlyInteger() ?? 0
        return bytes
            <= max(Self.bytesAlwaysShort, (events.upperBound - events.lowerBound) / Self.rowsPerEvent)
    }

    private static let bytesAlwaysShort: Int64 = 500
    /// The number of rows of the log that can be read in the time of looking up one event.
    private static let rowsPerEvent: Int64 = 6

    /// Passes the numbers of the events of some kinds in the order of the log, many at a time.
    ///
    /// - Throws: `damaged`.
    func forEachBlock(
        of kinds: Set<EventKind>,
        in events: ClosedRange<Int64>,
        _ body: ([Int64]) throws -> Void
    ) throws {
        let wanted = Set(kinds.map(\.rawValue))
        let lists = try RowFeed(database, "kind, events", "FROM event_kind WHERE part = ?")
        var numbers: [Int64] = []
        for part in try parts(in: events) {
            var ofPart: [Int64] = []
            lists.bind(part, at: 1)
            try lists.forEachRow { row in
                guard wanted.contains(row.text(0)) else { return }
                guard let list = row.blob(1) else { throw PackedNumbers.damaged }
                try Self.read(list, part) { if events.contains($0) { ofPart.append($0) } }
            }
            ofPart.sort()
            numbers += ofPart
            if numbers.count >= Self.numbersPerBlock {
                try body(numbers)
                numbers.removeAll(keepingCapacity: true)
            }
        }
        if !numbers.isEmpty { try body(numbers) }
    }

    private static let numbersPerBlock = 20_000

    private static func read(_ list: UnsafeRawBufferPointer, _ part: Int64, _ body: (Int64) -> Void) throws {
        var steps = PackedNumbers(list)
        var seq = start(of: part)
        while !steps.isAtEnd {
            let next = seq &+ Int64(truncatingIfNeeded: try steps.next())
            // A damaged list may have any steps.
            guard next > seq, next / partEvents == part else { throw PackedNumbers.damaged }
            seq = next
            body(seq)
        }
    }

    /// The parts that have lists.
    private func parts(in events: ClosedRange<Int64>) throws -> [Int64] {
        let statement = try RowStatement(
            database,
            "SELECT DISTINCT part FROM event_kind WHERE part BETWEEN ? AND ? ORDER BY part"
        )
        statement.bind(events.lowerBound / Self.partEvents, at: 1)
        statement.bind(events.upperBound / Self.partEvents, at: 2)
        var parts: [Int64] = []
        while try statement.next() { parts.append(statement.integer(0)) }
        return parts
    }

    /// The number from which the first step of a part leads.
    fileprivate static func start(of part: Int64) -> Int64 { part &* partEvents &- 1 }
}

/// The numbers of events that are not in the lists of their kinds yet.
struct KindEntries {
    /// By the number of the kind, in the order of the log.
    fileprivate var numbers: [[Int64]] = []

    mutating func add(_ seq: Int64, kind: Int) {
        while numbers.count <= kind { numbers.append([]) }
        numbers[kind].append(seq)
    }

    mutating func removeAll() {
        for kind in numbers.indices { numbers[kind].removeAll(keepingCapacity: true) }
    }
}

/// Appends events to the lists of their kinds.
struct KindWriter {
    private let find: RowStatement
    private let put: RowStatement

    init(_ database: Database) throws {
        find = try RowStatement(database, "SELECT last FROM event_kind WHERE part = ? AND kind = ?")
        put = try RowStatement(
            database,
            """
            INSERT INTO event_kind (part, kind, last, events) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET last = excluded.last, events = CAST(events || excluded.events AS BLOB)
            """
        )
    }

    /// Makes the lists of the whole log anew, within the caller's transaction.
    static func replace(_ database: Database) throws {
        try database.execute(sql: "DELETE FROM event_kind")
        let routes = RouteTable(database)
        let writer = try KindWriter(database)
        let rows = try RowFeed(database, "seq, route", "FROM event")
        var entries = KindEntries()
        var part: Int64 = 0
        try rows.forEachRow { row in
            let seq = row.integer(0)
            if seq / KindLists.partEvents != part {
                part = seq / KindLists.partEvents
                try writer.write(entries)
                entries.removeAll()
            }
            let kind = try routes.route(row.integer(1)).key.kind
            if kind.isListed { entries.add(seq, kind: Int(kind.number)) }
        }
        try writer.write(entries)
        try database.execute(sql: "UPDATE projection SET version = 1 WHERE name = 'kinds'")
    }

    /// Appends events that come after all those in the lists.
    func write(_ entries: KindEntries) throws {
        for kind in EventKind.allCases {
            guard entries.numbers.indices.contains(Int(kind.number)) else { continue }
            var rest = entries.numbers[Int(kind.number)][...]
            while let first = rest.first {
                let part = first / KindLists.partEvents
                let next = rest.firstIndex { $0 / KindLists.partEvents != part } ?? rest.endIndex
                try append(rest[..<next], part, kind)
                rest = rest[next...]
            }
        }
    }

    private func append(_ events: ArraySlice<Int64>, _ part: Int64, _ kind: EventKind) throws {
        find.bind(part, at: 1)
        find.bind(kind.rawValue, at: 2)
        var last = try find.onlyInteger() ?? KindLists.start(of: part)
        var list: [UInt8] = []
        for seq in events {
            guard last >= KindLists.start(of: part), seq > last else { throw PackedNumbers.damaged }
            list.append(packed: UInt64(seq - last))
            last = seq
        }
        put.bind(part, at: 1)
        put.bind(kind.rawValue, at: 2)
        put.bind(last, at: 3)
        put.bind(blob: list, at: 4)
        try put.run()
    }
}
