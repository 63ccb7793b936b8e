import GRDB

/// An event's business day and SKU.
struct DayEntry {
    /// Days since 1970-01-01.
    let day: Int32
    /// 0 for a milestone.
    let sku: Int32
    let seq: Int64
}

/// Finds the events of business days, or of a SKU on them. `v008_packed_days.sql` describes the lists that it reads.
///
/// Its statements are prepared once. A block that it passes single events to must not use it.
final class EventDays {
    private let database: Database
    private let feeds: RowFeeds

    init(_ database: Database) {
        self.database = database
        feeds = RowFeeds(database)
    }

    /// Passes the events of some days, by month and SKU, those of a month and SKU in the order of the log.
    ///
    /// - Parameters:
    ///   - days: days since 1970-01-01; nil for all.
    ///   - sku: 0 for milestones; nil for all.
    /// - Throws: `damaged`.
    func forEachEvent(of days: ClosedRange<Int>? = nil, sku: Int64? = nil, _ body: (DayEntry) throws -> Void)
        throws
    {
        let months = days.map {
            CalendarDate(dayNumber: $0.lowerBound)
                .monthNumber...CalendarDate(dayNumber: $0.upperBound).monthNumber
        }
        let rows = try rows(months, sku: sku)
        var known: (month: Int64, dayBefore: Int)?
        try rows.forEachRow { row in
            let month = row.integer(0)
            if known?.month != month {
                known = (month, CalendarDate.days(ofMonth: Int(month)).lowerBound - 1)
            }
            guard let before = known?.dayBefore, let list = row.blob(2),
                let sku = Int32(exactly: row.integer(1))
            else { throw PackedNumbers.damaged }
            var numbers = PackedNumbers(list)
            var seq: Int64 = 0
            while !numbers.isAtEnd {
                let number = try numbers.next()
                // A damaged list may have any numbers, whose sum exceeds 64 bits.
                seq &+= Int64(truncatingIfNeeded: number >> 5)
                let day = before + Int(truncatingIfNeeded: number & 31)
                guard days?.contains(day) ?? true else { continue }
                try body(DayEntry(day: Int32(clamping: day), sku: sku, seq: seq))
            }
        }
    }

