import GRDB

/// The last day on which a warehouse takes goods for a promotion.
public struct Cutoff: Hashable, Sendable, Codable {
    /// The warehouse, such as one of a marketplace.
    public let warehouse: Warehouse
    /// The last day on which goods must be on its shelf.
    public let day: CalendarDate

    /// A cutoff of a warehouse.
    public init(warehouse: Warehouse, day: CalendarDate) {
        self.warehouse = warehouse
        self.day = day
    }
}

/// A promotion: its days, and the days that it is compared with.
public struct Promotion: Hashable, Sendable, Codable {
    /// The name, by which commands and reports call the promotion.
    public let name: String
    /// The first day. Days are cut in the promotion's own zone.
    public let from: CalendarDate
    /// The last day, included.
    public let to: CalendarDate
    /// The zone of its days, as a name of the tz database.
    public let timeZone: String
    /// The days before the promotion that form its baseline.
    public let baselineDays: Int
    /// The days after its end in which returns are still expected.
    public let returnDays: Int
    /// The last days on which warehouses take goods for it, by warehouse.
    public let cutoffs: [Cutoff]

    /// - Throws: `badWindow` for days that are reversed or counts that are out of range, `unknownZone`.
    public init(
        name: String,
        from: CalendarDate,
        to: CalendarDate,
        timeZone: String,
        baselineDays: Int = 28,
        returnDays: Int = 30,
        cutoffs: [Cutoff] = []
    ) throws {
        let name = name.trimmedCode
        guard !name.isEmpty, !name.holdsNUL else {
            throw LedgerError(.badWindow, "a promotion needs a name; write one such as buen-fin-2026")
        }
        guard from <= to else {
            throw LedgerError(
                .badWindow,
                "\(name) ends on \(to), before it starts on \(from); swap the days"
            )
        }
        guard (0...366).contains(baselineDays), (0...366).contains(returnDays) else {
            throw LedgerError(
                .badWindow,
                "baseline and return days must be from 0 to 366; 28 and 30 are usual"
            )
        }
        _ = try LedgerSettings(timeZone: timeZone)
        guard Set(cutoffs.map(\.warehouse)).count == cutoffs.count else {
            throw LedgerError(.badWindow, "a warehouse has two cutoffs; give one for each")
        }
        for cutoff in cutoffs where cutoff.day > from {
            throw LedgerError(
                .badWindow,
                "the cutoff of \(cutoff.warehouse) on \(cutoff.day) is after the first day of \(name), \(from)"
            )
        }
        self.name = name
        self.from = from
        self.to = to
        self.timeZone = timeZone
        self.baselineDays = baselineDays
        self.returnDays = returnDays
        self.cutoffs = cutoffs.sorted { $0.warehouse < $1.warehouse }
    }

    /// A declaration is checked when it is read back, because a damaged ledger may contain any number.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            name: values.decode(String.self, forKey: .name),
            from: values.decode(CalendarDate.self, forKey: .from),
            to: values.decode(CalendarDate.self, forKey: .to),
            timeZone: values.decode(String.self, forKey: .timeZone),
            baselineDays: values.decode(Int.self, forKey: .baselineDays),
            returnDays: values.decode(Int.self, forKey: .returnDays),
            cutoffs: values.decodeIfPresent([Cutoff].self, forKey: .cutoffs) ?? []
        )
    }

    private enum CodingKeys: String, CodingKey {
        case name, from, to, timeZone, baselineDays, returnDays, cutoffs
    }

    /// Without cutoffs, it is written as before there were any.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(from, forKey: .from)
        try values.encode(to, forKey: .to)
        try values.encode(timeZone, forKey: .timeZone)
        try values.encode(baselineDays, forKey: .baselineDays)
        try values.encode(returnDays, forKey: .returnDays)
        if !cutoffs.isEmpty { try values.encode(cutoffs, forKey: .cutoffs) }
    }

    /// The instants of the promotion and of its baseline.
    ///
    /// - Throws: `unknownZone` on a machine whose tz database lacks the zone.
    public func window() throws -> ReportWindow {
        try ReportWindow(
            from: from,
            to: to,
            zone: LedgerSettings(timeZone: timeZone).zone,
            baselineDays: baselineDays
        )
    }

    /// The instant up to which returns of its orders are expected.
    public func returnsOpenUntil() throws -> Instant {
        try LedgerSettings(timeZone: timeZone).zone.end(ofDay: to.dayNumber + returnDays)
    }
}

/// The plan for a SKU in a promotion.
public struct PlanLine: Hashable, Sendable, Codable {
    /// The SKU.
    public let sku: SKU
    /// Nil if the plan is for all warehouses together.
    public let warehouse: Warehouse?
    /// Units expected to sell, after returns.
    public let forecast: Int64?
    /// Units that should be available at the start.
    public let stockTarget: Int64?

    /// A plan for a SKU, in one warehouse or in all.
    public init(sku: SKU, warehouse: Warehouse? = nil, forecast: Int64? = nil, stockTarget: Int64? = nil) {
        self.sku = sku
        self.warehouse = warehouse
        self.forecast = forecast
        self.stockTarget = stockTarget
    }
}

extension Ledger {
    /// The promotions, by their first day and name.
    public func promotions() throws -> [Promotion] { try read { try Promotion.all($0) } }

    /// The promotion of a name.
    ///
    /// - Throws: `unknownPromotion`.
    public func promotion(_ name: String) throws -> Promotion {
        try read { try Promotion.named(name, $0) }
    }

    /// The promotions, by their first day and name, each with its plan.
    public func promotionsWithPlans() throws -> [(promotion: Promotion, plan: [PlanLine])] {
        try read { database in
            let plans = try Declarations.current(database, .plan, as: [PlanLine].self)
            return try Promotion.all(database).map { ($0, plans[.init(text: $0.name)] ?? []) }
        }
    }

    /// The plan of a promotion by SKU and warehouse; empty if there is none.
    public func plan(of name: String) throws -> [PlanLine] {
        try read { try PlanLine.all(of: Promotion.named(name, $0), $0) }
    }
}

extension Promotion {
    static func all(_ database: Database) throws -> [Promotion] {
        try Declarations.current(database, .promotion, as: Promotion.self).values
            .sorted { ($0.from, $0.name) < ($1.from, $1.name) }
    }

    /// The days of a zone, as days since 1970-01-01, on which one of the promotions takes place.
    static func days(of promotions: [Promotion], in zone: BusinessZone) throws -> DaySet {
        DaySet(
            try promotions.map { promotion in
                let window = try promotion.window()
                return zone.day(of: window.start)...zone.day(of: window.end.advanced(byMilliseconds: -1))
            }
        )
    }

    static func named(_ name: String, _ database: Database) throws -> Promotion {
        let all = try all(database)
        if let found = all.first(where: { $0.name.hasSameBytes(as: name.trimmedCode) }) { return found }
        throw LedgerError(.unknownPromotion, name.unknown("promotion", among: all.map(\.name)))
    }
}

extension PlanLine {
    static func all(of promotion: Promotion, _ database: Database) throws -> [PlanLine] {
        try Declarations.current(database, .plan, as: [PlanLine].self)[.init(text: promotion.name)] ?? []
    }
}
