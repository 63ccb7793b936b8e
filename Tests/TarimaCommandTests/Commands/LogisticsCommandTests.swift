import TestSupport
import Testing

@Suite struct LogisticsCommandTests {
    @Test func `slow movers have all their columns and name their formula`() throws {
        let report = try PrintedReport(
            Stockroom().tarima("slow-movers", "--as-of", "2025-03-01", "--format", "json")
        )
        #expect(report.rows.count == 1)
        #expect(
            report.rowKeys == [
                "sku", "name", "warehouse", "available", "on_hand", "oldest_age_days", "days_at_warehouse",
                "age_0_30",
                "age_31_60", "age_61_90", "age_91_180", "age_181_plus", "last_sold_at", "idle_days",
                "normal_per_day",
                "days_of_cover", "excess_units", "excess_value", "rules", "suggestion", "reason",
            ]
        )
        #expect(report.number(0, "age_91_180") == 97)
        #expect(report.number(0, "idle_days") == 108)
        #expect(report.rows[0]["rules"] as? [String] == ["idle", "dead"])
        #expect(report.text(0, "suggestion") == "mark_down")
        #expect(
            report.parameters["formula"] as? String
                == "excess_units = available - normal_per_day x 90, rounded down"
        )
        for (name, days) in [("normal_days", 30), ("promo_days", 45), ("remove_days", 180)] {
            #expect(report.parameters[name] as? Int == days)
        }
        #expect(try Stockroom().tarima("slow-movers", "--idle-days", "0").status == 64)
    }

    @Test func `shipments have all their columns, and those still open can be asked for`() throws {
        let room = try Stockroom()
        let report = try PrintedReport(room.tarima("shipments", "--format", "json"))
        #expect(
            report.rowKeys == [
                "shipment", "sku", "name", "mode", "forwarder", "warehouse", "dispatched", "released",
                "received",
                "damaged", "short", "open", "dispatched_at", "port_arrived_at", "inspected_at", "released_at",
                "warehouse_arrived_at", "received_at", "eta_first", "eta_last", "days_late", "pedimentos",
            ]
        )
        #expect(report.number(0, "open") == 3)
        #expect(report.rows[0]["pedimentos"] as? [String] == ["24  51  3746  4000123"])
        #expect(try PrintedReport(room.tarima("shipments", "--open", "--format", "json")).rows.count == 1)
        #expect(
            try PrintedReport(room.tarima("shipments", "--open", "--as-of", "2024-09-01", "--format", "json"))
                .rows
                .isEmpty
        )
    }

    @Test func `lead times show the values if they are few`() throws {
        let room = try Stockroom()
        let report = try PrintedReport(room.tarima("lead-times", "--by", "warehouse", "--format", "json"))
        #expect(report.text(0, "leg") == "dispatch-shelf")
        #expect(report.text(0, "warehouse") == "MTY1")
        #expect(report.number(0, "count") == 1)
        #expect(report.isNull(0, "p50"))
        #expect(report.rows[0]["values"] as? [Double] == [21])
        #expect(try room.tarima("lead-times", "--from", "2024-10-01").status == 64)
        #expect(
            try PrintedReport(
                room.tarima("lead-times", "--from", "2024-11-01", "--to", "2024-11-30", "--format", "json")
            ).rows.isEmpty
        )
    }
}
