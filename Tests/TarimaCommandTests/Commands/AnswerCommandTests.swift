import TestSupport
import Testing

/// Reports of stock and events.
@Suite struct AnswerCommandTests {
    /// Two SKUs in two warehouses, and one without stock left.
    private func stockedRoom() throws -> Stockroom {
        let room = try Stockroom()
        try room.write(
            "more.csv",
            Stockroom.header + """
                stock_received,GRN-2,MX-2,MTY1,7,2024-10-25
                stock_received,GRN-3,MX-1,GDL1,5,2024-10-26T01:00:00Z
                stock_received,GRN-4,ab,MTY1,1,2024-10-25
                sale_shipped,V-1,ab,MTY1,1,2024-10-27

                """
        )
        try #require(try room.tarima("import", "more.csv").status == 0)
        return room
    }

    private func places(_ outcome: CommandOutcome) throws -> [String] {
        let report = try PrintedReport(outcome)
        return report.rows.indices.map { row in
            [
                report.text(row, "sku"), report.text(row, "warehouse"),
                report.number(row, "on_hand").map { "\($0)" },
            ]
            .compactMap { $0 }.joined(separator: " ")
        }
    }

    @Test func `stock is listed by the bytes of sku, then warehouse`() throws {
        let room = try stockedRoom()
        #expect(
            try places(room.tarima("stock", "--format", "json")) == [
                "MX-1 GDL1 5", "MX-1 MTY1 97", "MX-2 MTY1 7",
            ]
        )
        let all = try room.tarima("stock", "--all", "--format", "json")
        #expect(try places(all) == ["MX-1 GDL1 5", "MX-1 MTY1 97", "MX-2 MTY1 7", "ab MTY1 0"])
    }

    @Test func `stock can be limited to one SKU, to a pattern, or to one warehouse`() throws {
        let room = try stockedRoom()
        #expect(try places(room.tarima("stock", "MX-2", "--format", "json")) == ["MX-2 MTY1 7"])
        #expect(
            try places(room.tarima("stock", "*-?", "--warehouse", "GDL1", "--format", "json")) == [
                "MX-1 GDL1 5"
            ]
        )
        let wrong = try room.tarima("stock", "mx-*", "--format", "json")
        #expect(wrong.status == 66 && wrong.output.isEmpty)
    }

    @Test func `stock by sku or by warehouse sums, and the totals stay the same`() throws {
        let room = try stockedRoom()
        let bySKU = try room.tarima("stock", "--by", "sku", "--format", "json")
        #expect(try places(bySKU) == ["MX-1 102", "MX-2 7"])
        let byWarehouse = try room.tarima("stock", "--by", "warehouse", "--format", "json")
        #expect(try places(byWarehouse) == ["GDL1 5", "MTY1 104"])
        for outcome in [bySKU, byWarehouse] {
            #expect(try PrintedReport(outcome).totals["on_hand"] as? Int == 109)
        }
    }

    @Test func `goods on the way are listed under their destination`() throws {
        let stock = try PrintedReport(Stockroom().tarima("stock", "--format", "json"))
        #expect(stock.text(0, "warehouse") == "MTY1")
        #expect(stock.number(0, "in_transit") == 0)
        #expect(stock.number(0, "released") == 3)
        #expect(stock.number(0, "incoming") == 3)
        #expect(stock.number(0, "available") == 95)
        #expect(stock.number(0, "allocated") == 2)
        #expect(stock.number(0, "on_hand") == 97)
    }

    @Test func `a date is the end of that business day, and an instant is exact`() throws {
        let room = try stockedRoom()
        func inGuadalajara(_ time: String) throws -> [String] {
            try places(room.tarima("stock", "--warehouse", "GDL1", "--as-of", time, "--format", "json"))
        }
        // 01:00 UTC is the evening before in Mexico City.
        #expect(try inGuadalajara("2024-10-25") == ["MX-1 GDL1 5"])
        #expect(try inGuadalajara("2024-10-24").isEmpty)
        #expect(try inGuadalajara("2024-10-26T01:00:00Z") == ["MX-1 GDL1 5"])
        #expect(try inGuadalajara("2024-10-26T00:59:59.999Z").isEmpty)
        let report = try PrintedReport(room.tarima("stock", "--as-of", "2024-10-25", "--format", "json"))
        #expect(report.members["as_of"] as? String == "2024-10-26T05:59:59.999Z")
    }

    @Test func `known-at leaves out what was recorded later`() throws {
        let room = try stockedRoom()
        let batches = try PrintedReport(room.tarima("batches", "--format", "json"))
        let first = try #require(batches.text(0, "recorded_at"))
        #expect(try places(room.tarima("stock", "--known-at", first, "--format", "json")) == ["MX-1 MTY1 97"])
        #expect(try places(room.tarima("stock", "--known-at", "2024-11-30", "--format", "json")).isEmpty)
    }

    @Test func `the card lists the events of a SKU with their origin`() throws {
        let card = try PrintedReport(Stockroom().tarima("card", "MX-1", "--format", "json"))
        let rows = card.rows.indices
        #expect(rows.map { card.number($0, "seq") } == [1, 2, 3, 4])
        #expect(rows.map { card.number($0, "available") } == [0, 0, 97, 95])
        #expect(rows.map { card.number($0, "on_hand") } == [0, 0, 97, 97])
        #expect(rows.map { card.number($0, "row") } == [2, 3, 4, 5])
        #expect(rows.allSatisfy { card.text($0, "file") == "receipts.csv" && card.number($0, "batch") == 1 })
        #expect(card.text(2, "from") == "S-1/released")
        #expect(card.text(2, "to") == "MTY1/available")
        #expect(card.text(2, "occurred_at") == "2024-10-22T06:00:00Z")
    }

    @Test func `a card from a day on still counts earlier events`() throws {
        let room = try stockedRoom()
        let card = try PrintedReport(
            room.tarima(
                "card",
                "MX-1",
                "--warehouse",
                "MTY1",
                "--from",
                "2024-11-13",
                "--to",
                "2024-11-13",
                "--format",
                "json"
            )
        )
        #expect(card.rows.count == 1)
        #expect(card.text(0, "kind") == "order_placed")
        #expect(card.number(0, "available") == 95)
        let wrong = try room.tarima("card", "NONE", "--format", "json")
        #expect(wrong.status == 66 && wrong.output.isEmpty)
    }

    @Test func `a card says what a reversal takes back, and can leave out both`() throws {
        let room = try Stockroom()
        try room.write("receipts.csv", Stockroom.receipts)
        try room.tarima("undo", "1")
        try room.tarima("import", "receipts.csv")
        let all = try PrintedReport(room.tarima("card", "MX-1", "--format", "json"))
        #expect(all.rows.count == 12)
        #expect(all.rows.indices.compactMap { all.number($0, "reverses") }.sorted() == [1, 2, 3, 4])
        let table = try room.tarima("card", "MX-1")
        #expect(table.lines[0].hasPrefix("seq  reverses  "))
        #expect(
            table.lines.last
                == "a reversal takes back the event with the number in reverses; --live leaves out both"
        )
        let live = try PrintedReport(room.tarima("card", "MX-1", "--live", "--format", "json"))
        #expect(live.rows.indices.map { live.number($0, "seq") } == [9, 10, 11, 12])
        #expect(live.rows.indices.map { live.number($0, "available") } == [0, 0, 97, 95])
        #expect(!(try room.tarima("card", "MX-1", "--live").output.contains("reverses")))
    }

    @Test func `columns that were asked for are the only ones, also of the totals`() throws {
        let room = try Stockroom()
        let lines = try room.tarima("stock", "--columns", "sku,available").lines
        #expect(lines == ["sku    available", "MX-1          95", "total         95"])
    }

    @Test func `events lists the log, and can be filtered`() throws {
        let room = try stockedRoom()
        func documents(_ outcome: CommandOutcome) throws -> [String] {
            let report = try PrintedReport(outcome)
            return report.rows.indices.compactMap { report.text($0, "document") }
        }
        try room.tarima("undo", "2")
        #expect(try documents(room.tarima("events", "--format", "json")).count == 12)
        #expect(
            try documents(room.tarima("events", "--live", "--format", "json"))
                == ["S-1", "24513746" + "4000123", "GRN-1", "2000004711"]
        )
        #expect(
            try documents(room.tarima("events", "--batch", "2", "--sku", "MX-2", "--format", "json")) == [
                "GRN-2"
            ]
        )
        #expect(
            try documents(room.tarima("events", "--kind", "sale_shipped", "--format", "json")) == [
                "V-1", "V-1",
            ]
        )
        #expect(
            try documents(
                room.tarima(
                    "events",
                    "--from",
                    "2024-10-26",
                    "--to",
                    "2024-10-31",
                    "--live",
                    "--format",
                    "json"
                )
            ).isEmpty
        )
        #expect(
            try documents(
                room.tarima(
                    "events",
                    "--warehouse",
                    "GDL1",
                    "--document",
                    "GRN-3",
                    "--to",
                    "2024-10-25",
                    "--format",
                    "json"
                )
            )
                == ["GRN-3", "GRN-3"]
        )
        let log = try PrintedReport(room.tarima("events", "--batch", "3", "--format", "json"))
        #expect(log.rows.indices.allSatisfy { log.text($0, "kind") == "reversal" })
        #expect(log.rows.indices.map { log.number($0, "reverses") } == [5, 6, 7, 8])
    }
}
