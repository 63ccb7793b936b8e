import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// The events of lines of Shopify's orders, by what was sent and what was paid.
@Suite struct ShopifyOrdersTests {
    private static let header =
        "Name,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Created at,Lineitem quantity,"
        + "Lineitem name,Lineitem price,Lineitem sku,Lineitem fulfillment status,Cancelled at\n"
    private static let made = "2025-11-13 10:00:00 -0600"
    private static let sent = "2025-11-14 10:00:00 -0600"

    @discardableResult
    private func take(_ book: Book, _ rows: String, statedAt: String = "2025-11-15", skips: Bool = false)
        throws
        -> ImportResult
    {
        try book.importFile(Self.header + rows + "\n") {
            $0.file.values = [.warehouse: "MTY1", .statedAt: statedAt]
            $0.append.skipsRejected = skips
        }
    }

    /// One line: its order's financial status, when it was paid and sent, its own fulfilment, and when it was
    /// cancelled.
    private func line(_ financial: String, paid: String, sent: String, _ own: String, cancelled: String = "")
        -> String
    {
        "#1,\(financial),\(paid),,\(sent),MXN,\(Self.made),2,Lamp,250,LAMP,\(own),\(cancelled)"
    }

    private func stock(_ rows: String...) throws -> String {
        let book = try Book()
        try take(book, rows.joined(separator: "\n"))
        return try book.stock()
    }

    @Test func `a line that was put back on the shelf is promised no more`() throws {
        for financial in ["partially_refunded", "refunded", "pending", "voided"] {
            for files in [["pending", "restocked"], ["restocked", "pending"]] {
                let book = try Book()
                for own in files {
                    let status = own == "pending" ? "paid" : financial
                    let statedAt = own == "pending" ? "2025-11-15" : "2025-11-16"
                    try take(book, line(status, paid: Self.made, sent: "", own), statedAt: statedAt)
                }
                #expect(try book.stock() == "", "\(financial)")
            }
        }
    }

    @Test func `what was sent is gone, paid or not`() throws {
        for financial in [
            "pending", "authorized", "partially_paid", "paid", "refunded", "partially_refunded", "expired",
            "voided",
        ] {
            for own in ["fulfilled", ""] {
                let recorded = try stock(line(financial, paid: "", sent: Self.sent, own))
                #expect(recorded == "LAMP MTY1 available -2", "\(financial) \(own)")
            }
        }
    }

    @Test
    func `an order neither sent nor paid does not exist yet, and one refunded unsent no longer does`()
        throws
    {
        for financial in ["pending", "authorized", "partially_paid", "expired", "voided", "refunded"] {
            for own in ["pending", "unfulfilled", ""] {
                let recorded = try stock(line(financial, paid: "", sent: "", own))
                #expect(recorded == "", "\(financial) \(own)")
            }
        }
        for financial in ["paid", "partially_refunded"] {
            let open = try stock(line(financial, paid: Self.made, sent: "", "pending"))
            #expect(open == "LAMP MTY1 available -2 allocated 2")
            #expect(
                try stock(line(financial, paid: Self.made, sent: "", "pending", cancelled: Self.sent)) == ""
            )
        }
    }

    @Test func `a line's own fulfilment decides, not its order's`() throws {
        let recorded = try stock(
            "#2,paid,\(Self.made),partial,,MXN,\(Self.made),2,Lamp,250,LAMP,fulfilled,",
            "#2,,,,,,\(Self.made),1,Fan,250,FAN,pending,"
        )
        #expect(recorded == "FAN MTY1 available -1 allocated 1\nLAMP MTY1 available -2")
    }

    @Test func `an order paid after its dispatch was placed when it was made`() throws {
        let paid = "2025-11-20 10:00:00 -0600"
        let later = line("paid", paid: paid, sent: Self.sent, "fulfilled")
        for files in [[line("pending", paid: "", sent: Self.sent, "fulfilled"), later], [later]] {
            let book = try Book()
            for (index, file) in files.enumerated() { try take(book, file, statedAt: "2025-11-2\(index)") }
            let placed = try book.recorded([.kind, .occurredAt]).filter { $0.hasPrefix("order_placed") }
            #expect(placed.count == 1 && placed[0].hasPrefix("order_placed 2025-11-13T16"))
        }
        let book = try Book()
        try take(book, line("paid", paid: Self.sent, sent: "", "pending"))
        #expect(try book.recorded([.kind, .occurredAt])[0].hasPrefix("order_placed 2025-11-14T16"))
    }

    @Test func `an unknown status is refused with the words to add`() throws {
        for (financial, own) in [("chargeback", "fulfilled"), ("paid", "partial"), ("paid", "restocked")] {
            let book = try Book()
            let result = try take(book, line(financial, paid: Self.made, sent: "", own))
            #expect(result.append.isRefused)
            let problem = try #require(result.append.problems.first)
            #expect(problem.code == "unknown_status")
            #expect(problem.message.contains("\"\(financial)\" as Financial Status"))
            #expect(problem.message.contains("\"\(own)\" as Lineitem fulfillment status"))
        }
    }

    @Test
    func
        `tips, gift wrap, gift cards and carriage are no goods; other lines without an SKU are refused or wait`()
        throws
    {
        let book = try Book()
        let rows =
            ["Tip", "Gift wrap", "Shipping protection", "E-mail gift card"].map {
                "#1,,,,,,\(Self.made),1,\($0),5.96,,fulfilled,"
            } + ["#1,,,,,,\(Self.made),1,Anything,5.96,,not_eligible,"]
        let result = try take(
            book,
            ([line("paid", paid: Self.made, sent: Self.sent, "fulfilled")] + rows).joined(separator: "\n")
        )
        #expect(result.append.counts.ignored == 5)
        #expect(try book.stock() == "LAMP MTY1 available -2")
    }
}
