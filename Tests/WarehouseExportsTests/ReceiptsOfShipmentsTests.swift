import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// A receipt that names no shipment, but whose document is the number of one, empties that shipment.
@Suite struct ReceiptsOfShipmentsTests {
    private static let header =
        "kind,source,document,line,sku,warehouse,quantity,occurred_at,shipment,to_warehouse\n"
    private static let dispatch =
        header + "shipment_dispatched,agent,SEA-1,,LAMP,MTY1,100,2026-10-03,,\n"
        + "customs_released,agent,SEA-1,,LAMP,MTY1,100,2026-10-20,SEA-1,\n"
    private static let receipt =
        header + "stock_received,wms,SEA-1,,LAMP,MTY1,60,2026-10-25,,\n"
        + "stock_received,wms,SEA-1,,LAMP,MTY1,30,2026-10-26,,\n"
        + "stock_received,wms,GRN-7,,LAMP,MTY1,8,2026-10-26,,\n"

    private func book(_ files: String...) throws -> Book {
        let book = try Book()
        for file in files { try book.importFile(file) }
        return book
    }

    /// The number of events in the log.
    private func events(_ book: Book) throws -> Int {
        var count = 0
        try book.ledger.forEachEvent(EventQuery()) { _, _ in count += 1 }
        return count
    }

    @Test func `the order of the files does not matter`() throws {
        for files in [[Self.dispatch, Self.receipt], [Self.receipt, Self.dispatch]] {
            let book = try book(files[0], files[1])
            #expect(try book.stock() == "LAMP MTY1 released 10 available 98")
            #expect(try book.isSound())
        }
        let one = try book(Self.dispatch + Self.receipt.dropFirst(Self.header.count))
        #expect(try one.stock() == "LAMP MTY1 released 10 available 98")
        #expect(try events(one) == 5)
        let reversed =
            Self.header
            + (Self.dispatch + Self.receipt).split(separator: "\n").reversed()
            .filter { !$0.hasPrefix("kind") }.map { $0 + "\n" }.joined()
        #expect(try book(reversed).stock() == "LAMP MTY1 released 10 available 98")
        #expect(try book(reversed).isSound())
    }

