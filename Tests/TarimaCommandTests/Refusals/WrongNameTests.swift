import TestSupport
import Testing

/// Names that the ledger does not have: one line that says what was meant.
@Suite struct WrongNameTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        let arguments: [String]
        let says: String
        var testDescription: String { arguments.joined(separator: " ") }

        init(_ arguments: String..., says: String) {
            self.arguments = arguments
            self.says = says
        }
    }

    private static let days = ["--from", "2024-11-01", "--to", "2024-11-20"]

    static let mistakes = [
        Mistake("stock", "mx-1", says: "there is no SKU mx-1; did you mean MX-1?"),
        Mistake("stock", "MX1", says: "there is no SKU MX1; did you mean MX-1?"),
        Mistake("stock", "zebra", says: "there is no SKU zebra"),
        Mistake("stock", "mx-*", says: "no SKU matches mx-*; did you mean MX-1?"),
        Mistake("stock", "Z*", says: "no SKU matches Z*"),
        Mistake("stock", "--warehouse", "mty1", says: "there is no warehouse mty1; did you mean MTY1?"),
        Mistake("card", "MX1", says: "there is no SKU MX1; did you mean MX-1?"),
        Mistake("card", "MX-1", "--warehouse", "MTY", says: "there is no warehouse MTY; did you mean MTY1?"),
        Mistake("events", "--sku", "mx-1", says: "there is no SKU mx-1; did you mean MX-1?"),
        Mistake("events", "--warehouse", "mty1", says: "there is no warehouse mty1; did you mean MTY1?"),
        Mistake("events", "--document", "GRN-2", says: "there is no document GRN-2"),
        Mistake("events", "--batch", "99", says: "there is no batch 99; see: tarima batches"),
        Mistake("rejected", "--batch", "99", says: "there is no batch 99; see: tarima batches"),
        Mistake("undo", "99", says: "there is no batch 99; see: tarima batches"),
        Mistake("slow-movers", "mx-1", says: "there is no SKU mx-1; did you mean MX-1?"),
        Mistake("slow-movers", "--warehouse", "mty1", says: "there is no warehouse mty1; did you mean MTY1?"),
        Mistake(
            "sell-through",
            "mx-1",
            "--from",
            "2024-11-01",
            "--to",
            "2024-11-20",
            says: "there is no SKU mx-1; did you mean MX-1?"
        ),
        Mistake(
            "sell-through",
            "--warehouse",
            "mty1",
            "--from",
            "2024-11-01",
            "--to",
            "2024-11-20",
            says: "there is no warehouse mty1; did you mean MTY1?"
        ),
        Mistake(
            "sell-through",
            "--promo",
            "buen-fin",
            says: "there is no promotion buen-fin; see: tarima promo"
        ),
        Mistake("promo", "plan", "buen-fin", says: "there is no promotion buen-fin; see: tarima promo"),
        Mistake("shipment", "s-1", says: "there is no shipment s-1; did you mean S-1?"),
        Mistake(
            "shipment",
            "S-1",
            "--close",
            "--sku",
            "mx-1",
            "--at",
            "2024-11-01",
            says: "there is no SKU mx-1; did you mean MX-1?"
        ),
        Mistake(
            "shipment",
            "S-1",
            "--close",
            "--warehouse",
            "mty1",
            "--at",
            "2024-11-01",
            says: "there is no warehouse mty1; did you mean MTY1?"
        ),
        Mistake(
            "reconcile",
            "count.csv",
            "--warehouse",
            "mty1",
            "--at",
            "2024-11-20",
            says: "there is no warehouse mty1; did you mean MTY1?"
        ),
        Mistake(
            "profiles",
            "show",
            "amazon-order",
            says: "there is no profile amazon-order; did you mean amazon-orders? See: tarima profiles"
        ),
        Mistake(
            "profiles",
            "remove",
            "wms",
            says: "there is no saved profile wms; see: tarima profiles"
        ),
        Mistake(
            "import",
            "count.csv",
            "--profile",
            "amazon-order",
            says: "there is no profile amazon-order; did you mean amazon-orders? See: tarima profiles"
        ),
    ]

    @Test(arguments: mistakes)
    func `a name that the ledger does not have is met with the nearest one`(_ mistake: Mistake) throws {
        let room = try Stockroom()
        try room.write("count.csv", "sku,quantity\nMX-1,90\n")
        let outcome = try room.expectUnchanged { try room.runner.run(BuiltCommand.path(), mistake.arguments) }
        #expect(outcome.status == 66)
        #expect(outcome.output.isEmpty)
        #expect(outcome.said == ["tarima: " + mistake.says])
    }

    @Test(arguments: [
        (["stok"], "there is no command stok; did you mean stock? See: tarima --help"),
        (
            ["--ledger", "x", "crad", "MX-1"],
            "there is no command crad; did you mean card? See: tarima --help"
        ),
        (["frobnicate"], "there is no command frobnicate; see: tarima --help"),
        (["promo", "lst"], "there is no command promo lst; did you mean list? See: tarima promo --help"),
        (
            ["profiles", "ad", "x.yaml"],
            "there is no command profiles ad; did you mean add? See: tarima profiles --help"
        ),
        (
            ["stock", "--warehose", "X"],
            "Unknown option '--warehose'. Did you mean '--warehouse'? See: tarima stock --help"
        ),
    ])
    func `a command or an option that does not exist is met with the nearest one`(
        arguments: [String],
        says: String
    ) throws {
        let room = try Stockroom()
        let outcome = try room.expectUnchanged { try room.runner.run(BuiltCommand.path(), arguments) }
        #expect(outcome.status == 64)
        #expect(outcome.said == ["tarima: " + says])
    }

    @Test func `a name of an item without events is known, and so is one that was undone`() throws {
        let room = try Stockroom()
        try room.write("items.csv", "sku,name\nNEW-7,Lamp\n")
        try room.tarima("items", "items.csv")
        #expect(try room.tarima("stock", "NEW-7").status == 0)
        #expect(try room.tarima("stock", "NEW-*").status == 0)
        try room.tarima("undo", "1")
        #expect(try room.tarima("stock", "MX-1").status == 0)
        #expect(try room.tarima("card", "MX-1").status == 0)
    }

    @Test func `the code of a source is met with what it stands for`() throws {
        let room = try Stockroom()
        try room.write(
            "codes.csv",
            "what,source,code,value\nsku,meli,ML-77,MX-1\nwarehouse,meli,FULL,MTY1\n"
        )
        try room.write(
            "sale.csv",
            "kind,source,document,sku,warehouse,quantity,occurred_at\nsale_shipped,meli,9,ML-77,FULL,1,2024-11-14\n"
        )
        try room.tarima("codes", "codes.csv")
        #expect(try room.tarima("import", "sale.csv").status == 0)
        let stock = try room.tarima("stock", "ML-77")
        #expect(stock.said == ["tarima: there is no SKU ML-77; did you mean MX-1?"])
        let full = try room.tarima("stock", "--warehouse", "FULL")
        #expect(full.said == ["tarima: there is no warehouse FULL; did you mean MTY1?"])
        try room.write("count.csv", "sku,quantity\nMX-1,90\n")
        #expect(
            try room.tarima("reconcile", "count.csv", "--warehouse", "FULL", "--at", "2024-11-20").status == 0
        )
    }

    @Test func `a pattern where one SKU is needed is met with the SKUs that it matches`() throws {
        let room = try Stockroom()
        try room.write("items.csv", "sku,name\nMX-2,Fan\nMX-3,Cup\nMX-4,Mug\n")
        try room.tarima("items", "items.csv")
        #expect(
            try room.tarima("card", "MX-*").said == [
                "tarima: one SKU is needed here, and MX-* is a pattern; it matches MX-1, MX-2, MX-3, ..."
            ]
        )
        #expect(try room.tarima("events", "--sku", "FAN*").said == ["tarima: no SKU matches FAN*"])
    }

    @Test func `a new warehouse may have its sources set, with a note`() throws {
        let room = try Stockroom()
        let outcome = try room.tarima("sources", "set", "mty1", "orders=meli")
        #expect(outcome.status == 0)
        #expect(outcome.said.first == "warning: there is no warehouse mty1; did you mean MTY1?")
        #expect(try room.tarima("sources", "set", "MTY1", "orders=meli").said.count == 1)
    }
}
