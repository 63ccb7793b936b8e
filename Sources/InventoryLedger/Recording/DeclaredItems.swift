extension Ledger {
    /// Records names, unit costs, measures and papers. An unchanged item is not recorded again.
    @discardableResult
    public func declare(items: [Item], origin: BatchOrigin = BatchOrigin()) throws -> AppendResult {
        for item in items { try item.check() }
        return try declare(.item, items.map { ($0.sku.text, $0.value) }, action: .items, origin: origin)
    }
}
