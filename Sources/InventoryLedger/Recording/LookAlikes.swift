import GRDB

/// Warns of new codes that look like a known one.
///
/// Only the codes that are new in a batch are checked, and the known ones are read once.
struct LookAlikes {
    private let log: LogWriter
    private let codes: CodeBook

    init(_ log: LogWriter, codes: CodeBook) {
        self.log = log
        self.codes = codes
    }

    func warnings() throws -> [RowProblem] {
        let skus = log.names.skus.learned.filter { !codes.isMapped($0) }
        let warehouses = log.names.warehouses.learned
        var warnings: [RowProblem] = []
        if !skus.isEmpty {
            let items = try Ledger.items(log.database).keys.sorted()
            let alike = try alike(skus, in: "sku", and: items).filter {
                !codes.isMapped(SKU(trusted: $0.value))
            }
            let near = Self.oneLetterApart(skus.filter { alike[$0.text] == nil }, from: items)
            for sku in skus {
                if let known = alike[sku.text] {
                    warnings.append(
                        Self.warning(.sku, sku.text, "looks like \(known), which the ledger knows")
                    )
                } else if let item = near[sku] {
                    warnings.append(
                        Self.warning(.sku, sku.text, "differs by one letter from the item \(item)")
                    )
                }
            }
        }
        if !warehouses.isEmpty {
            let alike = try alike(warehouses, in: "warehouse", and: [])
            for warehouse in warehouses {
                guard let known = alike[warehouse.text] else { continue }
                warnings.append(
                    Self.warning(.warehouse, warehouse.text, "looks like \(known), which the ledger knows")
                )
            }
        }
        return warnings
    }

    private static func warning(_ column: Column, _ code: String, _ what: String) -> RowProblem {
        RowProblem(
            row: nil,
            column: column.rawValue,
            value: code,
            code: "look_alike",
            message:
                "\(code) is new and \(what); if both are the same, correct the file or map one code to the other"
        )
    }

    /// By new code: an earlier code that looks like it.
    private func alike<C: Code>(_ new: [C], in table: String, and items: [C]) throws -> [String: String] {
        // The number of known codes with a fingerprint. The new ones are among the known.
        var bearers: [UInt64: Int] = [:]
        for code in new { bearers[CodeShape.fingerprint(of: code.text)] = 0 }
        try forEachKnown(in: table, and: items) { known in
            if let place = bearers.index(forKey: CodeShape.fingerprint(of: known.text)) {
                bearers.values[place] += 1
            }
        }
        bearers = bearers.filter { $0.value > 1 }
        guard !bearers.isEmpty else { return [:] }
        func isSuspect(_ code: C) -> Bool { bearers[CodeShape.fingerprint(of: code.text)] != nil }

        var shapes: [String: [C]] = [:]
        var order: [C: Int] = [:]
        for (index, code) in new.enumerated() where isSuspect(code) {
            order[code] = index
            for shape in CodeShape.shapes(of: code.text) { shapes[shape, default: []].append(code) }
        }
        var alike: [String: String] = [:]
        try forEachKnown(in: table, and: items) { known in
            guard isSuspect(known) else { return }
            for shape in CodeShape.shapes(of: known.text) {
                for code in shapes[shape] ?? [] where code != known && alike[code.text] == nil {
                    // Of two new codes, warn of the second.
                    if let place = order[known], let own = order[code], place > own { continue }
                    alike[code.text] = known.text
                }
            }
        }
        return alike
    }

    private func forEachKnown<C: Code>(in table: String, and items: [C], _ body: (C) -> Void) throws {
        for item in items { body(item) }
        let statement = try RowStatement(log.database, "SELECT code FROM \(table) ORDER BY id")
        while try statement.next() { body(C(trusted: statement.text(0))) }
    }

    /// By new SKU: an item that differs from it by one letter. A SKU that is an item itself is right.
    private static func oneLetterApart(_ new: [SKU], from items: [SKU]) -> [SKU: SKU] {
        let known = Set(items)
        let open = new.filter { !known.contains($0) }
        guard !open.isEmpty, !items.isEmpty else { return [:] }
        var index: [[Unicode.Scalar]: [Int]] = [:]
        let scalars = open.map { Array($0.text.unicodeScalars) }
        for (number, code) in scalars.enumerated() {
            for variant in [code] + CodeShape.variants(code) { index[variant, default: []].append(number) }
        }
        var near: [SKU: SKU] = [:]
        for item in items {
            let code = Array(item.text.unicodeScalars)
            for variant in [code] + CodeShape.variants(code) {
                for number in index[variant] ?? [] where near[open[number]] == nil {
                    if CodeShape.areOneLetterApart(scalars[number], code) { near[open[number]] = item }
                }
            }
        }
        return near
    }
}
