import InventoryLedger

/// The file's numbers of everything in a part of a book.
struct SliceNumbers {
    let names: SliceNames
    let batches: Numbering
    var events = NumberRuns()
    var statements = NumberRuns()
    /// Whether the file has only some SKUs.
    private let isPart: Bool

    init(_ part: SlicePart, _ names: SliceNames, _ batches: Numbering) {
        self.names = names
        self.batches = batches
        isPart = part.skus != nil
    }

    /// Takes a row of the store with the numbers of the file.
    func take(_ row: QueryRow, of ledger: Int64, into mapped: MappedRow) throws {
        try mapped.take(row) { meaning, number in
            switch meaning {
            case .text: return nil
            case .plain: return number
            case .route: return try names.route(number)
            case .code(let kind):
                // A milestone has no SKU; a statement that names none has 0.
                if number == 0 { return mapped.isEvent ? nil : 0 }
                if kind == .sku, isPart { return names.known(number, kind) ?? 0 }
                return try names.id(number, kind)
            case .event: return events.number(of: number, of: ledger)
            case .statement: return statements.number(of: number, of: ledger)
            case .batch: return try batches.number(ofBatch: number, of: ledger)
            }
        }
    }
}
