/// The options of a plan for a promotion.
public struct PlanQuery: Sendable {
    /// The name of the promotion.
    public var promotion: String
    /// The name of the earlier promotion to learn from; nil for the latest one whose name differs only in digits.
    public var like: String?
    /// The share of cases that the plan should be right in: arrivals in time, and demand that safety covers. Nil for
    /// 0.9 and 0.8.
    public var service: Fraction?
    /// What is added to each forecast; nil to learn it by volume, and 0.15 where there is too little to learn from.
    public var safety: Fraction?
    /// The share of the forecast that the first order covers.
    public var firstShare = Fraction(decimal: "0.75") ?? .one
    /// Days before the promotion on which goods should be on the shelf.
    public var shelfDays = 3
    /// What the traffic of this promotion is expected to be, as a multiple of that of the earlier one.
    public var traffic = Fraction.one
    /// The same for some SKUs.
    public var trafficOfSKUs: [SKU: Fraction] = [:]
    /// A SKU, or a pattern with `*` and `?`; nil for all. The uplift of a category is that of all its SKUs.
    public var sku: String?
    /// The warehouse; nil for all.
    public var warehouse: Warehouse?
    /// Further days on which the plan will be looked at.
    public var looks: [CalendarDate] = []
    /// The part of the ledger that the plan knows.
    public var time = ReportTime()

    /// The plan of a promotion with the usual options.
    public init(promotion: String) { self.promotion = promotion }

    /// The safety where none is learned. Source: the trade adds 10 to 20 %.
    public static let usualSafety = Fraction(decimal: "0.15") ?? .zero
    /// The service of arrivals.
    public static let usualArrivalService = Fraction(decimal: "0.9") ?? .one
    /// The service of learned safety.
    public static let usualDemandService = Fraction(decimal: "0.8") ?? .one
    /// The number of in-stock days that give the normal rate.
    package static let normalDays = 30
    /// Days before the second order must leave, on which it is decided.
    static let decisionDays = 2
    /// The probability of coming late above which one channel is too few.
    static let lateRiskMax = 0.1

    /// The plan as it was computed when it was recorded.
    ///
    /// - Throws: `damaged` if a number cannot be read.
    public init(promotion: String, recorded: PlanParameters) throws {
        self.init(promotion: promotion)
        func number(_ text: String) throws -> Fraction {
            guard let number = Fraction(decimal: text) else {
                throw LedgerError(.damaged, "the plan of \(promotion) has the number \"\(text)\"; run verify")
            }
            return number
        }
        like = recorded.like
        service = try recorded.service.map(number)
        safety = try recorded.safety.map(number)
        firstShare = try number(recorded.firstShare)
        shelfDays = recorded.shelfDays
        traffic = try number(recorded.traffic)
        for (sku, factor) in recorded.trafficOfSKUs { trafficOfSKUs[SKU(trusted: sku)] = try number(factor) }
        time = ReportTime(asOf: recorded.asOf, knownAt: recorded.knownAt)
    }

    /// - Throws: `badWindow` for a share that is out of range.
    func check() throws {
        for (share, what) in [(service, "the service"), (firstShare, "the share of the first order")] {
            guard let share else { continue }
            let isFirst = what != "the service"
            guard share > .zero, isFirst ? share <= .one : share < .one else {
                throw LedgerError(
                    .badWindow,
                    "\(what) is \(share); "
                        + (isFirst
                            ? "write a number above 0 and up to 1, such as 0.75"
                            : "write a number above 0 and below 1, such as 0.9")
                )
            }
        }
        if let safety, safety < .zero || safety > Fraction(10) {
            throw LedgerError(
                .badWindow,
                "a safety of \(safety) is not usable; write a number from 0 to 10, such as 0.15"
            )
        }
        for factor in [traffic] + trafficOfSKUs.values where factor <= .zero || factor > Fraction(1000) {
            throw LedgerError(
                .badWindow,
                "traffic of \(factor) times the earlier promotion is not usable; write a number such as 1.10"
            )
        }
        guard (0...366).contains(shelfDays) else {
            throw LedgerError(.badWindow, "\(shelfDays) days on the shelf are out of range; write 0 to 366")
        }
    }
}

