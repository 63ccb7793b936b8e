/// statements of a group -> its references to an order or a shipment without goods or units, each with all its
/// statements.
enum StatedReferences {
    /// Distinguishes the references of one group. Without ids there is one for each time and warehouse.
    private struct Key: Hashable {
        let step: StatedLine.Step
        let sku: SKU?
        let occurredAt: Instant?
        let warehouse: Warehouse?

        init?(_ statement: Statement, hasID: Bool) {
            guard let step = StatedLine.key(statement) else { return nil }
            self.step = step
            sku = statement.fields.sku
            occurredAt = hasID ? nil : statement.steps.first?.occurredAt
            warehouse = hasID ? nil : statement.fields.warehouse
        }

        fileprivate var text: String {
            [
                "\(step.kind.number) \(step.stage?.number ?? 0) \(step.fromStage?.number ?? 0)",
                sku?.text ?? "", occurredAt?.description ?? "", warehouse?.text ?? "",
            ].joined(separator: "\u{1F}")
        }
    }

    /// Whether a row is the same reference.
    static func areOfOne(_ reference: StatedLine, _ one: StatedLine.Entry, hasID: Bool) -> Bool {
        guard let first = reference.entries.first else { return false }
        return Key(first.statement, hasID: hasID) == Key(one.statement, hasID: hasID)
    }

    /// Equal rows of one file are distinct. There are as many as the file with the most of them has.
    static func all(_ entries: [StatedLine.Entry], hasID: Bool) -> [StatedLine] {
        var byKey: [Key: [Int64: [StatedLine.Entry]]] = [:]
        for one in entries {
            guard let key = Key(one.statement, hasID: hasID) else { continue }
            byKey[key, default: [:]][one.batch, default: []].append(one)
        }
        return byKey.sorted { $0.key.text.utf8.lexicographicallyPrecedes($1.key.text.utf8) }.flatMap {
            _,
            files in
            var references: [[StatedLine.Entry]] = []
            for (_, rows) in files.sorted(by: { $0.key < $1.key }) {
                // A file may repeat one of them at another time, but an id only once at a time.
                let rows =
                    hasID
                    ? rows
                    : rows.sorted { lhs, rhs in
                        let (left, right) = (lhs.statement.contentText, rhs.statement.contentText)
                        return left.hasSameBytes(as: right)
                            ? lhs.id < rhs.id : left.utf8.lexicographicallyPrecedes(right.utf8)
                    }
                for (number, row) in rows.enumerated() {
                    let place = hasID ? 0 : number
                    if references.count <= place { references.append([]) }
                    references[place].append(row)
                }
            }
            return references.map { StatedLine($0) }
        }
    }
}
