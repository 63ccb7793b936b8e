import TestSupport
import Testing

@Suite struct PromotionCommandTests {
    private func room() throws -> Stockroom {
        let room = try Stockroom()
        #expect(
            try room.tarima("promo", "add", "P", "--from", "2024-11-13", "--to", "2024-11-14").status == 0
        )
        return room
    }

    @Test func `promotions are added, listed, planned and removed`() throws {
        let room = try room()
        try room.write("plan.csv", "sku,warehouse,forecast,stock_target\nMX-1,MTY1,40,90\nMX-2,,3,\n")
        #expect(try room.tarima("promo", "plan", "P", "plan.csv").status == 0)
        let list = try PrintedReport(room.tarima("promo", "list", "--format", "json"))
        #expect(list.text(0, "name") == "P")
        #expect(list.number(0, "planned") == 2)
        let plan = try PrintedReport(room.tarima("promo", "plan", "P", "--format", "json"))
        #expect(plan.number(0, "forecast") == 40)
        #expect(plan.isNull(1, "warehouse"))
        #expect(try room.tarima("promo", "remove", "P").status == 0)
        #expect(try PrintedReport(room.tarima("promo", "--format", "json")).rows.isEmpty)
        try room.expectSound()
    }

    @Test func `an invalid promotion is refused in one line`() throws {
        let room = try room()
        for (arguments, status) in [
            (["add", "P", "--from", "2024-11-20", "--to", "2024-11-21"], Int32(64)),
            (["add", "Q", "--from", "2024-11-21", "--to", "2024-11-20"], 64),
            (["add", "Q", "--from", "2024-11-20", "--to", "2024-11-21", "--time-zone", "Mexico"], 64),
            (["add", "Q", "--from", "soon", "--to", "2024-11-21"], 64),
            (["remove", "Q"], 66),
        ] {
            let outcome = try room.runner.run(BuiltCommand.path(), ["promo"] + arguments)
            #expect(outcome.status == status, "\(outcome)")
            #expect(outcome.said.count == 1)
        }
        try room.write("plan.csv", "sku,forecast\nMX-1,many\nMX-1,-3\n")
        let refused = try room.tarima("promo", "plan", "P", "plan.csv")
        #expect(refused.status == 65)
        #expect(refused.said.first?.hasPrefix("plan.csv:2:forecast: ") == true)
    }

    @Test func `a sell-through has all its columns, and names its formula`() throws {
        let room = try room()
        let keys: Set = [
            "sku", "name", "warehouse", "opening", "received", "restocked", "transferred_out", "supply",
            "ordered",
            "cancelled", "sold", "returned", "net_sold", "other", "closing", "sell_through",
            "baseline_per_day",
            "promo_per_day", "uplift", "first_stockout_at", "out_of_stock_hours", "in_stock_hours",
            "missed_units",
            "days_of_cover", "forecast", "forecast_attained", "stock_target", "ready_units", "ready_share",
            "late_units", "revenue",
        ]
        let report = try PrintedReport(room.tarima("sell-through", "--promo", "P", "--format", "json"))
        #expect(report.rowKeys?.isSuperset(of: keys) == true)
        #expect(report.number(0, "opening") == 97)
        #expect(report.number(0, "ordered") == 2)
        #expect(report.number(0, "closing") == 95)
        #expect(report.rows[0]["sell_through"] as? Double == 0.0206)
        #expect(
            (report.parameters["formula"] as? String)?.hasPrefix("sell_through = sold / (opening") == true
        )
        let same = try PrintedReport(
            room.tarima(
                "sell-through",
                "--from",
                "2024-11-13",
                "--to",
                "2024-11-14",
                "--by",
                "warehouse",
                "--format",
                "json"
            )
        )
        #expect(same.number(0, "closing") == 95)
        #expect(same.rowKeys?.contains("sku") == false)
        let channels = try PrintedReport(
            room.tarima("sell-through", "--promo", "P", "--by", "channel", "--format", "json")
        )
        #expect(channels.isNull(0, "opening") && channels.isNull(0, "sell_through"))
        #expect(channels.number(0, "sold") == 2)
        #expect(try room.tarima("sell-through").status == 64)
        #expect(try room.tarima("sell-through", "--from", "2024-11-14", "--to", "2024-11-13").status == 64)
        #expect(try room.tarima("sell-through", "--promo", "Q").status == 66)
        #expect(try room.tarima("sell-through", "--promo", "P", "--by", "colour").status == 64)
    }
}
