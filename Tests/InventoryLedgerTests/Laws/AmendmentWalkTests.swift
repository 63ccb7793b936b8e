import InventoryLedger
import TestSupport
import Testing

/// Amendments and undos in any order, beside a model in which every value knows what it replaced.
@Suite struct AmendmentWalkTests {
    /// What a key's event says, and what it owes its place to.
    private final class Value {
        let units: Int
        /// Its import, and the undos that brought it back.
        let lineage: Set<Int64>
        let replaced: Value?

        init(_ units: Int, _ lineage: Set<Int64>, replaced: Value?) {
            self.units = units
            self.lineage = lineage
            self.replaced = replaced
        }

        func broughtBack(by undo: Int64) -> Value {
            Value(units, lineage.union([undo]), replaced: replaced)
        }
    }

    private struct Model {
        var current: [Int: Value] = [:]
        /// What each undo took away and brought back, by key.
        var taken: [Int64: [Int: Value]] = [:]
        var broughtBack: [Int64: Set<Int>] = [:]

        mutating func amend(_ file: [Int: Int], batch: Int64) {
            for (key, units) in file where current[key]?.units != units {
                current[key] = Value(units, [batch], replaced: current[key])
            }
        }

        mutating func undo(_ batch: Int64, isUndo: Bool, by undo: Int64) {
            for key in 0..<5 {
                let now = current[key]
                let isLive = now?.lineage.contains(batch) ?? false
                if isLive {
                    taken[undo, default: [:]][key] = now
                    current[key] = nil
                }
                let back: Value? =
                    if isUndo {
                        isLive || now == nil && !(broughtBack[batch]?.contains(key) ?? false)
                            ? taken[batch]?[key] : nil
                    } else {
                        isLive ? now?.replaced : nil
                    }
                if let back {
                    current[key] = back.broughtBack(by: undo)
                    broughtBack[undo, default: []].insert(key)
                }
            }
        }

        var rows: [String] {
            current.map { "MX-\($0) W available \($1.units)" }.sorted()
        }
    }

    @Test(arguments: seeds(7))
    func `the book says what the undone amendments leave`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let book = try Book()
        let hasLines = random.chance(50)
        var model = Model()
        var isUndo: [Bool] = []
        for step in 0..<16 {
            if isUndo.isEmpty || random.chance(45) {
                let keys = random.some([0, 1, 2, 3, 4], percent: 60)
                let file = Dictionary(uniqueKeysWithValues: keys.map { ($0, random.number(1...3)) })
                let rows = file.sorted { $0.key < $1.key }.map { key, units in
                    "stock_adjusted,R-1,\(hasLines ? "1" : ""),MX-\(key),W,\(units),2026-11-13\n"
                }
                let text = "kind,document,line,sku,warehouse,quantity,occurred_at\n" + rows.joined()
                if let batch = try book.importFile(text, { $0.append.onConflict = .amend }).append.batch {
                    model.amend(file, batch: batch)
                    isUndo.append(false)
                }
            } else {
                let batch = Int64(random.number(1...isUndo.count))
                let undo = Int64(isUndo.count + 1)
                let result = try book.ledger.undo(batch: batch)
                var tried = model
                tried.undo(batch, isUndo: isUndo[Int(batch) - 1], by: undo)
                #expect(result.reversed == Int64(tried.taken[undo]?.count ?? 0), "step \(step)")
                #expect(result.restored == Int64(tried.broughtBack[undo]?.count ?? 0), "step \(step)")
                if result.batch != nil {
                    model = tried
                    isUndo.append(true)
                }
            }
            #expect(try book.stock().split(separator: "\n").map(String.init) == model.rows, "step \(step)")
        }
        try expectSound(book)
    }

    // MARK: One at a time

    private let header = "kind,document,line,sku,warehouse,quantity,occurred_at\n"
    private func found(_ units: Int, line: String = "") -> String {
        "stock_adjusted,R-1,\(line),MX-1,MTY1,\(units),2026-11-13\n"
    }

    @Test func `what an undone amendment gives back belongs to its own batch again`() throws {
        let book = try Book()
        try book.importFile(header + found(1, line: "1"))
        try book.importFile(header + found(3, line: "1")) { $0.append.onConflict = .amend }
        #expect(try book.ledger.undo(batch: 2).restored == 1)
        #expect(try book.ledger.undo(batch: 1).reversed == 1)
        #expect(try book.stock() == "")
        #expect(try book.ledger.undo(batch: 1).batch == nil)
        try expectSound(book)
    }

    @Test func `undoing an amendment leaves a movement that came later alone`() throws {
        let book = try Book()
        try book.importFile(header + found(1) + found(2))
        try book.importFile(header + found(1) + found(3)) { $0.append.onConflict = .amend }
        try book.importFile(header + found(1) + found(3) + found(10))
        #expect(try book.stock() == "MX-1 MTY1 available 14")
        #expect(try book.ledger.undo(batch: 2).restored == 1)
        #expect(try book.stock() == "MX-1 MTY1 available 13")
        // And the other way round.
        #expect(try book.ledger.undo(batch: 4).restored == 1)
        #expect(try book.stock() == "MX-1 MTY1 available 14")
        try expectSound(book)
    }

    @Test func `an amendment that was itself amended has nothing to give back`() throws {
        let book = try Book()
        for units in 1...3 {
            try book.importFile(header + found(units)) { $0.append.onConflict = .amend }
        }
        #expect(try book.ledger.undo(batch: 2).batch == nil)
        #expect(try book.stock() == "MX-1 MTY1 available 3")
        #expect(try book.ledger.undo(batch: 3).restored == 1)
        #expect(try book.stock() == "MX-1 MTY1 available 2")
        #expect(try book.ledger.undo(batch: 2).restored == 1)
        #expect(try book.stock() == "MX-1 MTY1 available 1")
        try expectSound(book)
    }
}
