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

/// What an event tells of its warehouse: a fact, and which part of it. Two sources may each tell a part, such as a
/// forwarder what is sent and the warehouse what is received; the same part told twice would count twice.
struct Claim: Hashable {
    let fact: Fact
    /// Nil where the fact has no parts.
    var part: EventKind?

    /// The fact first, then the part: neither holds a blank, and a source may.
    func subject(of source: Source) -> String { "\(fact.rawValue) \(part?.rawValue ?? "-") \(source.text)" }

    /// What `subject` wrote; nil where it is none.
    static func read(_ subject: String) -> (claim: Claim, source: Source)? {
        // By scalars: a code may begin with a combining mark, which makes one character of the blank and itself.
        let parts = subject.unicodeScalars.split(
            separator: " ",
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard parts.count == 3, let fact = Fact(rawValue: String(parts[0])) else { return nil }
        let part = String(parts[1])
        guard part == "-" || EventKind(rawValue: part) != nil else { return nil }
        return (Claim(fact: fact, part: EventKind(rawValue: part)), Source(trusted: String(parts[2])))
    }
}

extension Event {
    /// What the event tells of its warehouse.
    var claims: [Claim] {
        guard !memo else {
            // A memo moves nothing, but two of one order would be two orders.
            return [.orderPlaced, .orderCancelled, .saleShipped, .saleVoided].contains(kind)
                ? [Claim(fact: .demand)] : []
        }
        // What is sold in one step is both ordered and dispatched: beside orders of another source it would leave the
        // shelf twice.
        if kind == .saleShipped { return [Claim(fact: .dispatch), Claim(fact: .orders, part: .orderPlaced)] }
        return Fact(kind).map { [Claim(fact: $0, part: $0.hasParts ? kind : nil)] } ?? []
    }
}

extension Fact {
    /// Whether its kinds follow each other, so that each may be told by another source.
    fileprivate var hasParts: Bool { self == .orders || self == .returns || self == .inbound }
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
        try read { try TellerBook($0, codes: CodeBook($0)).tellers }
    }
}

/// The tellers of a ledger: those that people named, and of what nobody named, those whose files told it.
struct TellerBook {
    /// By people, or by the first file where an earlier version kept it so.
    private var named: [Key: [Source]] = [:]
    private var told: [Told: Set<Source>] = [:]

    private struct Key: Hashable {
        let warehouse: Warehouse
        let fact: Fact
    }

    private struct Told: Hashable {
        let warehouse: Warehouse
        let claim: Claim
    }

    init(_ database: Database, codes: CodeBook) throws {
        for (subject, telling) in try Declarations.current(database, .teller, as: TellingSources.self) {
            guard let first = telling.sources.first, let teller = Teller(subject: subject.text, source: first)
            else {
                throw LedgerError(.damaged, "the teller of \(subject.text) cannot be read; run verify")
            }
            named[Key(warehouse: teller.warehouse, fact: teller.fact)] = telling.sources
        }
        // Each file's own, so that it goes with the file: not the latest, but all that stand.
        try Declarations.forEach(database, .told, as: [Warehouse].self) { subject, warehouses in
            guard let (claim, source) = Claim.read(subject.text) else {
                throw LedgerError(.damaged, "what \(subject.text) told cannot be read; run verify")
            }
            for warehouse in warehouses {
                let key = Told(warehouse: codes.warehouse(warehouse, of: source), claim: claim)
                told[key, default: []].insert(source)
            }
        }
    }

    var isEmpty: Bool { named.isEmpty && told.isEmpty }

    var tellers: [Teller] {
        var sources = named.mapValues { Set($0) }
        for (key, found) in told {
            let fact = Key(warehouse: key.warehouse, fact: key.claim.fact)
            if named[fact] == nil { sources[fact, default: []].formUnion(found) }
        }
        return sources.flatMap { key, sources in
            sources.map { Teller(warehouse: key.warehouse, fact: key.fact, source: $0) }
        }.sorted {
            ($0.warehouse.text, $0.fact.rawValue, $0.source) < (
                $1.warehouse.text, $1.fact.rawValue, $1.source
            )
        }
    }

    /// Whether people named a source for a fact of a warehouse.
    func isNamed(_ fact: Fact, of warehouse: Warehouse, by source: Source) -> Bool {
        named[Key(warehouse: warehouse, fact: fact)]?.contains(source) ?? false
    }

    mutating func name(_ teller: Teller) {
        named[Key(warehouse: teller.warehouse, fact: teller.fact)] = [teller.source]
    }

    /// The sources beside which this one would tell the same a second time; none where it may tell it.
    ///
    /// - Parameter isMoved: whether the source told it of another warehouse, and does of this one from now on.
    func rivals(_ claim: Claim, of source: Source, at warehouse: Warehouse, isMoved: Bool = false) -> [Source]
    {
        if let named = named[Key(warehouse: warehouse, fact: claim.fact)] {
            return named.contains(source) ? [] : named
        }
        let told = told[Told(warehouse: warehouse, claim: claim)] ?? []
        return told.contains(source) && !isMoved ? [] : told.subtracting([source]).sorted()
    }