/// A plan for a promotion: what to order, how much, and by when it must leave.
public struct PromotionPlan: Sendable {
    /// The promotion.
    public let promotion: Promotion
    /// The earlier promotion that it was learned from; nil if there is none.
    public let like: Promotion?
    /// What was asked.
    public let query: PlanQuery
    /// The day of the plan.
    public let plannedOn: CalendarDate
    /// What it knew.
    public let asOf: Instant
    /// What had been recorded by then counts.
    public let knownAt: Instant
    /// How many times their normal demand all SKUs sold in the earlier promotion; nil if it is not known.
    public let pooledUplift: Fraction?
    /// A row for each SKU and warehouse, sorted by both.
    public let rows: [PlanRow]
    /// How long each leg takes, as the plan reckons.
    public let legs: [PlanLeg]
    /// Shipments under way to the warehouses of the plan.
    public let arrivals: [PlanArrival]
    /// Warnings about the whole plan.
    public let warnings: [PlanWarning]
    /// What can still be ordered on the days of further looks.
    public let looks: [PlanLook]
    /// Closed days from the plan to the end of the promotion, of China and of the Mexican customs.
    public let closures: [PlanClosure]

    /// What is recorded of the plan: the forecast and the stock target of each row.
    ///
    /// - Throws: `sumOverflow`.
    public func lines() throws -> [PlanLine] {
        try rows.filter { $0.target > 0 }.map { row in
            PlanLine(
                sku: row.sku,
                warehouse: row.warehouse,
                forecast: try row.forecast.rounded(),
                stockTarget: row.target
            )
        }
    }

    /// How it was computed.
    public var parameters: PlanParameters {
        PlanParameters(
            asOf: asOf,
            knownAt: knownAt,
            like: like?.name,
            service: query.service?.description,
            safety: query.safety?.description,
            firstShare: query.firstShare.description,
            shelfDays: query.shelfDays,
            traffic: query.traffic.description,
            trafficOfSKUs: Dictionary(
                query.trafficOfSKUs.map { ($0.key.text, $0.value.description) },
                uniquingKeysWith: { $1 }
            )
        )
    }

    /// The orders by one mode.
    public struct Total: Hashable, Sendable {
        /// The mode.
        public let mode: TransportMode
        /// The SKUs ordered.
        public let skus: Int
        /// The units ordered.
        public let units: Int64
        /// The cartons; nil if a row does not know its own.
        public let cartons: Int64?
        /// Cubic metres; nil if a row does not know its own.
        public let cubicMetres: Fraction?
        /// Kilograms; nil if a row does not know its own.
        public let kilograms: Fraction?
        /// The first day on which one of them must leave; nil if there is none.
        public let firstShipBy: CalendarDate?
    }

    /// The orders by each mode.
    ///
    /// - Throws: `sumOverflow`.
    public func totals() throws -> [Total] {
        try TransportMode.allCases.map { mode in
            let orders = rows.flatMap(\.orders).filter { $0.mode == mode }
            func sum<Value>(_ values: [Value?], _ zero: Value, _ add: (Value, Value) throws -> Value) rethrows
                -> Value?
            {
                var sum = zero
                for value in values {
                    guard let value else { return nil }
                    sum = try add(sum, value)
                }
                return sum
            }
            return Total(
                mode: mode,
                skus: Set(orders.map(\.sku)).count,
                units: try orders.reduce(0) { try $0.adding($1.units) },
                cartons: try sum(orders.map(\.cartons), 0) { try $0.adding($1) },
                cubicMetres: try sum(orders.map(\.cubicMetres), .zero) { try $0 + $1 },
                kilograms: try sum(orders.map(\.kilograms), .zero) { try $0 + $1 },
                firstShipBy: orders.map(\.shipBy).min()
            )
        }
    }
}

