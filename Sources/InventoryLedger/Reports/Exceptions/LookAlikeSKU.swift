import Foundation

/// SKUs that differ only by letter case, width, leading zeros or Unicode form: one article under two codes, perhaps.
struct LookAlikeSKU: ExceptionCheck {
    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let statement = try RowStatement(context.view.database, "SELECT code FROM sku")
        var skus: [SKU] = []
        while try statement.next() { skus.append(SKU(trusted: statement.text(0))) }
        return Dictionary(grouping: skus, by: Self.shape).values.filter { $0.count > 1 }.flatMap { alike in
            let sorted = alike.sorted()
            return sorted.dropFirst().map { sku in
                var exception = LedgerException(
                    .lookAlikeSKU,
                    "\(sku) looks like \(sorted[0]); if they are one article, map one to the other with: tarima codes"
                )
                exception.sku = sku
                return exception
            }
        }
    }

    /// What look-alikes have in common.
    static func shape(_ sku: SKU) -> String {
        let folded = sku.text.precomposedStringWithCompatibilityMapping.lowercased()
        var shape = ""
        var isInNumber = false
        for scalar in folded.unicodeScalars {
            let isDigit = ("0"..."9").contains(scalar)
            if scalar == "0", !isInNumber { continue }
            isInNumber = isDigit
            shape.unicodeScalars.append(scalar)
        }
        return shape.isEmpty ? "0" : shape
    }
}
