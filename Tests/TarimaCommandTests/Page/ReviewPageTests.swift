import Foundation
import TestSupport
import Testing

/// The review page of a promotion with everything: stock-outs, leftovers, late goods, names that contain markup.
@Suite struct ReviewPageTests {
    private static let hostile = "<script>alert(1)</script> \"><img src=x onerror=alert(1)>"

    private func room() throws -> Stockroom {
        let room = try Stockroom.empty()
        let name = Self.hostile.replacingOccurrences(of: "\"", with: "\"\"")
        try room.write(
            "season.csv",
            """
            kind,document,sku,warehouse,quantity,occurred_at,shipment,channel,amount,eta
            stock_received,G-1,"\(name)",MTY1,10,2025-11-01,,,,
            stock_received,G-1,MX-2,MTY1,500,2025-11-01,,,,
            order_placed,A,"\(name)",MTY1,2,2025-11-10,,meli,200.00,
            order_placed,B,"\(name)",MTY1,8,2025-11-13T12:00,,"\(name)",800.00,
            order_placed,C,MX-2,MTY1,3,2025-11-14,,meli,90.00,
            shipment_dispatched,S-3,"\(name)",MTY1,240,2025-10-01,,,,2025-11-10
            stock_received,G-2,"\(name)",MTY1,240,2025-11-15T12:00,S-3,,,

            """
        )
        try room.write("items.csv", "sku,name,unit_cost,currency\n\"\(name)\",\"\(name)\",50.00,MXN\n")
        for arguments in [
            ["init", "--currency", "MXN"], ["import", "season.csv"], ["items", "items.csv"],
            ["promo", "add", "Buen <b>Fin", "--from", "2025-11-13", "--to", "2025-11-17"],
        ] {
            let outcome = try room.runner.run(BuiltCommand.path(), arguments)
            try #require(outcome.status == 0, "\(outcome)")
        }
        return room
    }

    private func page(_ room: Stockroom, _ language: String) throws -> String {
        let file = "page-\(language).html"
        let outcome = try room.tarima("report", "Buen <b>Fin", "--html", file, "--language", language)
        try #require(outcome.status == 0, "\(outcome)")
        return try String(contentsOfFile: room.path(file), encoding: .utf8)
    }

    @Test(arguments: ["en", "es", "zh"])
    func `the page loads nothing, runs nothing and escapes what it shows`(language: String) throws {
        let page = try page(room(), language)
        for forbidden in [
            "<script", "<img", "<b>", "http:", "https:", "src=", "url(", "@import", "<link", "{{",
        ] {
            #expect(
                !page.replacingOccurrences(of: "&lt;img src=x", with: "").contains(forbidden),
                "\(forbidden)"
            )
        }
        #expect(page.contains("Buen &lt;b&gt;Fin"))
        #expect(page.contains("&lt;script&gt;alert(1)"))
    }

    @Test func `the first screen says what sold, what was lost, what is left and what came late`() throws {
        let page = try page(room(), "en")
        #expect(
            page.contains("11 units were sold, returns deducted; sell-through was 1.5\u{A0}% of the supply")
        )
        #expect(page.contains("about 5 units were lost to stock-outs"))
        #expect(page.contains("240 units of S-3 were received 3 days after the start"))
        #expect(page.contains("have 13 ready next time"))
        #expect(page.contains("Final: the time for returns is over."))
        #expect(page.contains("890.00 MXN"))
    }

    @Test func `drawings have titles, descriptions, axes and units`() throws {
        let page = try page(room(), "en")
        let drawings = page.matches(of: /<svg role="img" aria-labelledby="(?<ids>[^"]+)"/)
        #expect(drawings.count == 2)
        for drawing in drawings {
            for id in drawing.ids.split(separator: " ") { #expect(page.contains("id=\"\(id)\"")) }
        }
        #expect(page.contains(">units a day</text>"))
        #expect(page.contains(">day of the promotion</text>"))
    }

    @Test func `an unknown promotion and a missing folder are errors in one line`() throws {
        let room = try room()
        #expect(try room.tarima("report", "Hot Sale", "--html", "page.html").status == 66)
        #expect(!room.exists("page.html"))
        #expect(try room.tarima("report", "Buen <b>Fin", "--html", "none/page.html").status == 73)
        #expect(
            try room.tarima("report", "Buen <b>Fin", "--html", "page.html", "--language", "fr").status == 64
        )
    }

    /// Opens the page in a browser: it fits a phone and a desktop, and something is drawn.
    @Test(.enabled(if: Browser.path != nil, "there is no chromium here"), arguments: [390, 1280])
    func `the page fits its screen`(width: Int) throws {
        let room = try room()
        _ = try page(room, "en")
        // The page runs no script, so the frame around it measures its content.
        try room.write(
            "frame.html",
            """
            <!doctype html><title>waiting</title><iframe id="f" width="\(width)" height="900" src="page-en.html"></iframe>
            <script>addEventListener("load", () => { const d = document.getElementById("f").contentDocument;
            document.title = "reaches " + d.documentElement.scrollWidth + " shows " + d.querySelectorAll("svg").length; });</script>
            """
        )
        let browser = try #require(Browser.path)
        let flags = [
            "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
            "--user-data-dir=" + room.path("browser"),
        ]
        let looked = try room.runner.run(
            browser,
            flags + ["--dump-dom", URL(fileURLWithPath: room.path("frame.html")).absoluteString]
        )
        let seen = try #require(
            looked.output.firstMatch(of: /<title>reaches (\d+) shows (\d+)<\/title>/),
            "\(looked)"
        )
        #expect((Int(seen.1) ?? .max) <= width)
        #expect(seen.2 == "2")
        let shot = room.path("page.png")
        let drawn = try room.runner.run(
            browser,
            flags + [
                "--hide-scrollbars", "--window-size=\(width),900", "--screenshot=\(shot)",
                URL(fileURLWithPath: room.path("page-en.html")).absoluteString,
            ]
        )
        #expect(drawn.status == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: shot)).count > 20_000)
    }
}

/// A browser of this machine, if it has one.
enum Browser {
    static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
}
