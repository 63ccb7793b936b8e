import Crypto
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
    func `the page loads nothing, runs only its search and escapes what it shows`(language: String) throws {
        let page = try page(room(), language)
        let scripts = page.matches(of: /<script>(?<text>[\s\S]*?)<\/script>/)
        #expect(scripts.count == 1)
        let hash = Data(SHA256.hash(data: Data((scripts.first?.text ?? "").utf8))).base64EncodedString()
        #expect(page.contains("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-\(hash)'"))
        #expect(page.components(separatedBy: "<script").count == 2)
        for forbidden in [
            "<img", "<b>", "http:", "https:", "src=", "url(", "@import", "<link", "{{",
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
            page.contains("11 units were sold, returns deducted; sell-through was 1.5% of the supply")
        )
        #expect(page.contains("about 5 units were lost to stock-outs"))
        #expect(page.contains("240 units of S-3 arrived 2.5 days after the start"))
        // The 8 units of B are 8 of 8, so the advice rests on one order only if that has at least ten.
        #expect(page.contains(">have 13 available next time<"))
        #expect(page.contains("890\u{A0}MXN"))
    }

    @Test func `a review is final only if the data reaches the end of the time for returns`() throws {
        let room = try room()
        let sold = "order_placed,D,MX-2,MTY1,1"
        func importSale(_ day: String) throws {
            try room.write("more.csv", "kind,document,sku,warehouse,quantity,occurred_at\n\(sold),\(day)\n")
            try #require(room.tarima("import", "more.csv").status == 0)
        }
        let early = try page(room, "en")
        #expect(early.contains("<p class=\"provisional\">Sales are known through 15 Nov 2025, 12:00 only"))
        #expect(!early.contains("Final: the time for returns is over."))
        try importSale("2026-03-01")
        let late = try page(room, "en")
        #expect(late.contains("<p class=\"soft\">Final: the time for returns is over.</p>"))
        #expect(!late.contains("Sales are known through"))
    }

    @Test func `drawings have titles, descriptions, axes and units`() throws {
        let page = try page(room(), "en")
        let drawings = page.matches(of: /<svg role="img" aria-labelledby="(?<ids>[^"]+)"/)
        #expect(drawings.count == 2)
        for drawing in drawings {
            for id in drawing.ids.split(separator: " ") { #expect(page.contains("id=\"\(id)\"")) }
        }
        #expect(page.contains("units a day in the promotion"))
        #expect(page.contains(">13 Nov</span>"))
        #expect(!page.contains("<text"))
    }

    @Test(arguments: [
        ["en", "Has not begun: it starts in", "on 13 Nov 2090."],
        ["es", "Aún no empieza: inicia en", "el 13 nov 2090."],
        ["zh", "尚未开始：", "（2090年11月13日）开始。"],
    ])
    func `a promotion that has not begun says so first, and shows what is ready`(expected: [String]) throws {
        let room = try room()
        let added = try room.tarima("promo", "add", "far", "--from", "2090-11-13", "--to", "2090-11-17")
        try #require(added.status == 0, "\(added)")
        let made = try room.tarima("report", "far", "--html", "far.html", "--language", expected[0])
        try #require(made.status == 0, "\(made)")
        let page = try String(contentsOfFile: room.path("far.html"), encoding: .utf8)
        #expect(page.contains(expected[1]) && page.contains(expected[2]))
        #expect(page.contains("737"))
        #expect(!page.contains("stock-outs-title"))
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

    /// Opens the page in a browser: it fits a phone and a desktop, something is drawn, no label lies on another or is cut
    /// off, and the search finds a position.
    @Test(
        .enabled(if: Browser.path != nil, "there is no chromium here"),
        arguments: [390, 768, 1280],
        ["en", "es", "zh"]
    )
    func `the page fits its screen`(width: Int, language: String) throws {
        let room = try room()
        _ = try page(room, language)
        // The page runs no script, so the frame around it measures its content.
        try room.write(
            "frame.html",
            """
            <!doctype html><title>waiting</title><iframe id="f" width="\(width)" height="900" src="page-\(language).html"></iframe>
            <script>addEventListener("load", () => { const d = document.getElementById("f").contentDocument;
            const field = d.getElementById("search"), rows = [...d.querySelectorAll("#all tbody tr")];
            field.value = "mx-2 MTY1"; field.dispatchEvent(new Event("input"));
            const boxes = [...d.querySelectorAll(".plot span")].map(s => s.getBoundingClientRect());
            const overlaps = boxes.filter((a, i) => boxes.some((b, j) => i < j && a.left < b.right && b.left < a.right
              && a.top < b.bottom && b.top < a.bottom)).length;
            const look = f.contentWindow, cut = [...d.querySelectorAll("td[data-label]")].filter(cell =>
              parseFloat(look.getComputedStyle(cell, "::before").width) > cell.clientWidth).length;
            document.title = "reaches " + d.documentElement.scrollWidth + " shows " + d.querySelectorAll("svg").length
              + " finds " + rows.filter(r => !r.hidden).length + " of " + rows.length
              + " (" + d.getElementById("found").textContent + ") overlaps " + overlaps + " cut " + cut; });</script>
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
            looked.output.firstMatch(
                of:
                    /<title>reaches (\d+) shows (\d+) finds (\d+) of (\d+) \((.*)\) overlaps (\d+) cut (\d+)</
            ),
            "\(looked)"
        )
        #expect((Int(seen.1) ?? .max) <= width)
        #expect(seen.2 == "2")
        #expect([seen.3, seen.4] == ["1", "2"])
        #expect(seen.5 == "1 / 2")
        #expect(seen.6 == "0")
        #expect(seen.7 == "0", "\(looked)")
        let shot = room.path("page.png")
        let drawn = try room.runner.run(
            browser,
            flags + [
                "--hide-scrollbars", "--window-size=\(width),900", "--screenshot=\(shot)",
                URL(fileURLWithPath: room.path("page-\(language).html")).absoluteString,
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
