import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Each source's own codes, mapped to one SKU and one warehouse.
@Suite struct CodesTests {
    private static let header =
        "kind,source,document,line,sku,warehouse,quantity,occurred_at,amount,currency\n"
    private static let sale = header + "order_placed,meli,O1,1,ML-2,FULL,3,2026-11-01,600.00,MXN\n"

    @discardableResult
    private func map(_ book: Book, _ rows: String) throws -> AppendResult {
        let file = try CodeFile(
            path: book.folder.write("codes.csv", "what,source,code,value,units\n" + rows + "\n")
        )
        #expect(file.problems.isEmpty)
        return try book.ledger.declare(codes: file.codes, origin: file.origin)
    }

    @Test func `a code stands for a SKU, a multipack for several units, a warehouse for a warehouse`() throws
    {
        let book = try Book()
        try map(book, "sku,meli,ML-2,A,2\nwarehouse,meli,FULL,CDMX,")
        try book.importFile(Self.sale)
        #expect(try book.stock() == "A CDMX available -6 allocated 6")
        #expect(try book.isSound())
    }

    @Test func `a kit is all of its components, and its amount goes to the first one`() throws {
        let book = try Book()
        try map(book, "sku,meli,ML-2,A,2\nsku,meli,ML-2,B,")
        try book.importFile(Self.sale)
        #expect(
            try book.recorded([.kind, .sku, .quantity, .amount]) == [
                "order_placed A 6 600.00", "order_placed B 3 -",
            ]
        )
        #expect(Book.classes(try book.importFile(Self.sale)) == "duplicates 1")
    }

    @Test func `the map may come before or after the events`() throws {
        let rows = "sku,meli,ML-2,A,2\nsku,meli,ML-2,B,1\nwarehouse,meli,FULL,CDMX,"
        let before = try Book()
        try map(before, rows)
        try before.importFile(Self.sale)
        let after = try Book()
        try after.importFile(Self.sale)
        #expect(try map(after, rows).events == 3)
        #expect(try after.stock() == before.stock())
        #expect(try after.recorded() == before.recorded())
        #expect(try after.isSound())
    }

    @Test func `a changed map supersedes and never doubles`() throws {
        let book = try Book()
        try map(book, "sku,meli,ML-2,A,2")
        try book.importFile(Self.sale)
        try map(book, "sku,meli,ML-2,A,3\nsku,meli,ML-2,C,")
        #expect(try book.stock() == "A FULL available -9 allocated 9\nC FULL available -3 allocated 3")
        #expect(Book.classes(try book.importFile(Self.sale)) == "duplicates 1")
        try map(book, "sku,meli,ML-2,D,")
        #expect(try book.stock() == "D FULL available -3 allocated 3")
        #expect(try book.isSound())
    }

    @Test func `the same map again records nothing`() throws {
        let book = try Book()
        try book.importFile(Self.sale)
        try map(book, "sku,meli,ML-2,A,2")
        #expect(try map(book, "sku,meli,ML-2,A,2").batch == nil)
    }

    // MARK: Chains

    @Test
    func `a code that is mapped to a mapped code is followed to the end, whatever the order of the maps`()
        throws
    {
        let rows = """
            order_placed,meli,O1,1,LAMP-OLD,FULL,2,2026-11-01,,
            order_shipped,meli,O1,1,LAMP,FULL,2,2026-11-02,,
            stock_received,meli,R1,1,LAMP-X,FULL,9,2026-11-01,,

            """
        let maps = ["sku,meli,LAMP-OLD,LAMP,", "sku,meli,LAMP,LAMP-X,", "sku,meli,LAMP-X,L,3"]
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            for eventsCome in 0...3 {
                let book = try Book()
                for step in 0...3 {
                    if step == eventsCome { try book.importFile(Self.header + rows) }
                    if step < 3 { try map(book, maps[order[step]]) }
                }
                #expect(try book.stock() == "L FULL available 21")
                #expect(try book.isSound())
            }
        }
    }

    @Test func `undoing a map in the middle of a chain leaves what the others say`() throws {
        let book = try Book()
        try book.importFile(Self.sale)
        try map(book, "sku,meli,ML-2,A,")
        let second = try #require(try map(book, "sku,meli,A,B,2").batch)
        #expect(try book.stock() == "B FULL available -6 allocated 6")
        let undo = try #require(try book.ledger.undo(batch: second).batch)
        #expect(try book.stock() == "A FULL available -3 allocated 3")
        try book.ledger.undo(batch: undo)
        try book.ledger.undo(batch: 2)
        #expect(try book.stock() == "ML-2 FULL available -3 allocated 3")
        #expect(try book.isSound())
    }

    @Test func `the chains of kits and warehouses are followed, and their parts add up`() throws {
        let book = try Book()
        try book.importFile(Self.sale)
        try map(book, "sku,meli,ML-2,A,2\nsku,meli,ML-2,B,\nwarehouse,meli,FULL,CDMX,")
        try map(book, "sku,meli,A,C,3\nsku,meli,B,C,\nwarehouse,meli,CDMX,MX1,")
        #expect(try book.stock() == "C MX1 available -21 allocated 21")
        #expect(try book.isSound())
    }

    @Test func `a code may be a pack of the same name`() throws {
        let book = try Book()
        try map(book, "sku,meli,ML-2,ML-2,2\nsku,meli,OLD,ML-2,3")
        try book.importFile(Self.sale)
        #expect(try book.stock() == "ML-2 FULL available -6 allocated 6")
    }

    @Test func `codes that stand for each other are refused, also by an undo`() throws {
        let book = try Book()
        try book.importFile(Self.sale)
        try map(book, "sku,meli,ML-2,A,")
        let refused = #expect(throws: LedgerError.self) { try map(book, "sku,meli,A,ML-2,") }
        #expect(refused?.code == .badCodes && refused?.message.contains("mapped back") == true)
        #expect(throws: LedgerError.self) { try map(book, "sku,meli,A,B,\nsku,meli,B,C,\nsku,meli,C,A,2") }
        #expect(throws: LedgerError.self) { try map(book, "warehouse,meli,W,X,\nwarehouse,meli,X,W,") }
        let changed = try #require(try map(book, "sku,meli,ML-2,C,").batch)
        try map(book, "sku,meli,A,ML-2,")
        let undone = #expect(throws: LedgerError.self) { try book.ledger.undo(batch: changed) }
        #expect(undone?.code == .badCodes)
        #expect(try book.stock() == "C FULL available -3 allocated 3")
        // The code of another source with the same name is independent.
        try map(book, "sku,amazon,C,ML-2,")
    }

    @Test func `a chain that exceeds what a row can hold is refused`() throws {
        let book = try Book()
        try map(book, "sku,meli,P,Q,1000000")
        let refused = #expect(throws: LedgerError.self) { try map(book, "sku,meli,Q,R,2") }
        #expect(refused?.code == .badCodes)
        let long = (0..<3000).map { "sku,meli,C\($0),C\($0 + 1)," }.joined(separator: "\n")
        try map(book, long)
        try book.importFile(Self.sale.replacing("ML-2", with: "C0"))
        #expect(try book.stock() == "C3000 FULL available -3 allocated 3")
    }

    @Test func `spreadsheet armour is not part of a code, in any file`() throws {
        let book = try Book()
        try map(book, "sku,meli,\"=\"\"007\"\"\",\"=\"\"00123\"\"\",2")
        try book.importFile(
            Self.header
                + "order_placed,meli,\"=\"\"O1\"\"\",1,\"=\"\"007\"\"\",\"=\"\"W1\"\"\",1,2026-11-01,,\n"
        )
        #expect(try book.stock() == "00123 W1 available -2 allocated 2")
        #expect(try book.recorded([.document]) == ["O1"])
        let (armoured, empty) = ("=\"00123\"", "=\"\"")
        #expect(try SKU(armoured).text == "00123")
        #expect(throws: FieldProblem.self) { try SKU(empty) }
    }

    @Test func `an equal code of another source is a different code`() throws {
        let book = try Book()
        try map(book, "sku,meli,ML-2,A,2")
        try book.importFile(Self.sale.replacing("meli", with: "amazon"))
        #expect(try book.stock() == "ML-2 FULL available -3 allocated 3")
    }

    @Test func `undoing a map undoes its effect on events before and after it`() throws {
        let book = try Book()
        try book.importFile(Self.sale)
        let plain = try book.recorded()
        let mapped = try #require(try map(book, "sku,meli,ML-2,A,2").batch)
        try book.importFile(Self.header + "order_placed,meli,O2,1,ML-2,FULL,1,2026-11-02,,\n")
        try book.ledger.undo(batch: mapped)
        #expect(try book.stock() == "ML-2 FULL available -4 allocated 4")
        #expect(try book.ledger.undo(batch: mapped).batch == nil)
        try book.ledger.undo(batch: 3)
        #expect(try book.recorded() == plain)
        #expect(try book.isSound())
    }

    @Test func `undoing an import removes its events under any code`() throws {
        let book = try Book()
        try book.importFile(Self.sale)
        try map(book, "sku,meli,ML-2,A,2\nsku,meli,ML-2,B,")
        let whole = try book.recorded()
        try book.ledger.undo(batch: 1)
        #expect(try book.recorded() == [])
        try book.importFile(Self.sale)
        #expect(try book.recorded() == whole)
        #expect(try book.isSound())
    }

    @Test func `an amended event that is restored has its code of now`() throws {
        let book = try Book()
        try book.importFile(Self.sale)
        try book.importFile(Self.sale.replacing(",3,", with: ",5,")) { $0.append.onConflict = .amend }
        try map(book, "sku,meli,ML-2,A,2")
        #expect(try book.stock() == "A FULL available -10 allocated 10")
        try book.ledger.undo(batch: 2)
        #expect(try book.stock() == "A FULL available -6 allocated 6")
        #expect(try book.isSound())
    }

    @Test func `a mapped event is traced to its row`() throws {
        let book = try Book()
        try book.importFile(Self.sale)
        try map(book, "sku,meli,ML-2,A,2")
        let line = try #require(try book.ledger.card(sku: "A").first)
        #expect(line.stored.statedInBatch == 1 && line.stored.statedInRow == 2)
        #expect(line.stored.event.detail.written?.sku == "ML-2")
    }

    @Test func `statements and waiting rows follow the map too`() throws {
        let book = try Book()
        try book.shop("O1 1 Unshipped ML-2 2 200.00 2\nO2 1 Cancelled ML-2 - - 2")
        try map(book, "sku,shop,ML-2,A,2\nwarehouse,shop,MTY,MTY1,")
        try book.shop("O1 1 Shipped ML-2 2 200.00 3\nO2 1 Unshipped ML-2 1 100.00 1")
        #expect(
            try book.recorded([.kind, .document, .sku, .warehouse, .quantity]) == [
                "order_cancelled O2 A MTY1 2", "order_placed O1 A MTY1 4", "order_placed O2 A MTY1 2",
                "order_shipped O1 A MTY1 4",
            ]
        )
        #expect(try book.isSound())
    }

    @Test func `a return without SKU of a multipack has the pack's units`() throws {
        let book = try Book()
        try map(book, "sku,shop,ML-2,A,2")
        try book.importFile(
            """
            kind,source,document,sku,warehouse,quantity,occurred_at,order
            order_placed,shop,O1,ML-2,MTY,3,2026-11-01,
            return_received,shop,R1,,MTY,1,2026-11-05,O1

            """
        )
        #expect(try book.recorded([.kind, .sku, .quantity]) == ["order_placed A 6", "return_received A 2"])
    }

    @Test func `codes of only one source are missing until someone maps them`() throws {
        let book = try Book()
        try book.importFile(Self.sale)
        #expect(try book.ledger.missingCodes().isEmpty)
        try book.importFile(
            Self.header
                + "stock_received,wms,G1,1,A,CDMX,10,2026-11-01,,\nstock_received,wms,G1,2,B,CDMX,10,2026-11-01,,\n"
        )
        func missing() throws -> [String] {
            try book.ledger.missingCodes().map { "\($0.what.rawValue) \($0.source) \($0.code)" }
        }
        #expect(
            try missing() == [
                "sku meli ML-2", "sku wms A", "sku wms B", "warehouse meli FULL", "warehouse wms CDMX",
            ]
        )
        try book.ledger.declare(items: [Item(sku: "B")])
        try map(book, "sku,meli,ML-2,A,\nwarehouse,meli,FULL,CDMX,")
        #expect(try missing() == [])
    }

    @Test func `a warehouse with another source is not taken over by a code`() throws {
        let book = try Book()
        let profile = """
            name: sales
            source: SOURCE
            tells: [orders]
            header: [order, sku, units, at]
            columns: { document: order, sku: sku, quantity: units, occurred_at: at }
            constants: { kind: order_placed, warehouse: WAREHOUSE }
            """
        for (source, warehouse) in [("amazon", "CDMX"), ("meli", "FULL")] {
            try book.importFile("order,sku,units,at\nO-\(source),A,1,2026-11-01\n") {
                $0.profile = try Profile.reading(
                    profile.replacing("SOURCE", with: source).replacing("WAREHOUSE", with: warehouse)
                )
            }
        }
        let refused = #expect(throws: LedgerError.self) { try map(book, "warehouse,meli,FULL,CDMX,") }
        #expect(refused?.code == .secondSource)
        #expect(refused?.message.contains("orders of CDMX already come from amazon") == true)
        #expect(try book.stock() == "A CDMX available -1 allocated 1\nA FULL available -1 allocated 1")
    }

    @Test(arguments: [
        ("colour,meli,X,A,", "what"), ("sku,meli,X,A,0", "units"), ("sku,meli,X,A,1.5", "units"),
        ("sku,,X,A,", "source"), ("warehouse,meli,W,A,\nwarehouse,meli,W,B,", "code"),
        ("sku,meli,X,A,1\nsku,meli,X,A,2", "value"),
        ("warehouse,meli,W,A,2", "units"),
    ])
    func `an invalid row of the map is reported with its line and column`(rows: String, column: String)
        throws
    {
        let folder = try TemporaryFolder()
        let file = try CodeFile(path: folder.write("codes.csv", "what,source,code,value,units\n\(rows)\n"))
        let problem = try #require(file.problems.first)
        #expect(problem.column == column)
        #expect(problem.row == Int64(rows.split(separator: "\n").count + 1))
    }
}
