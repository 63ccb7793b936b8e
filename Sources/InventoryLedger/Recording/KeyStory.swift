/// What the batches stated about one key in complete rows, and what the key contains after some of them.
///
/// A key without a line is a group of interchangeable rows: each batch stated a number of each content. For a key
/// with a line, the latest batch counts.
struct KeyStory {
    /// What one batch stated.
    struct Account {
        /// Every content as often as it was stated.
        var contents: [Event] = []
        /// Replacements: amendments, or complete rows instead of incomplete ones.
        var replaced: [(old: Event, new: Event)] = []
    }

    private let key: EventKey
    private let zone: BusinessZone
    private(set) var accounts: [Int64: Account] = [:]

    init(_ key: EventKey, in zone: BusinessZone) {
        self.key = key
        self.zone = zone
    }

    mutating func state(_ content: Event, by batch: Int64) {
        accounts[batch, default: Account()].contents.append(content)
    }

    mutating func replace(_ old: Event, with new: Event, by batch: Int64) {
        accounts[batch, default: Account()].replaced.append((old, new))
    }

    /// The content of the key if only these batches had stated it, in their order.
    func contents(after stands: (Int64) -> Bool) -> [Event] {
        let batches = accounts.keys.sorted()
        guard key.isOfGroup else {
            let last = batches.last { stands($0) && accounts[$0]?.contents.isEmpty == false }
            return last.flatMap { accounts[$0]?.contents.last }.map { [$0] } ?? []
        }
        var held: [Event] = []
        /// Replacements of batches that no longer count.
        var undone: [(old: Event, new: Event)] = []
        for batch in batches {
            guard let account = accounts[batch] else { continue }
            guard stands(batch) else {
                undone += account.replaced
                continue
            }
            take(account, undone, &held)
        }
        return held
    }

    /// Matches the contents of a batch with those of the key: first equal ones, then those it replaced, then the most
    /// similar.
    private func take(_ account: Account, _ undone: [(old: Event, new: Event)], _ held: inout [Event]) {
        var unstated = held
        var left: [Event] = []
        for content in account.contents {
            if let place = unstated.firstIndex(of: content) {
                unstated.remove(at: place)
            } else {
                left.append(content)
            }
        }
        var replaced = account.replaced
        func put(_ content: Event, inPlaceOf old: Event) {
            if let place = unstated.firstIndex(of: old) { unstated.remove(at: place) }
            if let place = held.firstIndex(of: old) { held[place] = content }
        }
        left = left.filter { content in
            guard let link = replaced.firstIndex(where: { $0.new == content }) else { return true }
            var old = replaced.remove(at: link).old
            var links = undone
            // Follow replacements of batches that no longer count back to the original.
            while !unstated.contains(old), let place = links.lastIndex(where: { $0.new == old }) {
                old = links.remove(at: place).old
            }
            guard unstated.contains(old) else { return true }
            put(content, inPlaceOf: old)
            return false
        }
        for content in left.sorted(by: { $0.precedes($1) }) {
            // Contents side by side in one batch are two movements, and so are the parts of one.
            let rivals = unstated.filter { mayBeOne(content, $0) && !areSideBySide(content, $0) }
            let nearest = rivals.min {
                let (near, far) = ($0.distance(to: content), $1.distance(to: content))
                return near == far ? $0.precedes($1) : near < far
            }
            if let nearest {
                put(content, inPlaceOf: nearest)
            } else {
                held.append(content)
            }
        }
    }

    private func mayBeOne(_ content: Event, _ other: Event) -> Bool {
        content.occasion(in: key) == other.occasion(in: key) || content.mayMean(other, in: zone)
    }

    private func areSideBySide(_ content: Event, _ other: Event) -> Bool {
        accounts.values.contains { $0.contents.contains(content) && $0.contents.contains(other) }
    }
}

extension Event {
    /// The number of required values in which two events of one key differ.
    func distance(to other: Event) -> Int {
        (warehouse == other.warehouse ? 0 : 1) + (quantity == other.quantity ? 0 : 1)
            + (occurredAt == other.occurredAt ? 0 : 1)
    }

    /// An order by the required values, so that the choice between equally similar events is always the same.
    fileprivate func precedes(_ other: Event) -> Bool {
        (occurredAt, quantity?.units ?? 0, warehouse) < (
            other.occurredAt, other.quantity?.units ?? 0, other.warehouse
        )
    }
}
