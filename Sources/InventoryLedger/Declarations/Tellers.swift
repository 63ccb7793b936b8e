import GRDB

/// What a file can be trusted to tell of a warehouse. One sale is told by several files; of each warehouse, one source
/// tells each fact, so that it is counted once.
public enum Fact: String, CaseIterable, Sendable, Codable {
    case orders, dispatch, returns, inbound, adjustments, transfers, balances

    /// The fact that events of a kind tell; nil for opening stock, which is stated by hand.
    public init?(_ kind: EventKind) {
        switch kind {
        case .orderPlaced, .orderCancelled, .saleVoided: self = .orders
        case .orderShipped, .saleShipped: self = .dispatch
        case .returnReceived, .returnInspected: self = .returns
        case .shipmentDispatched, .customsReleased, .stockReceived, .shipmentShort, .portArrived,
            .customsInspected, .warehouseArrived, .etaChanged:
            self = .inbound
        case .stockAdjusted, .stageChanged, .stockRemoved: self = .adjustments
        case .transferDispatched: self = .transfers
        case .stockCounted: self = .balances
        case .stockOpened: return nil
        }
    }
}

/// Which source tells a fact of a warehouse.
public struct Teller: Hashable, Sendable {
    public let warehouse: Warehouse
    public let fact: Fact
    public let source: Source

    public init(warehouse: Warehouse, fact: Fact, source: Source) {
        self.warehouse = warehouse
        self.fact = fact
        self.source = source
    }

    /// The fact first: a fact holds no blank, a warehouse's code may.
    fileprivate var subject: String { "\(fact.rawValue) \(warehouse.text)" }

    fileprivate init?(subject: String, source: Source) {
        // By scalars: a code may begin with a combining mark, which makes one character of the blank and itself.
        guard let blank = subject.unicodeScalars.firstIndex(of: " "),
            let fact = Fact(rawValue: String(subject[..<blank]))
        else {
            return nil
        }
        self.init(
            warehouse: Warehouse(trusted: String(subject.unicodeScalars[blank...].dropFirst())),
            fact: fact,
            source: source
        )
    }
}

extension Ledger {
    /// Says which sources tell what from now on.
    @discardableResult
    public func declare(tellers: [Teller]) throws -> AppendResult {
        try declare(.teller, tellers.map { ($0.subject, $0.source) }, action: .tellers, origin: BatchOrigin())
    }

    /// Who tells what, sorted by warehouse and fact.
    public func tellers() throws -> [Teller] {
        try read { try TellerBook($0).tellers }
    }
}

/// The tellers of a ledger while a file is read.
struct TellerBook {
    private var sources: [Key: Source] = [:]

    private struct Key: Hashable {
        let warehouse: Warehouse
        let fact: Fact
    }

    init(_ database: Database) throws {
        for (subject, source) in try Declarations.current(database, .teller, as: Source.self) {
            guard let teller = Teller(subject: subject.text, source: source) else {
                throw LedgerError(.damaged, "the teller of \(subject.text) cannot be read; run verify")
            }
            sources[Key(warehouse: teller.warehouse, fact: teller.fact)] = source
        }
    }

    var isEmpty: Bool { sources.isEmpty }

    var tellers: [Teller] {
        sources.map { Teller(warehouse: $0.key.warehouse, fact: $0.key.fact, source: $0.value) }
            .sorted { ($0.warehouse.text, $0.fact.rawValue) < ($1.warehouse.text, $1.fact.rawValue) }
    }

    /// Lets an event's source tell, and gives the teller where it is the first.
    ///
    /// - Throws: `secondTeller` where another source tells that fact of the warehouse.
    mutating func admit(_ event: Event, at warehouse: Warehouse) throws -> Teller? {
        try check(event, at: warehouse)
        guard !event.memo, let fact = Fact(event.kind) else { return nil }
        let known = sources.updateValue(event.source, forKey: Key(warehouse: warehouse, fact: fact))
        return known == nil ? Teller(warehouse: warehouse, fact: fact, source: event.source) : nil
    }

    /// Whether a source is known to tell a fact of a warehouse.
    func isTold(_ fact: Fact, of warehouse: Warehouse, by source: Source) -> Bool {
        sources[Key(warehouse: warehouse, fact: fact)] == source
    }

    /// - Throws: `secondTeller` where another source tells that fact of the warehouse.
    func check(_ event: Event, at warehouse: Warehouse) throws {
        // A memo moves nothing, so it counts nothing twice.
        guard !event.memo, let fact = Fact(event.kind),
            let teller = sources[Key(warehouse: warehouse, fact: fact)], teller != event.source
        else { return }
        throw LedgerError(
            .secondTeller,
            "\(warehouse) has its \(fact.rawValue) told by \(teller) already; told by \(event.source) too, "
                + "that would count twice; type: tarima tellers set \(warehouse) \(fact.rawValue)=\(event.source), "
                + "or import the file with --as memo"
        )
    }
}

extension Teller {
    /// Records the teller in the batch that brought it.
    func declare(in log: LogWriter) throws {
        try log.declare(.teller, subject: subject, value: Declarations.encode(source))
    }
}
