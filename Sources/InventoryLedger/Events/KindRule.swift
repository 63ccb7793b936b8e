/// A row of the table of event kinds: what the kind moves, what its events must, may and may not state, and what they
/// count as. A column that no list here names is taken from any kind.
final class KindRule: Sendable {
    /// A number for keys and digests.
    let number: Int64
    let moves: Moves
    let goods: Goods
    let stage: Stages
    let fromStage: Stages
    let shipment: ShipmentUse
    /// Columns without which there is no such event, beside those that follow from its goods, stages and shipment.
    private let needs: [Column]
    /// Columns that a file of such events may have.
    private let also: [Column]
    let memo: Memo
    /// What the events are trusted to a source for; nil for opening stock, which is stated by hand.
    let fact: Fact?
    /// What they tell beside that.
    let tellsAlso: Claim?
    /// Under which column of a sell-through the units are listed that become available, or cease to be.
    let available: AvailableEffect
    let demand: Demand
    /// The ledger knows what such an event is about once it knows the order of its document.
    let isOfOrder: Bool
    let bookCompletes: Completion
    /// The columns that an event of the kind must or may state, in the canonical order.
    let columns: [Column]
    /// The columns that some kinds have and this one does not: of a row that states a whole line they are left out.
    let absent: [Column]

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
        /// A stage of the event's shipment, and another place where it names none.
        case shipment(StageOfEnd, else: End? = nil)
    }

    /// The stage of an end: always the same, or what the event states in one of its columns.
    enum StageOfEnd: Sendable {
        case available, allocated, quarantine, inTransit, released, stage, fromStage
    }

    /// Whether an event carries a SKU and a quantity, and of which sign.
    enum Goods: Sendable {
        case none
        case positive
        /// Negative where it takes goods back.
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

    /// Whether an event may be a memo, which moves nothing, and what it then counts as.
    enum Memo: Sendable {
        case refused
        /// Counts as demand: two of one order would be two orders.
        case demand
        /// Counts as nothing.
        case silent
    }

    /// How the units count in demand.
    enum Demand: Sendable {
        case none
        /// They are ordered.
        case order
        /// They are ordered, unless the warehouse's orders are told as memo.
        case sale
        /// They were ordered and are not any more.
        case takenBack
    }

    /// What the ledger has to know for a row that leaves its SKU or its quantity out.
    enum Completion: Sendable {
        /// A row states both.
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
        tells fact: Fact? = nil,
        tellsAlso: Claim? = nil,
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
        self.tellsAlso = tellsAlso
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
    }

    func needs(_ column: Column) -> Bool { needs.contains(column) }

    /// Whether the events send a shipment on its way.
    var isDispatch: Bool {
        guard case .moves(let from, to: .shipment) = moves else { return false }
        if case .shipment = from { return false }
        return true
    }

    /// Whether the events are added up: they move units or count as demand. A count and a milestone do neither.
    var isSummed: Bool { goods == .positive || goods == .signed }
}

/// What moves do to the units available in a warehouse.
enum AvailableEffect: Hashable, Sendable {
    case received, restocked, transferredOut, ordered, other
}

extension EventKind {
    /// Whether the event is about goods; a milestone is not.
    package var hasGoods: Bool { rule.goods != .none }

    /// The columns that an event of this kind must or may state, in the canonical order.
    package var columns: [Column] { rule.columns }

    /// Whether the ledger knows what such an event is about once it knows the order.
    var isOfOrder: Bool { rule.isOfOrder }

    /// Whether an event of this kind may leave its SKU or its quantity to the ledger.
    package var canWait: Bool { rule.bookCompletes != .nothing }

    /// Whether a line of a document can take a step of this kind.
    package var isStep: Bool { rule.isSummed && rule.fact != nil }

    /// Whether such an event sends a shipment on its way.
    var isDispatch: Bool { rule.isDispatch }
}
