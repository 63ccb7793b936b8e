/// What a file can be trusted to tell of a warehouse. One sale is told by several files; of each warehouse, one source
/// tells each fact, so that it is counted once. Several do only where people say that each tells of its own.
public enum Fact: String, CaseIterable, Sendable, Codable {
    /// What a source can be trusted with, each counted once for each warehouse.
    case orders, dispatch, returns, inbound, adjustments, transfers, balances
    /// Orders as memo, beside a source that moves the stock.
    case demand
}

/// What an event tells of its warehouse: a fact, and which part of it. Two sources may each tell a part, such as a
/// forwarder what is sent and the warehouse what is received; the same part told twice would count twice.
struct Claim: Hashable, Sendable {
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
        let rule = kind.rule
        guard !memo else { return rule.memo == .demand ? [Claim(fact: .demand)] : [] }
        guard let fact = rule.fact else { return [] }
        return [Claim(fact: fact, part: fact.hasParts ? kind : nil)] + (rule.tellsAlso.map { [$0] } ?? [])
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