    /// Passes the numbers of the events of each day, one day after the other, leaving out days without events. Those
    /// of a month are held at once.
    ///
    /// - Parameter skus: nil for all, milestones included.
    func forEachDay(
        of days: ClosedRange<Int>,
        skus: [Int64]? = nil,
        _ body: (_ day: Int, [Int64]) throws -> Void
    ) throws {
        for month in try months(of: days) {
            let ofMonth = CalendarDate.days(ofMonth: month)
            guard days.overlaps(ofMonth) else { continue }
            let wanted = days.clamped(to: ofMonth)
            var events: [[Int64]] = Array(repeating: [], count: wanted.count)
            for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
                try forEachEvent(of: wanted, sku: sku) {
                    events[Int($0.day) - wanted.lowerBound].append($0.seq)
                }
            }
            for (day, numbers) in zip(wanted, events) where !numbers.isEmpty { try body(day, numbers) }
        }
    }

    /// The numbers of the events of a day.
    ///
    /// - Parameter sku: nil for all, milestones included.
    func numbers(onDay day: Int, sku: Int64?) throws -> [Int64] {
        var numbers: [Int64] = []
        try forEachEvent(of: day...day, sku: sku) { numbers.append($0.seq) }
        return numbers
    }

    /// Where the log has the events of some days.
    ///
    /// - Parameter sku: nil for all, milestones included.
    func places(of days: ClosedRange<Int>, sku: Int64? = nil) throws -> LogPlaces {
        try LogPlaces { note in try forEachEvent(of: days, sku: sku) { note($0.seq) } }
    }

    /// The number of events of some days.
    func count(of days: ClosedRange<Int>) throws -> Int {
        var count = 0
        try forEachEvent(of: days) { _ in count += 1 }
        return count
    }

    /// Numbers of events, as JSON for a query.
    static func json(_ numbers: [Int64]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(numbers.count * 9 + 2)
        bytes.append(UInt8(ascii: "["))
        for number in numbers {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(decimal: number)
        }
        bytes.append(UInt8(ascii: "]"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The months with events among those of some days.
    func months(of days: ClosedRange<Int>) throws -> [Int] {
        let statement = try RowStatement(
            database,
            """
            WITH RECURSIVE filled (month) AS (
                SELECT min(month) FROM event_month WHERE month >= ?1
                UNION ALL
                SELECT (SELECT min(month) FROM event_month WHERE month > filled.month) FROM filled WHERE filled.month < ?2)
            SELECT month FROM filled WHERE month <= ?2
            """
        )
        statement.bind(Int64(CalendarDate(dayNumber: days.lowerBound).monthNumber), at: 1)
        statement.bind(Int64(CalendarDate(dayNumber: days.upperBound).monthNumber), at: 2)
        var months: [Int] = []
        while try statement.next() { months.append(Int(statement.integer(0))) }
        return months
    }

    private func rows(_ months: ClosedRange<Int>?, sku: Int64?) throws -> RowFeed {
        let rows: RowFeed
        if let sku {
            // One seek per month, because the table is sorted by month and not by SKU.
            rows = try feeds.feed(
                "m.month, m.sku, m.events",
                """
                FROM (WITH RECURSIVE span (month, last) AS (
                        SELECT max(?, (SELECT min(month) FROM event_month)),
                               min(?, (SELECT max(month) FROM event_month))
                        UNION ALL SELECT month + 1, last FROM span WHERE month < last)
                      SELECT month FROM span WHERE month <= last) s
                CROSS JOIN event_month m ON m.month = s.month AND m.sku = ?
                """
            )
            rows.bind(sku, at: 3)
        } else {
            rows = try feeds.feed("month, sku, events", "FROM event_month WHERE month BETWEEN ? AND ?")
        }
        rows.bind(months.map { Int64($0.lowerBound) } ?? .min, at: 1)
        rows.bind(months.map { Int64($0.upperBound) } ?? .max, at: 2)
        return rows
    }
}

/// Where the log has some events.
enum LogPlaces {
    /// Within a range, other events among them.
    case range(ClosedRange<Int64>)
    /// At these numbers.
    case numbers([Int64])

    /// More events than these are looked for within a range, so that memory is bounded.
    private static let numbersMax: Int64 = 1_000_000

    /// The places of events: a range if many of its events are among them, because reading it sequentially is then
    /// faster than looking up each event.
    init(_ forEachNumber: ((Int64) -> Void) throws -> Void) rethrows {
        var numbers: [Int64] = []
        var (first, last, count) = (Int64.max, Int64.min, Int64(0))
        try forEachNumber { number in
            first = min(first, number)
            last = max(last, number)
            count += 1
            if count <= Self.numbersMax { numbers.append(number) }
        }
        // A damaged file may contain any number, and the difference of two may exceed 64 bits.
        let isClose = 0 < first && first <= last && (last - first) / 4 <= count
        if isClose || count > Self.numbersMax && first <= last {
            self = .range(first...last)
        } else {
            self = .numbers(numbers)
        }
    }
}

/// Appends events to the lists of their months and SKUs.
struct DayWriter {
    private let find: RowStatement
    private let put: RowStatement

    init(_ database: Database) throws {
        find = try RowStatement(database, "SELECT last FROM event_month WHERE month = ? AND sku = ?")
        put = try RowStatement(
            database,
            """
            INSERT INTO event_month (month, sku, last, events) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET last = excluded.last, events = CAST(events || excluded.events AS BLOB)
            """
        )
    }

    /// Makes the lists of the whole log anew, within the caller's transaction.
    static func replace(_ database: Database, zone: BusinessZone) throws {
        try database.execute(sql: "DELETE FROM event_month")
        let writer = try DayWriter(database)
        let rows = try RowFeed(database, "seq, sku, occurred_at", "FROM event")
        var days = DayCutter(zone)
        var entries: [DayEntry] = []
        try rows.forEachRow { row in
            let occurredAt = Instant(milliseconds: row.integer(2))
            guard Instant.range.contains(occurredAt), let sku = Int32(exactly: row.integer(1)), sku >= 0
            else {
                throw LedgerError(
                    .damaged,
                    "event \(row.integer(0)) has a number that no event can have; run verify"
                )
            }
            entries.append(DayEntry(day: days.day(of: occurredAt), sku: sku, seq: row.integer(0)))
            if entries.count >= entriesMax {
                try writer.write(entries)
                entries.removeAll(keepingCapacity: true)
            }
        }
        try writer.write(entries)
        try database.execute(sql: "UPDATE projection SET version = 1 WHERE name = 'days'")
    }

    /// How many events are collected before they are written. Sorted writes cost a fraction of random ones, and memory
    /// stays bounded.
    static let entriesMax = 120_000

    /// Appends events that come after all those in the lists, in the order of the log.
    func write(_ entries: [DayEntry]) throws {
        var rest = entries[...]
        while !rest.isEmpty {
            try write(some: rest.prefix(Self.entriesSorted))
            rest = rest.dropFirst(Self.entriesSorted)
        }
    }

    /// As many as can be numbered in the bits of a key.
    private static let entriesSorted = 1 << 21

    private func write(some entries: ArraySlice<DayEntry>) throws {
        var months = Months()
        // A key is the month, the SKU and the place among the entries in one number, which is sorted faster than three.
        var keys = entries.indices.map { place in
            let entry = entries[place]
            return UInt64(max(0, months.month(of: entry.day) + 2)) << 52 | UInt64(max(0, entry.sku)) << 21
                | UInt64(place - entries.startIndex)
        }
        keys.sort()
        var first = 0
        while first < keys.count {
            var end = first + 1
            while end < keys.count, keys[end] >> 21 == keys[first] >> 21 { end += 1 }
            let places = keys[first..<end].lazy.map { entries.startIndex + Int($0 & (1 << 21 - 1)) }
            let month = Int(keys[first] >> 52) - 2
            try append(places.lazy.map { entries[$0] }, month, Int64(keys[first] >> 21 & (1 << 31 - 1)))
            first = end
        }
    }

    private func append(_ entries: some Sequence<DayEntry>, _ month: Int, _ sku: Int64) throws {
        find.bind(Int64(month), at: 1)
        find.bind(sku, at: 2)
        var last = try find.onlyInteger() ?? 0
        let firstDay = CalendarDate.firstDayNumber(ofMonth: month)
        var list: [UInt8] = []
        for entry in entries {
            guard last >= 0, entry.seq > last else { throw PackedNumbers.damaged }
            list.append(packed: UInt64(entry.seq - last) << 5 | UInt64(max(0, Int(entry.day) - firstDay + 1)))
            last = entry.seq
        }
        put.bind(Int64(month), at: 1)
        put.bind(sku, at: 2)
        put.bind(last, at: 3)
        put.bind(blob: list, at: 4)
        try put.run()
    }

    /// The months of days, most of which equal the day before.
    private struct Months {
        private var known: (days: ClosedRange<Int>, number: Int)?

        mutating func month(of day: Int32) -> Int {
            if let known, known.days.contains(Int(day)) { return known.number }
            let number = CalendarDate(dayNumber: Int(day)).monthNumber
            known = (CalendarDate.days(ofMonth: number), number)
            return number
        }
    }
}

extension [UInt8] {
    /// Appends the digits of a number. A text for each of many numbers would cost ten times as much.
    fileprivate mutating func append(decimal number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let start = count
        var rest = number.magnitude
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }
}
