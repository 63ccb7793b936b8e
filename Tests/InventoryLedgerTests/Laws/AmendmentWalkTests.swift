import InventoryLedger
import TestSupport
import Testing

/// Amendments, yielding files and undos in any order, beside a list of each batch's statements.
@Suite struct AmendmentWalkTests {
    /// The statements of each batch about each key, and the batch that it undoes.
    private struct Model {
        struct Batch {
            var said: [Int: Int] = [:]
            var undoes: Int64?
        }

        var batches: [Batch] = []

        func undo(of batch: Int64) -> Int64? {
            (1...Int64(max(batches.count, 1))).first {
                $0 <= batches.count && batches[Int($0) - 1].undoes == batch && undo(of: $0) == nil
            }
        }

        /// The latest batch that stated a key and was not undone decides.
        var current: [Int: Int] {
            var current: [Int: Int] = [:]
            for (index, batch) in batches.enumerated() where undo(of: Int64(index) + 1) == nil {
                current.merge(batch.said) { $1 }
            }
            return current
        }

        var rows: [String] { current.map { "MX-\($0) W available \($1)" }.sorted() }
    }

    @Test(arguments: seeds(10))
    func `the ledger says what the remaining batches say, whatever was undone and redone`(seed: UInt64) throws
    {
        var random = SeededDraws(seed: seed)
        let book = try Book()
        let hasLines = random.chance(50)
        var model = Model()
        for step in 0..<20 {
            let before = model.current
            if model.batches.isEmpty || random.chance(45) {
                let keys = random.some([0, 1, 2, 3, 4], percent: 60)
                var file = Dictionary(uniqueKeysWithValues: keys.map { ($0, random.number(1...3)) })
                let rows = file.sorted { $0.key < $1.key }.map { key, units in
                    "stock_adjusted,R-1,\(hasLines ? "1" : ""),MX-\(key),W,\(units),2026-11-13\n"
                }
                let keeps = random.chance(25)
                let text = "kind,document,line,sku,warehouse,quantity,occurred_at\n" + rows.joined()
                let result = try book.importFile(text) { $0.append.onConflict = keeps ? .keep : .amend }
                if keeps { file = file.filter { before[$0.key] == nil || before[$0.key] == $0.value } }
                if result.append.batch != nil { model.batches.append(Model.Batch(said: file)) }
            } else {
                let batch = Int64(random.number(1...model.batches.count))
                let isTakenBack = model.undo(of: batch) != nil
                let result = try book.ledger.undo(batch: batch)
                #expect((result.batch == nil) == isTakenBack, "step \(step)")
                if isTakenBack {
                    #expect(try result.reason == .isTakenBack(by: #require(model.undo(of: batch))))
                    continue
                }
                model.batches.append(Model.Batch(undoes: batch))
                let after = model.current
                #expect(
                    result.reversed == Int64(before.filter { after[$0.key] != $0.value }.count),
                    "step \(step)"
                )
                #expect(
                    result.restored == Int64(after.filter { before[$0.key] != $0.value }.count),
                    "step \(step)"
                )
            }
            #expect(try book.stock().split(separator: "\n").map(String.init) == model.rows, "step \(step)")
        }
        #expect(try book.ledger.batches().map(\.undoneBy) == (1...Int64(model.batches.count)).map(model.undo))
        try expectSound(book)
    }

    // MARK: One at a time

    private let header = "kind,document,line,sku,warehouse,quantity,occurred_at\n"
    private func found(_ units: Int, line: String = "") -> String {
        "stock_adjusted,R-1,\(line),MX-1,MTY1,\(units),2026-11-13\n"
    }

    @Test func `what an undone amendment restores belongs to its own batch again`() throws {
        let book = try Book()
        try book.importFile(header + found(1, line: "1"))
        try book.importFile(header + found(3, line: "1")) { $0.append.onConflict = .amend }
        #expect(try book.ledger.undo(batch: 2).restored == 1)
        #expect(try book.ledger.undo(batch: 1).reversed == 1)
        #expect(try book.stock() == "")
        #expect(try book.ledger.undo(batch: 1).batch == nil)
        try expectSound(book)
    }

    @Test func `undoing an amendment leaves a later movement alone`() throws {
        let book = try Book()
        try book.importFile(header + found(1) + found(2))
        try book.importFile(header + found(1) + found(3)) { $0.append.onConflict = .amend }
        try book.importFile(header + found(1) + found(3) + found(10))
        #expect(try book.stock() == "MX-1 MTY1 available 14")
        // The first file states 1 too, and the third 3.
        #expect(try book.ledger.undo(batch: 2).alsoStatedBy == [1, 3])
        #expect(try book.stock() == "MX-1 MTY1 available 14")
        #expect(try book.ledger.undo(batch: 3).restored == 1)
        #expect(try book.stock() == "MX-1 MTY1 available 3")
        // And in the other order.
        #expect(try book.ledger.undo(batch: 4).restored == 1)
        #expect(try book.stock() == "MX-1 MTY1 available 4")
        try expectSound(book)
    }

    @Test func `an amendment that was amended itself restores nothing`() throws {
        let book = try Book()
        for units in 1...3 {
            try book.importFile(header + found(units)) { $0.append.onConflict = .amend }
        }
        // Undone all the same: it does not return with the one that replaced it.
        #expect(try book.ledger.undo(batch: 2).batch == 4)
        #expect(try book.stock() == "MX-1 MTY1 available 3")
        #expect(try book.ledger.undo(batch: 3).restored == 1)
        #expect(try book.stock() == "MX-1 MTY1 available 1")
        #expect(try book.ledger.undo(batch: 4).restored == 1)
        #expect(try book.stock() == "MX-1 MTY1 available 2")
        try expectSound(book)
    }
}
