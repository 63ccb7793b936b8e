import GRDB

/// The lists of events by month and SKU, and by kind, read by code of their own, so that a mistake in making or reading
/// them is found.
struct ListedEvents {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// Passes the events of all lists by month and SKU that can be read.
    ///
    /// - Returns: what is wrong with the first list that cannot be read, or that does not end where the next event would
    ///   be appended.
    func read(_ body: (_ day: Int64, _ sku: Int64, _ seq: Int64) throws -> Void) throws -> String? {
        let rows = try RowFeed(
            database,
            "month, sku, last, events, unixepoch('1970-01-01', month || ' months') / 86400 - 1",
            "FROM event_month"
        )
        var finding: String?
        try rows.forEachRow { row in
            let list = "event_month: the list of month=\(row.integer(0)) sku=\(row.integer(1))"
            guard let numbers = row.blob(3).flatMap({ SecondReading.numbers($0) }) else {
                finding = finding ?? "\(list) cannot be read"
                return
            }
            var seq: Int64 = 0
            for number in numbers {
                // The steps of a damaged list may exceed 64 bits together.
                seq &+= Int64(clamping: number / 32)
                try body(row.integer(4) &+ Int64(number % 32), row.integer(1), seq)
            }
            if numbers.isEmpty || seq != row.integer(2) {
                finding = finding ?? "\(list) ends with event \(seq) and not with \(row.integer(2))"
            }
        }
        return finding
    }

    /// Passes the events of all lists by kind that can be read.
    ///
    /// - Returns: as above.
    func readKinds(_ body: (_ kind: String, _ seq: Int64) throws -> Void) throws -> String? {
        let rows = try RowFeed(database, "part, kind, last, events", "FROM event_kind")
        var finding: String?
        try rows.forEachRow { row in
            let (part, kind) = (row.integer(0), row.text(1))
            let list = "event_kind: the list of part=\(part) kind=\(kind)"
            guard let steps = row.blob(3).flatMap({ SecondReading.numbers($0) }) else {
                finding = finding ?? "\(list) cannot be read"
                return
            }
            var seq = part &* 100_000 &- 1
            for step in steps {
                seq &+= Int64(clamping: step)
                try body(kind, seq)
                if seq / 100_000 != part {
                    finding = finding ?? "\(list) contains event \(seq) of another part"
                }
            }
            if steps.isEmpty || seq != row.integer(2) {
                finding = finding ?? "\(list) ends with event \(seq) and not with \(row.integer(2))"
            }
        }
        return finding
    }
}
