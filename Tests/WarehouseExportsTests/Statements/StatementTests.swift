import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// One line of an order, stated several times, and its events.
@Suite struct StatementTests {
    @Test(arguments: ["1", "-"])
    func `a file that a newer one repeats changes nothing, also after a file between the two`(id: String)
        throws
    {
        let book = try Book()
        func take(_ state: String, _ day: Int) throws -> Int64? {
            try book.shop("W1 \(id) \(state) A 2 20.00 \(day)").append.batch
        }
        #expect(try take("Unshipped", 6) != nil)
        #expect(try take("Unshipped", 2) == nil)
        #expect(try take("Cancelled", 4) != nil)
        #expect(try take("Unshipped", 2) == nil)
        #expect(try book.recorded([.kind, .quantity]) == ["order_placed 2"])
    }

    @Test func `a status gives the steps of a line`() throws {
        let book = try Book()
        let result = try book.shop(
            "O1 1 Shipped A 2 200.00 2\nO2 1 Unshipped A 1 100.00 2\nO3 1 Draft A 1 100.00 2"
        )
        #expect(Book.classes(result) == "recorded 2, ignored 1")
        #expect(
            try book.recorded() == [
                "order_placed O1 A 2 01T08", "order_placed O2 A 1 01T08", "order_shipped O1 A 2 02T00",
            ]
        )
        #expect(try book.stock() == "A MTY available -3 allocated 1")
    }

    @Test func `the same export again records nothing`() throws {
        let book = try Book()
        try book.shop("O1 1 Shipped A 2 200.00 2")
        let again = try book.shop("O1 1 Shipped A 2 200.00 2")
        #expect(again.append.batch == nil)
        #expect(Book.classes(again) == "duplicates 1")
    }

    @Test(arguments: ["1", "-"])
    func `documents of the ledger are known among new ones`(id: String) throws {
        let book = try Book()
        func rows(_ documents: [Int], _ state: String, _ day: Int) -> String {
            documents.map { "O\($0) \(id) \(state) A 2 200.00 \(day)" }.joined(separator: "\n")
        }
        try book.shop(rows([3, 5, 6], "Unshipped", 2))
        // In the order of their numbers, and otherwise.
        let mixed = try book.shop(rows([1, 9, 5, 2, 3, 4, 7], "Unshipped", 2))
        #expect(Book.classes(mixed) == "recorded 5, duplicates 2")
        let later = try book.shop(rows([8, 7, 6, 5], "Shipped", 3))
        #expect(Book.classes(later) == "recorded 4")
        #expect(try book.recorded([.kind]).count { $0 == "order_placed" } == 9)
        #expect(try book.recorded([.kind]).count { $0 == "order_shipped" } == 4)
        #expect(try book.ledger.verify().findings == [])
    }

    @Test func `an older statement is stale, and stored unless a newer one says the same`() throws {
        let book = try Book()
        try book.shop("O1 1 Unshipped A 2 200.00 3")
        let same = try book.shop("O1 1 Unshipped A 2 200.00 2")
        #expect(Book.classes(same) == "duplicates 1")
        #expect(same.append.batch == nil)
        try book.shop("O1 1 Shipped A 2 200.00 5")
        let late = try book.shop("O1 1 Unshipped A 2 200.00 4")
        #expect(Book.classes(late) == "stale 1")
        #expect(late.append.events == 0)
        // What was not sent on the fourth was not sent before, whatever is stated later about the time before.
        try book.shop("O1 1 Shipped A 2 200.00 2T12")
        #expect(try book.recorded() == ["order_placed O1 A 2 01T08", "order_shipped O1 A 2 05T00"])
    }

    @Test func `the newest statement decides whether a line was dispatched`() throws {
        let book = try Book()
        try book.shop("O1 1 Shipped A 2 200.00 2")
        let back = try book.shop("O1 1 Unshipped A 2 200.00 3")
        #expect(Book.classes(back) == "recorded 1, superseded 1")
        #expect(try book.recorded() == ["order_placed O1 A 2 01T08"])
    }

    @Test func `cancelled before dispatch frees the units`() throws {
        let book = try Book()
        try book.shop("O1 1 Unshipped A 2 200.00 2")
        let result = try book.shop("O1 1 Cancelled A - - 3")
        #expect(Book.classes(result) == "recorded 1")
        #expect(try book.recorded() == ["order_cancelled O1 A 2 03T00", "order_placed O1 A 2 01T08"])
        #expect(try book.stock() == "")
    }

    @Test func `cancelled after dispatch voids the sale, in either order of the files`() throws {
        let files = ["O1 1 Shipped A 2 200.00 2", "O1 1 Cancelled A - - 3"]
        for files in [files, files.reversed()] {
            let book = try Book()
            for file in files { try book.shop(file) }
            #expect(
                try book.recorded() == [
                    "order_placed O1 A 2 01T08", "order_shipped O1 A 2 02T00", "sale_voided O1 A 2 03T00",
                ]
            )
            #expect(try book.isSound())
        }
    }

    @Test func `a part cancelled lowers the quantity and supersedes the recorded events`() throws {
        let book = try Book()
        try book.shop("O1 1 Unshipped A 5 500.00 2")
        let result = try book.shop("O1 1 Unshipped A 3 300.00 3")
        #expect(Book.classes(result) == "recorded 1, superseded 1")
        #expect(try book.recorded([.kind, .quantity, .amount]) == ["order_placed 3 300.00"])
        #expect(Book.classes(try book.shop("O1 1 Unshipped A 5 500.00 2")) == "stale 1")
    }

    @Test func `a cancelled line without units takes those of its order`() throws {
        let book = try Book()
        try book.shop("O1 1 Unshipped A 4 400.00 2")
        try book.shop("O1 1 Cancelled A 0 - 3")
        #expect(try book.recorded([.kind, .quantity]) == ["order_cancelled 4", "order_placed 4"])
    }

    @Test func `the earliest observed time counts, and is never a difference`() throws {
        let book = try Book()
        try book.shop("O1 1 Shipped A 2 200.00 4")
        let earlier = try book.shop("O1 1 Shipped A 2 200.00 3")
        #expect(Book.classes(earlier) == "recorded 1, superseded 1")
        let later = try book.shop("O1 1 Shipped A 2 200.00 5")
        #expect(Book.classes(later) == "duplicates 1")
        #expect(try book.recorded().last == "order_shipped O1 A 2 03T00")
    }

    @Test func `a newer equal statement is stored, so that an older one cannot override it`() throws {
        let files = [
            "O1 1 Unshipped A 2 200.00 2", "O1 1 Unshipped A 2 200.00 5", "O1 1 Unshipped A 9 900.00 3",
        ]
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let book = try Book()
            for index in order { try book.shop(files[index]) }
            #expect(try book.recorded([.kind, .quantity]) == ["order_placed 2"], "\(order)")
        }
    }

    @Test func `a blank does not erase an earlier value`() throws {
        let book = try Book()
        try book.shop("O1 1 Unshipped A 2 200.00 2")
        try book.shop("O1 1 Shipped A 2 - 3")
        #expect(try book.recorded([.kind, .amount]) == ["order_placed 200.00", "order_shipped -"])
    }

    @Test func `equally new statements that differ are a conflict that names both`() throws {
        let book = try Book()
        try book.shop("O1 1 Unshipped A 2 200.00 2")
        let result = try book.shop("O1 1 Unshipped A 3 200.00 2")
        #expect(Book.classes(result) == "conflicts 1")
        #expect(result.append.isRefused)
        let problem = try #require(result.append.problems.first)
        #expect(problem.row == 2 && problem.column == "quantity" && problem.value == "3")
        #expect(problem.message.contains("the ledger has 2 (batch 1, row 2)"))
        let kept = try book.shop("O1 1 Unshipped A 3 200.00 2") { $0.append.onConflict = .keep }
        #expect(kept.append.batch == nil)
        try book.shop("O1 1 Unshipped A 3 200.00 2") { $0.append.onConflict = .amend }
        #expect(try book.recorded([.kind, .quantity]) == ["order_placed 3"])
        #expect(try book.isSound())
    }

    @Test func `a file may state a line more than once, in any order`() throws {
        let rows = [
            "O1 1 Unshipped A 5 500.00 2", "O1 1 Shipped A 4 400.00 4", "O1 1 Unshipped A 4 400.00 3",
        ]
        for rows in [rows, rows.reversed()] {
            let book = try Book()
            let result = try book.shop(rows.joined(separator: "\n"))
            #expect(result.append.events == 2)
            #expect(try book.recorded([.kind, .quantity]) == ["order_placed 4", "order_shipped 4"])
        }
    }

    @Test func `a file that states a line twice at one time contradicts itself`() throws {
        let book = try Book()
        let rows = "O1 1 Unshipped A 2 200.00 2\nO1 1 Unshipped A 3 200.00 2"
        for policy in [ConflictPolicy.fail, .amend] {
            let result = try book.shop(rows) { $0.append.onConflict = policy }
            #expect(result.append.isRefused)
            #expect(result.append.problems.first?.message.contains("two rows of this file") == true)
        }
    }

    @Test func `rows without an id are as many lines as there are rows, wherever they are`() throws {
        let rows = [
            "O1 - Unshipped A 1 100.00 2", "O1 - Unshipped A 1 100.00 2", "O1 - Unshipped B 1 100.00 2",
        ]
        let book = try Book()
        try book.shop(rows.joined(separator: "\n"))
        #expect(
            try book.recorded([.kind, .sku, .quantity]) == [
                "order_placed A 1", "order_placed A 1", "order_placed B 1",
            ]
        )
        #expect(Book.classes(try book.shop(rows.reversed().joined(separator: "\n"))) == "duplicates 3")
        try book.shop("O1 - Shipped A 1 100.00 3\nO1 - Unshipped A 1 100.00 3\nO1 - Shipped B 1 100.00 3")
        #expect(try book.stock() == "A MTY available -2 allocated 1\nB MTY available -1")
        #expect(try book.isSound())
    }

    @Test func `an undo removes the statements of its file, and importing it again restores them`() throws {
        let book = try Book()
        try book.shop("O1 1 Unshipped A 5 500.00 2")
        let second = try book.shop("O1 1 Shipped A 3 300.00 3")
        let whole = try book.recorded()
        try book.ledger.undo(batch: try #require(second.append.batch))
        #expect(try book.recorded([.kind, .quantity]) == ["order_placed 5"])
        try book.shop("O1 1 Shipped A 3 300.00 3")
        #expect(try book.recorded() == whole)
        try book.ledger.undo(batch: 1)
        #expect(try book.recorded([.kind, .quantity]) == ["order_placed 3", "order_shipped 3"])
        #expect(try book.isSound())
    }

    @Test func `undoing an undo restores its statements`() throws {
        let book = try Book()
        try book.shop("O1 1 Shipped A 3 300.00 3")
        let whole = try book.recorded()
        let undo = try #require(try book.ledger.undo(batch: 1).batch)
        #expect(try book.recorded() == [])
        try book.ledger.undo(batch: undo)
        #expect(try book.recorded() == whole)
        #expect(try book.ledger.undo(batch: undo).batch == nil)
        #expect(try book.isSound())
    }

    @Test func `the canonical format can make statements: the newer row wins without a conflict`() throws {
        let book = try Book()
        let header = "kind,source,document,line,sku,warehouse,quantity,occurred_at,stated_at\n"
        try book.importText(header + "order_placed,shop,O1,1,A,MTY,5,2026-11-01,2026-11-02")
        let newer = try book.importText(header + "order_placed,shop,O1,1,A,MTY,3,2026-11-01,2026-11-03")
        #expect(Book.classes(newer) == "recorded 1, superseded 1")
        let older = try book.importText(header + "order_placed,shop,O1,1,A,MTY,5,2026-11-01,2026-11-02")
        #expect(Book.classes(older) == "stale 1")
        #expect(try book.recorded([.kind, .quantity]) == ["order_placed 3"])
    }

    @Test func `an exported ledger recognizes the exports that made it`() throws {
        let book = try Book()
        let files = ["O1 1 Unshipped A 5 500.00 2\nO2 - Shipped B 1 10.00 2", "O1 1 Shipped A 3 300.00 3"]
        for file in files { try book.shop(file) }
        let copy = try Book()
        try copy.importFile(Event.canonicalHeader + "\n" + book.liveEvents() + "\n")
        #expect(try copy.stock() == book.stock())
        for file in files { try copy.shop(file) }
        #expect(try copy.stock() == book.stock())
        #expect(try copy.recorded() == book.recorded())
    }

    @Test func `a complete row without a time of statement yields to one with it`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,source,document,line,sku,warehouse,quantity,occurred_at
            order_placed,shop,O1,1,A,MTY,7,2026-11-01T08:00:00Z
            """
        )
        let result = try book.shop("O1 1 Unshipped A 5 500.00 2")
        #expect(Book.classes(result) == "recorded 1, superseded 1")
        #expect(try book.recorded([.kind, .quantity]) == ["order_placed 5"])
        try book.ledger.undo(batch: 2)
        #expect(try book.recorded([.kind, .quantity]) == ["order_placed 7"])
        #expect(try book.isSound())
    }
}
