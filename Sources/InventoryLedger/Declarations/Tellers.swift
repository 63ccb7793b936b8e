import GRDB

/// What a file can be trusted to tell of a warehouse. One sale is told by several files; of each warehouse, one source
/// tells each fact, so that it is counted once. Several do only where people say that each tells of its own.
public enum Fact: String, CaseIterable, Sendable, Codable {
    case orders, dispatch, returns, inbound, adjustments, transfers, balances
    /// Orders as memo, beside a source that moves the stock.
    case demand

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

extension Event {
    /// The facts that the event tells of its warehouse.
    var facts: [Fact] {
        guard !memo else {
            // A memo moves nothing, but two of one order would be two orders.
            return [.orderPlaced, .orderCancelled, .saleShipped, .saleVoided].contains(kind) ? [.demand] : []
        }
        // What is sold in one step is both ordered and dispatched: beside orders of another source it would leave the
        // shelf twice.
        return kind == .saleShipped ? [.dispatch, .orders] : Fact(kind).map { [$0] } ?? []
    }
}

extension Set<Fact> {
    /// Whether a file that tells these is trusted with a fact of an event.
    func cover(_ fact: Fact) -> Bool {
        switch fact {
        case .demand: contains(.demand) || contains(.orders) || contains(.dispatch)
        case .orders: contains(.orders) || contains(.dispatch)
        default: contains(fact)
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

/// The sources that tell a fact of a warehouse, as a declaration keeps them: one by its name, several as a list.
private struct TellingSources: Codable, Equatable {
    let sources: [Source]

    init(_ sources: [Source]) { self.sources = sources }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let one = try? container.decode(Source.self) {
            sources = [one]
        } else {
            sources = try container.decode([Source].self)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if sources.count == 1 { try container.encode(sources[0]) } else { try container.encode(sources) }
    }
}

extension Ledger {
    /// Says which sources tell what from now on. Several sources of one fact and warehouse each tell something else,
    /// such as orders of two marketplaces that one warehouse sends.
    @discardableResult
    public func declare(tellers: [Teller]) throws -> AppendResult {
        var subjects: [String] = []
        var sources: [String: [Source]] = [:]
        for teller in tellers {
            let known = sources[teller.subject] ?? []
            if known.isEmpty { subjects.append(teller.subject) }
            if !known.contains(teller.source) { sources[teller.subject] = (known + [teller.source]).sorted() }
        }
        return try declare(
            .teller,
            subjects.map { ($0, TellingSources(sources[$0] ?? [])) },
            action: .tellers,
            origin: BatchOrigin()
        )
    }

    /// Who tells what, sorted by warehouse, fact and source.
    public func tellers() throws -> [Teller] {
        try read { try TellerBook($0).tellers }
    }
}

/// The tellers of a ledger while a file is read.
struct TellerBook {
    private var sources: [Key: [Source]] = [:]

    private struct Key: Hashable {
        let warehouse: Warehouse
        let fact: Fact
    }

    init(_ database: Database) throws {
        for (subject, telling) in try Declarations.current(database, .teller, as: TellingSources.self) {
            guard let first = telling.sources.first, let teller = Teller(subject: subject.text, source: first)
            else {
                throw LedgerError(.damaged, "the teller of \(subject.text) cannot be read; run verify")
            }
            sources[Key(warehouse: teller.warehouse, fact: teller.fact)] = telling.sources
        }
    }

    var isEmpty: Bool { sources.isEmpty }

    var tellers: [Teller] {
        sources.flatMap { key, sources in
            sources.map { Teller(warehouse: key.warehouse, fact: key.fact, source: $0) }
        }.sorted {
            ($0.warehouse.text, $0.fact.rawValue, $0.source) < (
                $1.warehouse.text, $1.fact.rawValue, $1.source
            )
        }
    }

    /// Lets an event's source tell a fact of a warehouse, and gives the teller where it is the first.
    ///
    /// - Throws: `secondTeller` where another source tells that fact of the warehouse.
    mutating func admit(_ fact: Fact, _ event: Event, at warehouse: Warehouse) throws -> Teller? {
        try check(fact, event, at: warehouse)
        let key = Key(warehouse: warehouse, fact: fact)
        guard sources[key] == nil else { return nil }
        sources[key] = [event.source]
        return Teller(warehouse: warehouse, fact: fact, source: event.source)
    }

    /// Whether a source is known to tell a fact of a warehouse.
    func isTold(_ fact: Fact, of warehouse: Warehouse, by source: Source) -> Bool {
        sources[Key(warehouse: warehouse, fact: fact)]?.contains(source) ?? false
    }

    /// - Throws: `secondTeller` where another source tells that fact of the warehouse.
    func check(_ fact: Fact, _ event: Event, at warehouse: Warehouse) throws {
        guard let tellers = sources[Key(warehouse: warehouse, fact: fact)], !tellers.contains(event.source)
        else {
            return
        }
        let known = tellers.map(\.text).joined(separator: " and ")
        let all = (tellers + [event.source]).map(\.text).joined(separator: ",")
        throw LedgerError(
            .secondTeller,
            "\(warehouse) has its \(fact.rawValue) told by \(known) already; told by \(event.source) too, "
                + "that would count twice; type: tarima tellers set \(warehouse) \(fact.rawValue)=\(event.source), "
                + (event.memo ? "" : "or import the file with --as memo; ") + "where each tells of its own: "
                + "tarima tellers set \(warehouse) \(fact.rawValue)=\(all)"
        )
    }
}

extension Teller {
    /// Records the teller in the batch that brought it.
    func declare(in log: LogWriter) throws {
        try log.declare(.teller, subject: subject, value: Declarations.encode(source))
    }
}
