/// Sorted lists as one. A page of each is held in memory.
struct KeyMerge {
    /// A sorted list, read in parts.
    final class Source {
        private var entries: [KeyEntry]
        private var place = 0
        private var last: KeyEntry?
        private let read: () throws -> [KeyEntry]

        /// - Parameter read: the next entries; none at the end.
        init(_ read: @escaping () throws -> [KeyEntry]) {
            entries = []
            self.read = read
        }

        init(_ entries: [KeyEntry]) {
            self.entries = entries
            read = { [] }
        }

        /// The next entry; nil at the end.
        ///
        /// - Throws: `damaged` if the entries are not sorted.
        fileprivate func next() throws -> KeyEntry? {
            if place == entries.count {
                entries = try read()
                place = 0
                for entry in entries {
                    guard entry.key >> KeyHash.bits == 0, last.map({ $0 < entry }) ?? true else {
                        throw KeyEntry.damaged
                    }
                    last = entry
                }
                if entries.isEmpty { return nil }
            }
            place += 1
            return entries[place - 1]
        }
    }

    private let all: [Source]
    /// Those that are not at their end, with their next entries.
    private var sources: [Source] = []
    private var heads: [KeyEntry] = []
    private var isStarted = false

    init(_ sources: [Source]) { all = sources }

    /// The next entry; nil at the end.
    mutating func next() throws -> KeyEntry? {
        if !isStarted {
            isStarted = true
            for source in all {
                guard let head = try source.next() else { continue }
                sources.append(source)
                heads.append(head)
            }
        }
        guard var least = heads.first else { return nil }
        var index = 0
        for place in 1..<heads.count where heads[place] < least {
            least = heads[place]
            index = place
        }
        if let head = try sources[index].next() {
            heads[index] = head
        } else {
            sources.remove(at: index)
            heads.remove(at: index)
        }
        return least
    }
}
