/// The facts that a source can be authoritative for. Several files may report one sale, so each fact of a warehouse
/// comes from one source. It comes from several only if people say that each has events of its own.
public enum Fact: String, CaseIterable, Sendable, Codable {
    /// The facts; each counts once for each warehouse.
    case orders, dispatch, returns, inbound, adjustments, transfers, balances
    /// Orders as memo, beside a source that moves the stock.
    case demand
}

/// A fact that an event reports of its warehouse, and which part of it. Two sources may each report a part, such as a
/// forwarder the dispatch and the warehouse the receipt. The same part from two sources would count twice.
struct Claim: Hashable, Sendable {
    let fact: Fact
    /// Nil if the fact has no parts.
    var part: EventKind?

    /// The fact and the part come first, because they contain no blank and a source may.
    func subject(of source: Source) -> String { "\(fact.rawValue) \(part?.rawValue ?? "-") \(source.text)" }

    /// Reads what `subject` wrote; nil for other text.
    static func read(_ subject: String) -> (claim: Claim, source: Source)? {
        // Split by scalars: a code may begin with a combining mark, which would form one character with the blank.
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
    /// The facts that the event reports of its warehouse.
    var claims: [Claim] {
        let rule = kind.rule
        guard !memo else { return rule.memo == .demand ? [Claim(fact: .demand)] : [] }
        guard let fact = rule.fact else { return [] }
        return [Claim(fact: fact, part: fact.hasParts ? kind : nil)] + (rule.alsoReports.map { [$0] } ?? [])
    }
}

extension Fact {
    /// Whether the fact consists of kinds that follow each other, so that each may come from another source.
    fileprivate var hasParts: Bool { self == .orders || self == .returns || self == .inbound }
}
