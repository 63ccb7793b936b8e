/// A random season of a seller: papers, each of which an export states as a whole.
///
/// Rows of one group are never on two papers, so papers can be distributed over files in any way.
public struct Season: Sendable {
    public let seed: UInt64
    public let clock: NaiveClock
    /// The papers, each a list of rows: a dispatch, a day's orders, a receipt.
    public let papers: [[SeasonRow]]
    /// The opening stock of some warehouses, one paper each; not part of `papers`.
    public let openings: [[SeasonRow]]
    public let warehouses: [String]
    public let skus: [String]
    /// The first and last local day with events.
    public let days: ClosedRange<Int>

    public var rows: [SeasonRow] { papers.flatMap { $0 } }

    /// - Parameters:
    ///   - keepsPlans: every shipment goes to one warehouse and arrives there, so that each of its rows shows
    ///   its destination.
    ///   - bearsNumbers: some receipts name their shipment by their document only.
    public init(seed: UInt64, keepsPlans: Bool = false, bearsNumbers: Bool = false) {
        var writer = SeasonWriter(seed: seed, keepsPlans: keepsPlans, bearsNumbers: bearsNumbers)
        writer.write()
        self.seed = seed
        clock = writer.clock
        papers = writer.papers
        openings = writer.openings()
        warehouses = writer.warehouses
        skus = writer.skus
        let days = papers.flatMap { $0 }.map { [clock] in clock.reading($0.at).day }
        self.days = (days.min() ?? 0)...(days.max() ?? 0)
    }

    /// Interesting instants for stock: day edges to the millisecond, the change of the clocks, any instant.
    public func moments(_ count: Int) -> [Int64] {
        var random = SeededDraws(seed: seed &+ 7_000)
        return (0..<count).map { _ in
            let day = random.number(days.lowerBound - 1...days.upperBound)
            switch random.number(1...4) {
            case 1: return clock.endOfDay(day)
            case 2: return clock.instant(day: day, time: 0)
            case 3: return clock.instant(day: day, time: Int64(random.number(0...86_399_999)))
            default: return random.pick(rows).at - Int64(random.number(0...1))
            }
        }
    }
}