/// How long a leg takes by a mode, as a plan reckons.
public struct PlanLeg: Hashable, Sendable {
    /// The leg.
    public let leg: TransitLeg
    /// The mode.
    public let mode: TransportMode
    /// Open days within which half of such legs end.
    public let p50: Int?
    /// Open days within which nine of ten end.
    public let p90: Int?
    /// The number of ended legs that this was measured on; nil if it is the trade's range.
    public let ended: Int?
}

/// A shipment on its way to a warehouse of the plan.
public struct PlanArrival: Hashable, Sendable {
    /// The shipment.
    public let shipment: Shipment
    /// Its destination.
    public let warehouse: Warehouse
    /// Units of the plan's SKUs that are open.
    public let units: Int64
    /// The day by which half of such shipments are on the shelf.
    public let expectedOn: CalendarDate?
    /// The day by which nine of ten are.
    public let p90On: CalendarDate?
    /// Whether the plan counts on it.
    public let counts: Bool
}

/// Days in a row on which nothing moves.
public struct PlanClosure: Hashable, Sendable {
    /// The calendar.
    public let calendar: CalendarName
    /// The first day.
    public let from: CalendarDate
    /// The last day, included.
    public let to: CalendarDate
    /// What the days are called.
    public let name: String?
    /// Whether they are estimated.
    public let isEstimated: Bool
}

/// What can still be ordered on a day.
public struct PlanLook: Hashable, Sendable {
    /// The day.
    public let day: CalendarDate
    /// Rows whose second order still leaves in time if it is decided on that day.
    public let open: Int
    /// Units of those second orders, as planned now.
    public let units: Int64
    /// Rows whose second order would be too late.
    public let late: Int
}

/// A warning about a plan, or about a row of it.
public enum PlanWarning: String, Sendable, Codable, CaseIterable {
    /// There is no earlier promotion to learn from, so the uplift is 1.
    case noLike = "no_like"
    /// Nothing of the earlier promotion could be compared with a normal rate, so the uplift is 1.
    case noHistory = "no_history"
    /// The ledger does not go back as far before the earlier promotion as the plan is ahead of its own, so the normal
    /// rate of the eve of the earlier one is used.
    case shortHistory = "short_history"
    /// There is no normal rate: the SKU was not in stock.
    case noRate = "no_rate"
    /// Everything travels by one mode, and it may well come late.
    case oneChannel = "one_channel"
    /// No mode is fast enough any more.
    case tooLate = "too_late"
    /// One order was more than 30 % of the earlier promotion.
    case bulk
    /// The plan reaches into a year of China whose holidays are estimated.
    case estimatedCalendar = "estimated_calendar"
    /// Stock is or was negative, so the sales of the earlier promotion may be understated.
    case negativeBook = "negative_book"
    /// The number of units in a carton is not known.
    case noCarton = "no_carton"
    /// So many legs have not ended that the longest one seen stands for the slowest.
    case openTail = "open_tail"
    /// A shipment under way has no mode whose lead time is known, so it does not count.
    case unknownMode = "unknown_mode"
}

