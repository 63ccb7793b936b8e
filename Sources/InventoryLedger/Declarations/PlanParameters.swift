import GRDB

/// How a recorded plan was computed, so that it can be computed again from what was known then.
public struct PlanParameters: Hashable, Sendable, Codable {
    /// The last instant whose events the plan knew.
    public var asOf: Instant
    /// The last instant by which a batch had to be recorded for the plan to know it.
    public var knownAt: Instant
    /// The name of the earlier promotion that it learned from.
    public var like: String?
    /// The service, if one was asked for, as a decimal.
    public var service: String?
    /// The safety, if one was asked for, as a decimal.
    public var safety: String?
    /// The share of the first order, as a decimal.
    public var firstShare: String
    /// Days before the promotion on which goods should be on the shelf.
    public var shelfDays: Int
    /// The multiple of traffic, as a decimal.
    public var traffic: String
    /// The multiples of traffic of some SKUs, as decimals.
    public var trafficOfSKUs: [String: String]

    static func of(_ promotion: Promotion, _ database: Database) throws -> PlanParameters? {
        try Declarations.current(database, .planning, as: PlanParameters.self)[.init(text: promotion.name)]
    }
}

extension Ledger {
    /// How the plan of a promotion was computed; nil if it was written by hand, or if there is none.
    public func planParameters(of name: String) throws -> PlanParameters? {
        try read { try PlanParameters.of(Promotion.named(name, $0), $0) }
    }
}