    @Test func `a receipt after its dispatch is one event, with the shipment`() throws {
        let book = try book(Self.dispatch, Self.receipt)
        #expect(try events(book) == 5)
        #expect(
            try book.recorded([.kind, .document, .shipment, .fromStage, .quantity]).suffix(3) == [
                "stock_received GRN-7 - - 8", "stock_received SEA-1 SEA-1 - 30",
                "stock_received SEA-1 SEA-1 - 60",
            ]
        )
    }

    @Test func `the same file is a duplicate before and after the shipment is known`() throws {
        for receipt in [
            Self.receipt, Self.header + "stock_received,wms,SEA-1,L1,LAMP,MTY1,60,2026-10-25,,\n",
        ] {
            let book = try book(receipt)
            #expect(try book.importFile(receipt).append.counts.recorded == 0)
            try book.importFile(Self.dispatch)
            let again = try book.importFile(receipt)
            #expect(again.append.counts.recorded == 0 && again.append.counts.conflicts == 0)
            #expect(again.append.batch == nil)
            let other = try self.book(Self.dispatch, receipt)
            #expect(try other.importFile(receipt).append.batch == nil)
            #expect(try other.stock() == book.stock())
        }
    }

    @Test func `without the dispatch the receipt is one of a supplier again`() throws {
        let book = try book(Self.receipt, Self.dispatch)
        try book.ledger.undo(batch: 2)
        #expect(try book.stock() == "LAMP MTY1 available 98")
        #expect(try book.ledger.exceptions().isEmpty)
        #expect(try book.isSound())
        try book.importFile(Self.dispatch)
        #expect(try book.stock() == "LAMP MTY1 released 10 available 98")
        let other = try self.book(Self.dispatch, Self.receipt)
        try other.ledger.undo(batch: 1)
        #expect(try other.stock() == "LAMP MTY1 available 98")
        #expect(try other.isSound())
    }

    @Test func `a receipt that was undone and imported again empties the shipment again`() throws {
        for files in [[Self.dispatch, Self.receipt], [Self.receipt, Self.dispatch]] {
            let whole = try book(files[0], files[1])
            for batch in [Int64(1), 2] {
                let book = try book(files[0], files[1])
                try book.ledger.undo(batch: batch)
                try book.importFile(files[Int(batch) - 1])
                #expect(try book.stock() == whole.stock())
                #expect(try book.liveEvents() == whole.liveEvents())
                #expect(try book.isSound())
            }
        }
    }

    @Test func `a file that states the receipt again keeps it, also if it brings the shipment`() throws {
        let both = Self.dispatch + Self.receipt.dropFirst(Self.header.count)
        let book = try book(Self.receipt, both)
        #expect(try book.stock() == "LAMP MTY1 released 10 available 98")
        try book.ledger.undo(batch: 1)
        #expect(try book.stock() == "LAMP MTY1 released 10 available 98")
        try book.ledger.undo(batch: 2)
        #expect(try book.stock() == "")
        #expect(try book.isSound())
        let other = try self.book(Self.receipt, both)
        try other.ledger.undo(batch: 2)
        #expect(try other.stock() == "LAMP MTY1 available 98")
        try other.ledger.undo(batch: 3)
        #expect(try other.stock() == "LAMP MTY1 released 10 available 98")
        #expect(try other.isSound())
    }

    @Test func `what was believed before stays`() throws {
        let book = try book(Self.receipt)
        let before = Book.now
        book.setNow(before.advanced(byMilliseconds: 3_600_000))
        try book.importFile(Self.dispatch)
        #expect(
            try book.stock(StockQuery(time: ReportTime(knownAt: before))) == "LAMP MTY1 available 98"
        )
        #expect(try book.stock() == "LAMP MTY1 released 10 available 98")
    }

    @Test func `a transfer is a shipment too, whatever the source of the receipt`() throws {
        let transfer = Self.header + "transfer_dispatched,wms,T-1,,LAMP,MTY1,20,2026-10-03,,CDMX\n"
        let receipt = Self.header + "stock_received,amazon,T-1,,LAMP,CDMX,20,2026-10-09,,\n"
        for files in [[transfer, receipt], [receipt, transfer]] {
            #expect(
                try book(files[0], files[1]).stock() == "LAMP CDMX available 20\nLAMP MTY1 available -20"
            )
        }
    }

    @Test func `a receipt at another warehouse than planned empties the shipment too`() throws {
        let receipt = Self.header + "stock_received,wms,SEA-1,,LAMP,CDMX,100,2026-10-25,,\n"
        for files in [[Self.dispatch, receipt], [receipt, Self.dispatch]] {
            #expect(try book(files[0], files[1]).stock() == "LAMP CDMX available 100")
        }
    }

    @Test func `a receipt that names another shipment than its document is of that one`() throws {
        let named = Self.header + "stock_received,wms,SEA-1,L1,LAMP,MTY1,60,2026-10-25,AIR-2,\n"
        let bare = Self.header + "stock_received,wms,SEA-1,L1,LAMP,MTY1,60,2026-10-25,,\n"
        let expected = "LAMP MTY1 released 40 available 60"
        for files in [
            [Self.dispatch, named, bare], [bare, named, Self.dispatch], [bare, Self.dispatch, named],
        ] {
            let book = try book(files[0], files[1], files[2])
            #expect(try book.stock() == expected)
            #expect(try book.recorded([.shipment, .line]).contains("AIR-2 L1"))
            #expect(try book.isSound())
        }
    }

    @Test func `goods that arrive twice are listed`() throws {
        let other = Self.header + "stock_received,wms,GRN-9,,LAMP,MTY1,60,2026-10-25,SEA-1,\n"
        for files in [[Self.dispatch, Self.receipt, other], [other, Self.receipt, Self.dispatch]] {
            let book = try book(files[0], files[1], files[2])
            let found = try book.ledger.exceptions().filter { $0.code == .overReceipt }
            #expect(found.map(\.quantity) == [50])
        }
    }

    @Test
    func `an export of the ledger states the document only, and an empty ledger reads the same from it`()
        throws
    {
        let book = try book(Self.dispatch, Self.receipt)
        let export = try book.liveEvents()
        #expect(!export.contains("60,2026-10-25T06:00:00Z,available,released"))
        let copy = try self.book(book.export())
        #expect(try copy.stock() == book.stock())
        #expect(try copy.liveEvents() == export)
        #expect(try events(copy) == 5)
        #expect(try book.importFile(book.export()).append.batch == nil)
    }

    @Test func `codes that stand for others keep the shipment`() throws {
        let kit = [
            CodeMapping(
                .sku,
                source: "wms",
                code: "LAMP",
                components: [.init(value: "BULB"), .init(value: "STAND", units: 2)]
            )
        ]
        let early = try Book()
        try early.ledger.declare(codes: kit)
        for file in [Self.dispatch, Self.receipt] { try early.importFile(file) }
        for files in [[Self.dispatch, Self.receipt], [Self.receipt, Self.dispatch]] {
            let book = try book(files[0], files[1])
            try book.ledger.declare(codes: kit)
            #expect(try book.stock() == early.stock())
            #expect(try book.liveEvents() == early.liveEvents())
            #expect(try book.isSound())
        }
    }

    @Test func `receipts among many rows are found, and the others are still read many at a time`() throws {
        var rows = ""
        for number in 0..<300 {
            rows += "stock_received,wms,GRN-\(number),,LAMP,MTY1,1,2026-10-25,,\n"
            if number == 40 || number == 41 {
                rows += "stock_received,wms,SEA-1,,LAMP,MTY1,\(number),2026-10-25,,\n"
            }
        }
        let file = Self.header + rows
        for files in [[Self.dispatch, file], [file, Self.dispatch]] {
            let book = try book(files[0], files[1])
            #expect(try book.stock() == "LAMP MTY1 released 19 available 381")
            #expect(try book.importFile(file).append.batch == nil)
            #expect(try book.isSound())
        }
    }
}