    /// The sources that tell any part of a fact.
    fileprivate func sources(of fact: Fact, at warehouse: Warehouse) -> Set<Source> {
        if let named = named[Key(warehouse: warehouse, fact: fact)] { return Set(named) }
        var sources: Set<Source> = []
        for (key, found) in told where key.warehouse == warehouse && key.claim.fact == fact {
            sources.formUnion(found)
        }
        return sources
    }
}

/// What of a file another source tells already.
struct ToldTwice {
    private struct Place: Hashable {
        let warehouse: Warehouse
        let source: Source
    }

    private struct Found {
        var facts: [Fact] = []
        var rivals: Set<Source> = []
    }

    private var places: [Place] = []
    private var found: [Place: Found] = [:]

    var isEmpty: Bool { places.isEmpty }

    mutating func add(_ fact: Fact, of source: Source, at warehouse: Warehouse, beside rivals: [Source]) {
        let place = Place(warehouse: warehouse, source: source)
        if found[place] == nil { places.append(place) }
        if found[place]?.facts.contains(fact) != true { found[place, default: Found()].facts.append(fact) }
        found[place, default: Found()].rivals.formUnion(rivals)
    }

    /// The refusal, in three lines: who tells it now, why a second would be wrong, and what to type.
    func refusal(_ book: TellerBook) -> LedgerError {
        let facts = places.flatMap { found[$0]?.facts ?? [] }
        let sources = Self.list(Set(places.map(\.source.text)).sorted())
        let rivals = Self.list(Set(found.values.flatMap { $0.rivals.map(\.text) }).sorted())
        let known = places.prefix(Self.placesMax).map { place in
            let facts = Self.list(found[place]?.facts.map(\.name) ?? [])
            let sources = Self.list(found[place]?.rivals.map(\.text).sorted() ?? [])
            return "\(facts) of \(place.warehouse) already come from \(sources)"
        }
        let more = places.count - known.count
        let harm =
            facts.allSatisfy { $0 == .balances }
            ? "state the same stock a second time" : "count the same units twice"
        var ways = [commands(book, keepingBoth: true) + " (keeps both, where each has its own)"]
        if facts.allSatisfy({ $0 == .orders || $0 == .dispatch }) {
            ways.append("import the file with --as memo (counts its demand, moves no stock)")
        }
        ways.append(commands(book, keepingBoth: false) + " (\(sources) instead of \(rivals))")
        return LedgerError(
            .secondTeller,
            """
            \(known.joined(separator: "; "))\(more > 0 ? "; the same is so of \(more) more" : "").
            Importing them from \(sources) too would \(harm).
            Choose one: \(ways.joined(separator: "; or "))
            """
        )
    }

    /// Files of marketplaces may name a hundred warehouses.
    private static let placesMax = 3

    private func commands(_ book: TellerBook, keepingBoth: Bool) -> String {
        var byWarehouse: [Warehouse: Set<Fact>] = [:]
        var own: [Warehouse: Set<Source>] = [:]
        var gone: [Warehouse: Set<Source>] = [:]
        for place in places {
            byWarehouse[place.warehouse, default: []].formUnion(found[place]?.facts ?? [])
            own[place.warehouse, default: []].insert(place.source)
            gone[place.warehouse, default: []].formUnion(found[place]?.rivals ?? [])
        }
        let commands = byWarehouse.keys.sorted().prefix(Self.placesMax).map { warehouse in
            let facts = (byWarehouse[warehouse] ?? []).sorted { $0.rawValue < $1.rawValue }.map { fact in
                var sources = book.sources(of: fact, at: warehouse)
                if !keepingBoth { sources.subtract(gone[warehouse] ?? []) }
                sources.formUnion(own[warehouse] ?? [])
                let names = sources.map(\.text).sorted().joined(separator: ",")
                return Self.quoted("\(fact.rawValue)=\(names)")
            }
            return "tarima tellers set \(Self.quoted(warehouse.text)) \(facts.joined(separator: " "))"
        }
        return commands.joined(separator: "; ")
    }

    private static func list(_ words: [String]) -> String {
        words.count < 2
            ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
    }

    /// A word as a shell takes it.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "0123456789-_.=,".unicodeScalars.contains($0)
        }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

extension Fact {
    /// What it is called in a sentence, as several things.
    fileprivate var name: String {
        switch self {
        case .orders: "orders"
        case .dispatch: "dispatches"
        case .returns: "returns"
        case .inbound: "inbound goods"
        case .adjustments: "adjustments"
        case .transfers: "transfers"
        case .balances: "counts"
        case .demand: "orders as memo"
        }
    }
}

extension Teller {
    /// Records the teller in the batch that brought it.
    func declare(in log: LogWriter) throws {
        try log.declare(.teller, subject: subject, value: Declarations.encode(source))
    }
}
