import GRDB

/// The source of a fact of a warehouse.
public struct FactSource: Hashable, Sendable {
    /// The warehouse.
    public let warehouse: Warehouse
    /// The fact that the source is authoritative for.
    public let fact: Fact
    /// The source.
    public let source: Source

    /// Makes a source the one for a fact of a warehouse.
    public init(warehouse: Warehouse, fact: Fact, source: Source) {
        self.warehouse = warehouse
        self.fact = fact
        self.source = source
    }

    /// The fact comes first, because a warehouse code may contain a blank.
    var subject: String { "\(fact.rawValue) \(warehouse.text)" }

    fileprivate init?(subject: String, source: Source) {
        // Split by scalars: a code may begin with a combining mark, which would form one character with the blank.
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

/// The sources of a fact as stored in a declaration: one as its name, several as a list.
struct DeclaredSources: Codable, Equatable {
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
    /// All sources, sorted by warehouse, fact and source.
    public func factSources() throws -> [FactSource] {
        try read { try FactSources($0, codes: CodeBook($0)).factSources }
    }
}

/// The sources of each fact: those that people set, else those whose files reported the fact.
struct FactSources {
    /// Set by people, or in ledgers of an earlier version by the first file.
    private var named: [Key: [Source]] = [:]
    private var reported: [Reported: Set<Source>] = [:]

    private struct Key: Hashable {
        let warehouse: Warehouse
        let fact: Fact
    }

    private struct Reported: Hashable {
        let warehouse: Warehouse
        let claim: Claim
    }

    init(_ database: Database, codes: CodeBook) throws {
        for (subject, declared) in try Declarations.current(database, .factSource, as: DeclaredSources.self) {
            guard let first = declared.sources.first,
                let factSource = FactSource(subject: subject.text, source: first)
            else {
                throw LedgerError(.damaged, "the source of \(subject.text) cannot be read; run verify")
            }
            named[Key(warehouse: factSource.warehouse, fact: factSource.fact)] = declared.sources
        }
        // Each file declares its own facts, so that undoing the file removes them. All that stand count, not only the
        // latest.
        try Declarations.forEachDifferent(database, .facts, as: [Warehouse].self) { subject, warehouses in
            guard let (claim, source) = Claim.read(subject.text) else {
                throw LedgerError(
                    .damaged,
                    "the facts recorded of \(subject.text) cannot be read; run verify"
                )
            }
            for warehouse in warehouses {
                note(claim, of: source, at: codes.warehouse(warehouse, of: source))
            }
        }
    }

    var factSources: [FactSource] {
        var sources = named.mapValues { Set($0) }
        for (key, found) in reported {
            let fact = Key(warehouse: key.warehouse, fact: key.claim.fact)
            if named[fact] == nil { sources[fact, default: []].formUnion(found) }
        }
        return sources.flatMap { key, sources in
            sources.map { FactSource(warehouse: key.warehouse, fact: key.fact, source: $0) }
        }.sorted {
            ($0.warehouse.text, $0.fact.rawValue, $0.source) < (
                $1.warehouse.text, $1.fact.rawValue, $1.source
            )
        }
    }

    /// Whether people set the source of a fact of a warehouse.
    func isNamed(_ fact: Fact, of warehouse: Warehouse, by source: Source) -> Bool {
        named[Key(warehouse: warehouse, fact: fact)]?.contains(source) ?? false
    }

    /// Notes that a file of a source reported a fact.
    mutating func note(_ claim: Claim, of source: Source, at warehouse: Warehouse) {
        reported[Reported(warehouse: warehouse, claim: claim), default: []].insert(source)
    }

    mutating func name(_ factSource: FactSource) {
        named[Key(warehouse: factSource.warehouse, fact: factSource.fact)] = [factSource.source]
    }

    /// The other sources that already report the same; empty if this source may report it.
    ///
    /// - Parameter isMoved: the source reported it for another warehouse before, and reports it for this one from now
    ///   on.
    func rivals(_ claim: Claim, of source: Source, at warehouse: Warehouse, isMoved: Bool = false) -> [Source]
    {
        if let named = named[Key(warehouse: warehouse, fact: claim.fact)] {
            return named.contains(source) ? [] : named
        }
        let reported = reported[Reported(warehouse: warehouse, claim: claim)] ?? []
        return reported.contains(source) && !isMoved ? [] : reported.subtracting([source]).sorted()
    }

    /// The sources of any part of a fact.
    func sources(of fact: Fact, at warehouse: Warehouse) -> Set<Source> {
        if let named = named[Key(warehouse: warehouse, fact: fact)] { return Set(named) }
        var sources: Set<Source> = []
        for (key, found) in reported where key.warehouse == warehouse && key.claim.fact == fact {
            sources.formUnion(found)
        }
        return sources
    }
}
