import Testing

/// What the command adds to the sentences of the libraries.
@Suite struct AdviceTests {
    @Test(arguments: [
        (["undo", "99"], "; see: tarima batches"),
        (["waiting", "dismiss", "1:1", "--because", "x"], "; see: tarima waiting"),
        (["sell-through", "--promo", "none"], "; see: tarima promo"),
        (["import", "orders.csv", "--profile", "none"], "; see: tarima profiles"),
        (["--ledger", "none.ledger", "stock"], "; create one with: tarima --ledger none.ledger init"),
        (["--ledger", "orders.csv", "stock"], "; name a ledger with --ledger, or run: tarima init"),
    ])
    func `a refused command says what to type`(command: [String], step: String) throws {
        let room = try Stockroom()
        try room.write("orders.csv", "order,day\nO-1,2024-11-14\n")
        let outcome = try room.runner.run(BuiltCommand.path(), command)
        #expect(outcome.status != 0)
        #expect(outcome.said.last?.hasSuffix(step) == true, "\(outcome.said)")
    }

    @Test func `a missing value of a file names the option that supplies it`() throws {
        let room = try Stockroom()
        try room.write(
            "in.csv",
            "kind,document,sku,warehouse,quantity,occurred_at\nstock_received,R-1,MX-1,,2,2024-11-14\n"
        )
        let outcome = try room.tarima("import", "in.csv", "--format", "json")
        let step = "warehouse is missing; fill it, or give it for the whole file with --set warehouse=VALUE"
        #expect(outcome.said.first == "in.csv:2:warehouse: \(step)")
        #expect(outcome.output.contains(step))
    }

    @Test func `a missing value of a count names the option of reconcile`() throws {
        let room = try Stockroom()
        try room.write("count.csv", "sku,quantity\nMX-1,90\n")
        let outcome = try room.tarima("reconcile", "count.csv", "--at", "2024-11-20")
        #expect(outcome.said.first?.hasSuffix("add a column warehouse; or give --warehouse") == true)
    }

    @Test func `a guessed encoding and an unknown one name their options`() throws {
        let room = try Stockroom()
        let row = Array("stock_received,R-1,MX-1,MTY1,2,2024-11-14,".utf8)
        let head = Array("kind,document,sku,warehouse,quantity,occurred_at,note\n".utf8)
        try room.write("guessed.csv", bytes: head + row + [0xD6, 0xD0, 0xB9, 0xFA, 0xBB, 0xF5, 0x0A])
        let guessed = try room.tarima("import", "guessed.csv")
        #expect(guessed.status == 0 || guessed.speech.contains("--encoding"), "\(guessed.said)")
        #expect(guessed.speech.contains("; --encoding gb18030"), "\(guessed.said)")
    }

    @Test func `two marketplaces are offered first, then memo, then a replacement`() throws {
        let room = try Stockroom()
        try room.write("a.csv", Stockroom.header + "sale_shipped,OUT-1,MX-1,MTY1,2,2024-11-14\n")
        try room.write("b.csv", Stockroom.header + "sale_shipped,OUT-2,MX-1,MTY1,2,2024-11-15\n")
        try #require(try room.tarima("import", "a.csv", "--source", "shop").status == 0)
        let said = try room.tarima("import", "b.csv", "--source", "wms").said
        #expect(said.count == 3)
        let ways = [
            "orders=manual,shop,wms (keeps both", "--as memo", "orders=manual,wms (wms instead of shop)",
        ]
        let places = ways.compactMap { said.last?.range(of: $0)?.lowerBound }
        #expect(places.count == 3 && places == places.sorted(), "\(said)")
    }
}
