/// A row of the table of kinds: the move of the kind, its required, allowed and refused columns, and how its events
/// count. Every kind may have the columns that no list here names.
final class KindRule: Sendable {
    /// The number of the kind in keys and digests.
    let number: Int64
    let moves: Moves
    let goods: Goods
    let stage: Stages
    let fromStage: Stages
    let shipment: ShipmentUse
    /// Required columns, besides those that follow from goods, stages and shipment.
    private let needs: [Column]
    /// Further columns of a file of such events.
    private let also: [Column]
    let memo: Memo
    /// The fact that the events report; nil for opening stock, which is stated by hand.
    let fact: Fact?
    /// A second fact that they report.
    let alsoReports: Claim?
    /// The column of sell-through for units that become available or cease to be.
    let available: AvailableEffect
    let demand: Demand
    /// The ledger knows the goods of such an event once it knows the order of its document.
    let isOfOrder: Bool
    let bookCompletes: Completion
    /// The columns that an event of the kind must or may state, in the canonical order.
    let columns: [Column]
    /// The columns that some kinds have and this one does not. A statement of a whole line leaves them out.
    let absent: [Column]
    let hasStage: Bool
    let hasFromStage: Bool

    /// Where the units of an event come from and go to.
    enum Moves: Sendable {
        case moves(from: End, to: End)
        case movesNothing
    }

    /// One end of a move.
    indirect enum End: Sendable {
        case outside(Outside)
        /// A stage of the event's warehouse.
        case warehouse(StageOfEnd)
        /// A stage of the event's shipment, or another place if it names none.
        case shipment(StageOfEnd, else: End? = nil)
    }

    /// The stage of an end: fixed, or the value of one of the event's columns.
    enum StageOfEnd: Sendable {
        case available, allocated, quarantine, inTransit, released, stage, fromStage
    }

    /// Whether an event has a SKU and a quantity, and the allowed sign.
    enum Goods: Sendable {
        case none
        case positive
        /// Negative to take goods back.
        case signed
        /// A count, which may be 0.
        case counted
    }

    enum Stages: Sendable {
        case none
        case optional([Stage], default: Stage)
        case required([Stage])
    }

    enum ShipmentUse: Sendable {
        /// The kind has no shipment.
        case none
        /// The document is the shipment's number.
        case isDocument
        case optional
        case required
    }

    /// Whether an event may be a memo, which moves no stock, and what it then counts as.
    enum Memo: Sendable {
        case refused
        /// Counts as demand. Two of one order would be two orders.
        case demand
        /// Does not count.
        case silent
    }

    /// How units count in demand.
    enum Demand: Sendable {
        case none
        /// They are ordered.
        case order
        /// They are ordered, unless the orders of the warehouse are recorded as memo.
        case sale
        /// They were ordered and no longer are.
        case takenBack
    }

    /// What the ledger needs to know if a row leaves out its SKU or quantity.
    enum Completion: Sendable {
        /// Nothing: a row must state both.
        case nothing
        /// The order of its document.
        case order
        /// The order that it names.
        case returnedOrder
        /// The shipment that it names.
        case shipment
    }

    init(
        number: Int64,
        _ moves: Moves,
        goods: Goods = .positive,
        stage: Stages = .none,
        fromStage: Stages = .none,
        shipment: ShipmentUse = .none,
        needs: [Column] = [],
        also: [Column] = [],
        memo: Memo = .silent,
        reports fact: Fact? = nil,
        alsoReports: Claim? = nil,
        available: AvailableEffect = .other,
        demand: Demand = .none,
        isOfOrder: Bool = false,
        bookCompletes: Completion = .nothing
    ) {
        self.number = number
        self.moves = moves
        self.goods = goods
        self.stage = stage
        self.fromStage = fromStage
        self.shipment = shipment
        self.needs = needs
        self.also = also
        self.memo = memo
        self.fact = fact
        self.alsoReports = alsoReports
        self.available = available
        self.demand = demand
        self.isOfOrder = isOfOrder
        self.bookCompletes = bookCompletes

        var own = Set(needs + also)
        if goods != .none { own.formUnion([.sku, .quantity]) }
        if case .none = stage {} else { own.insert(.stage) }
        if case .none = fromStage {} else { own.insert(.fromStage) }
        if shipment == .optional || shipment == .required { own.insert(.shipment) }
        if memo == .demand { own.insert(.memo) }
        own.formUnion([.kind, .source, .document, .line, .warehouse, .occurredAt, .note])
        columns = Column.allCases.filter { own.contains($0) }
        absent = Column.ofSomeKinds.filter { !own.contains($0) }
        hasStage = own.contains(.stage)
        hasFromStage = own.contains(.fromStage)
    }

    func needs(_ column: Column) -> Bool { needs.contains(column) }

    /// Whether the events send a shipment off.
    var isDispatch: Bool {
        guard case .moves(let from, to: .shipment) = moves else { return false }
        if case .shipment = from { return false }
        return true
    }

    /// Whether the events are in the sums: they move units or count as demand. A count and a milestone do neither.
    var isSummed: Bool { goods == .positive || goods == .signed }
}

/// The effect of moves on the units available in a warehouse.
enum AvailableEffect: Hashable, Sendable {
    case received, restocked, transferredOut, ordered, other
}

extension EventKind {
    /// Whether the event has goods; a milestone has none.
    package var hasGoods: Bool { rule.goods != .none }

    /// The columns that an event of this kind must or may state, in the canonical order.
    package var columns: [Column] { rule.columns }

    /// Whether the ledger knows what such an event is about once it knows the order.
    var isOfOrder: Bool { rule.isOfOrder }

    /// Whether an event of this kind may leave its SKU or quantity to the ledger.
    package var canWait: Bool { rule.bookCompletes != .nothing }

    /// Whether a line of a document can take a step of this kind.
    package var isStep: Bool { rule.isSummed && rule.fact != nil }

    /// Whether such an event sends a shipment on its way.
    var isDispatch: Bool { rule.isDispatch }
}
