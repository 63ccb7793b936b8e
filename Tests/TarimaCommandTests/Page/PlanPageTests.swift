import Foundation
import TestSupport
import Testing

/// The page of a plan, and its section in the review, with names that contain markup.
@Suite struct PlanPageTests {
    private static let hostile = "<script>alert(1)</script>"

    /// A hostile SKU that sold 4 a day before the promotion and 20 a day in it, with a shipment and a cutoff.
    private func room() throws -> Stockroom {
        let room = try Stockroom.empty()
        var text = "kind,document,sku,warehouse,quantity,occurred_at,mode\n"
        text += "stock_received,G,\(Self.hostile),MTY1,300,2024-09-01,\n"
        for day in 14...30 { text += "sale_shipped,A\(day),\(Self.hostile),MTY1,4,2024-09-\(day)T10:00,\n" }
        for day in 13...17 { text += "sale_shipped,P\(day),\(Self.hostile),MTY1,20,2024-11-\(day)T10:00,\n" }
        for day in 1...30 {
            let date = "2025-09-\(day < 10 ? "0" : "")\(day)"
            text += "sale_shipped,B\(day),\(Self.hostile),MTY1,4,\(date)T10:00,\n"
        }
        text += "shipment_dispatched,S-9,\(Self.hostile),MTY1,12,2025-09-20,sea\n"
        try room.write("season.csv", text)
        try room.write("items.csv", "sku,name,carton_units\n\(Self.hostile),<b>Lamp,12\n")
        for arguments in [
            ["init"], ["import", "season.csv"], ["items", "items.csv"],
            ["promo", "add", "<b>fin-2024", "--from", "2024-11-13", "--to", "2024-11-17"],
            [
                "promo", "add", "<b>fin-2025", "--from", "2025-11-13", "--to", "2025-11-17", "--cutoff",
                "MTY1=2025-11-08",
            ],
        ] {
            let outcome = try room.runner.run(BuiltCommand.path(), arguments)
            try #require(outcome.status == 0, "\(outcome)")
        }
        return room
    }

    private func text(_ room: Stockroom, _ file: String) throws -> String {
        try String(contentsOfFile: room.path(file), encoding: .utf8)
    }

    @Test(arguments: ["en", "es", "zh"])
    func `the page loads nothing, runs nothing and escapes what it shows`(language: String) throws {
        let room = try room()
        let made = try room.tarima(
            "plan",
            "<b>fin-2025",
            "--as-of",
            "2025-09-30",
            "--html",
            "plan.html",
            "--language",
            language
        )
        #expect(made.status == 0 && made.output.isEmpty, "\(made)")
        let page = try text(room, "plan.html")
        for forbidden in [
            "<script", "<img", "<b>", "http:", "https:", "src=", "url(", "@import", "<link", "{{",
        ] {
            #expect(!page.contains(forbidden), "\(forbidden)")
        }
        #expect(page.contains("&lt;b&gt;fin-2025") && page.contains("&lt;b&gt;Lamp"))
        #expect(
            page.contains(
                ["en": "S-9 30 Oct – ", "es": "S-9 del 30 oct al ", "zh": "S-9 2025年10月30日至"][language] ?? "?"
            )
        )
        #expect(
            page.contains(
                ["en": "MTY1 8 Nov 2025", "es": "MTY1 8 nov 2025", "zh": "MTY1 2025年11月8日"][language] ?? "?"
            )
        )
        #expect(page.matches(of: /<svg role="img"/).count == 1)
        #expect(
            page.contains(
                [
                    "en": "<p>Figures as of 30 Sep 2025. Made by tarima.</p>",
                    "es": "<p>Cifras al 30 sep 2025. Generado con tarima.</p>",
                    "zh": "<p>数据截至2025年9月30日。由tarima生成。</p>",
                ][language] ?? "?"
            )
        )
    }

    @Test func `the review of a promotion ends with the recorded plan that learned from it`() throws {
        let room = try room()
        func review() throws -> String {
            let made = try room.tarima("report", "<b>fin-2024", "--html", "review.html")
            #expect(made.status == 0, "\(made)")
            return try text(room, "review.html")
        }
        #expect(try !review().contains("From the plan to the promotion"))
        let recorded = try room.tarima("plan", "<b>fin-2025", "--as-of", "2025-09-30", "--record")
        #expect(recorded.status == 0, "\(recorded)")
        let page = try review()
        #expect(page.contains("Plan for &lt;b&gt;fin-2025, as of 30 Sep 2025"))
        #expect(page.contains("From the plan to the promotion"))
        #expect(
            page.contains(
                "The plan&#39;s normal rate is that of the latest 30 days in stock outside promotions, the review&#39;s that "
                    + "of 16 Oct – 12 Nov 2024; so the two may differ."
            )
        )
        try room.expectSound()
    }
}