/// The plan of one SKU in one warehouse.
public struct PlanRow: Sendable {
    /// The SKU.
    public let sku: SKU
    /// The item's name, where it is known.
    public let name: String?
    /// The warehouse.
    public let warehouse: Warehouse
    /// The group of goods that the uplift was pooled with; nil for all goods.
    public let category: String?
    /// Units per day at this warehouse outside promotions; nil if it was not in stock.
    public let rate: Fraction?
    /// Units per day of the SKU in all warehouses.
    public let rateOfSKU: Fraction
    /// The normal rate of the SKU as long before the earlier promotion; nil if there is none.
    public let rateLike: Fraction?
    /// Units of the SKU ordered in the earlier promotion, with those missed while out of stock; nil if there is none.
    public let soldLike: Fraction?
    /// The uplift of its category.
    public let pooledUplift: Fraction
    /// How many times its normal demand it sells in the promotion.
    public let uplift: Fraction
    /// The multiple of traffic.
    public let traffic: Fraction
    /// The warehouse's share of the SKU's demand.
    public let share: Fraction
    /// The days of the promotion.
    public let days: Int
    /// Units expected to sell.
    public var forecast: Fraction { figures.inputs.forecast }
    /// Units that half of such promotions do not exceed.
    public let p50: Fraction
    /// Units that four of five do not exceed; nil if it is not learned.
    public let p80: Fraction?
    /// Units that nine of ten do not exceed; nil if it is not learned.
    public let p90: Fraction?
    /// The pairs of an expected and an actual demand that safety was learned from; nil if it is flat.
    public let learnedFrom: Int?
    /// What is added to the forecast, as a share of it.
    public let safety: Fraction
    /// Units on the way that do not count, because they may come late.
    public let atRisk: Int64
    /// The day on which goods must be on the shelf.
    public let readyBy: CalendarDate
    /// The day of the warehouse's cutoff, if it decides the day.
    public let cutoff: CalendarDate?
    /// What the row comes to.
    let figures: PlanFigures
    /// The first order; nil if nothing is needed.
    public let first: Order?
    /// The second order, decided later; nil if nothing is needed.
    public let second: Order?
    /// The probability that an order comes late, although it leaves on its day.
    public let lateRisk: Double
    /// When stock ends at the normal rate, if nothing arrives; nil without a rate, or if it lasts for ten years.
    public let runsOutOn: CalendarDate?
    /// Days that stock lasts after the promotion at the normal rate, if it sells as expected; nil without a rate.
    public let leftoverDays: Fraction?
    /// The cost of the units ordered; nil if the unit cost is not known.
    public let cost: Money?
    /// What to be careful about.
    public let warnings: [PlanWarning]

    /// Units of one order.
    public struct Order: Hashable, Sendable {
        /// The SKU.
        public let sku: SKU
        /// The units.
        public let units: Int64
        /// The mode.
        public let mode: TransportMode
        /// The last day on which they may leave China.
        public let shipBy: CalendarDate
        /// The cartons; nil if their size is not known.
        public let cartons: Int64?
        /// Cubic metres; nil if the volume of a unit is not known.
        public let cubicMetres: Fraction?
        /// Kilograms; nil if the weight of a unit is not known.
        public let kilograms: Fraction?
    }

    /// The orders of the row.
    public var orders: [Order] { [first, second].compactMap { $0 } }
    /// Units that should be on the shelf at the start.
    public var target: Int64 { figures.target }
    /// Units that can be sold now.
    public var sellable: Int64 { figures.inputs.sellable }
    /// Units on the way that will be on the shelf in time.
    public var incoming: Int64 { figures.inputs.incoming }
    /// Units left on the day on which goods must be on the shelf.
    public var position: Fraction { figures.position }
    /// Units sold from then to the start.
    public var bridge: Fraction { figures.bridge }
    /// Units to order in all, before cartons.
    public var need: Int64 { figures.need }
    /// Cubic metres of both orders; nil if the volume of a unit is not known.
    public var cubicMetres: Fraction? { Self.sum(orders.map(\.cubicMetres)) }
    /// Kilograms of both orders; nil if the weight of a unit is not known.
    public var kilograms: Fraction? { Self.sum(orders.map(\.kilograms)) }

    private static func sum(_ values: [Fraction?]) -> Fraction? {
        values.reduce(Optional(.zero)) { sum, value in sum.flatMap { sum in value.flatMap { try? sum + $0 } }
        }
    }

    /// The day by which the second order is decided; nil without one.
    public var decideBy: CalendarDate? {
        second.map { CalendarDate(dayNumber: $0.shipBy.dayNumber - PlanQuery.decisionDays) }
    }
}
