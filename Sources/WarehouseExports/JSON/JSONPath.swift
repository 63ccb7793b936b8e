/// The path to a value in a record: `order_items.item.seller_sku`, `payments#1.status`,
/// `external_references[type=shipment_id].value`.
struct JSONPath: Sendable {
    struct Step: Sendable {
        let key: [UInt8]
        /// The number of an array element, from 1.
        var occurrence: Int?
        /// Only array elements whose member has this text.
        var filter: (key: [UInt8], value: [UInt8])?
    }

    let steps: [Step]

    /// Nil for text that is not a path, such as one with an empty step.
    init?(_ text: String) {
        var steps: [Step] = []
        var rest = text.trimmedCode[...]
        while true {
            let end = rest.firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
            var name = rest[..<end]
            rest = rest[end...]
            var occurrence: Int?
            if let hash = name.lastIndex(of: "#"), let number = Int(name[name.index(after: hash)...]),
                number > 0
            {
                occurrence = number
                name = name[..<hash]
            }
            guard !name.isEmpty else { return nil }
            var step = Step(key: Array(name.utf8), occurrence: occurrence)
            if rest.first == "[" {
                guard let close = rest.firstIndex(of: "]") else { return nil }
                let parts = rest[rest.index(after: rest.startIndex)..<close].split(
                    separator: "=",
                    maxSplits: 1
                )
                guard parts.count == 2 else { return nil }
                step.filter = (Array(parts[0].utf8), Array(parts[1].utf8))
                rest = rest[rest.index(after: close)...]
            }
            steps.append(step)
            if rest.isEmpty { break }
            guard rest.first == ".", rest.count > 1 else { return nil }
            rest = rest.dropFirst()
        }
        self.steps = steps
    }

    /// The value at a path.
    enum Target {
        /// The record has no such member.
        case nowhere
        case node(Int)
        /// An array of several elements, and the path does not choose one.
        case several(Int)
    }

    /// Follows the path.
    ///
    /// - Parameter chosen: the element of each array for the current row.
    func follow(_ record: JSONRecord, chosen: [Int: Int]) -> Target {
        var node = 0
        for place in steps.indices {
            guard let member = record.member(node, steps[place].key) else { return .nowhere }
            node = member
            guard record.nodes[node].kind == .array else { continue }
            switch element(of: node, steps[place], record, chosen) {
            case .node(let element): node = element
            case let other: return other
            }
        }
        return .node(node)
    }

    private func element(of array: Int, _ step: Step, _ record: JSONRecord, _ chosen: [Int: Int]) -> Target {
        if let element = chosen[array], step.occurrence == nil, step.filter == nil { return .node(element) }
        var elements = record.children(array)
        if let filter = step.filter {
            elements = elements.filter { element in
                record.member(element, filter.key).map { record.text($0).elementsEqual(filter.value) }
                    ?? false
            }
        }
        if let occurrence = step.occurrence {
            return occurrence <= elements.count ? .node(elements[occurrence - 1]) : .nowhere
        }
        guard let first = elements.first else { return .nowhere }
        return elements.count == 1 ? .node(first) : .several(array)
    }

    /// The rows of a record if every element of the arrays on this path is a row: the elements chosen for each.
    ///
    /// A record without elements is one row, so that nothing is skipped silently.
    ///
    /// - Parameter countMax: at most one more than this is returned.
    func rows(_ record: JSONRecord, countMax: Int) -> [[Int: Int]] {
        var rows: [(node: Int, chosen: [Int: Int])] = [(0, [:])]
        for step in steps {
            var next: [(node: Int, chosen: [Int: Int])] = []
            for (node, chosen) in rows where next.count <= countMax {
                guard let member = record.member(node, step.key) else {
                    next.append((node, chosen))
                    continue
                }
                let elements = record.nodes[member].kind == .array ? record.children(member) : []
                if elements.isEmpty { next.append((member, chosen)) }
                for element in elements.prefix(countMax + 1 - next.count) {
                    next.append((element, chosen.merging([member: element]) { $1 }))
                }
            }
            rows = next
        }
        return rows.map(\.chosen)
    }
}
