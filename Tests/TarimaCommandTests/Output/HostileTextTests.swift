import Foundation
import TestSupport
import Testing

/// A ledger whose texts are all hostile, and every report of it in every format.
@Suite struct HostileTextTests {
    /// Text that controls a terminal, a spreadsheet or a browser.
    enum Attack: String, CaseIterable {
        case terminal = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{9B}31m\u{202E}\u{2066}\u{7F}\u{8}"
        case spreadsheet = "=HYPERLINK(\"http://x\",\"y\")"
        case page = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;"
    }

    /// A stockroom whose texts all begin with the attack, followed by a letter that distinguishes them.
    private func room(_ attack: String) throws -> Stockroom {
        let room = try Stockroom.empty()
        func code(_ name: String) -> String {
            "\"" + (attack + name).replacingOccurrences(of: "\"", with: "\"\"") + "\""
        }
        try room.write(
            "goods.csv",
            """
            kind,source,document,line,sku,warehouse,quantity,occurred_at,shipment,order,channel,amount,currency,mode,forwarder,eta,tracking,reason,note,to_warehouse
            shipment_dispatched,\(code("src")),\(code("S")),,\(code("A")),\(code("W")),100,2025-10-01,,,,,,\(code("sea")),\(code("fw")),2025-10-20,,,\(code("n")),
            customs_released,\(code("src")),\(code("P")),,\(code("A")),\(code("W")),100,2025-10-20,\(code("S")),,,,,,,,,,\(code("n")),
            stock_received,\(code("src")),\(code("G")),\(code("1")),\(code("A")),\(code("W")),20,2025-11-01,\(code("S")),,,,,,,,,,\(code("n")),
            stock_received,\(code("src")),\(code("G")),\(code("2")),\(code("B")),\(code("W")),50,2025-08-01,,,,,,,,,,,,
            order_placed,\(code("src")),\(code("O")),\(code("1")),\(code("A")),\(code("W")),20,2025-11-13,,,\(code("ch")),4000.00,MXN,,,,,,,
            order_placed,\(code("src")),\(code("O")),\(code("2")),\(code("C")),\(code("W")),5,2025-11-14,,,\(code("ch")),10.00,MXN,,,,,,,
            order_shipped,\(code("src")),\(code("O")),\(code("1")),\(code("A")),\(code("W")),20,2025-11-14,,,,,,,,,\(code("t")),,,
            sale_voided,\(code("src")),\(code("O")),\(code("1")),\(code("A")),\(code("W")),1,2025-11-15,,,,,,,,,,\(code("r")),,
            return_received,\(code("src")),\(code("R")),,\(code("A")),\(code("W")),30,2025-11-20,,\(code("O")),,,,,,,,\(code("r")),,
            return_received,\(code("src")),\(code("Q")),,\(code("A")),\(code("W")),,2025-11-20,,\(code("none")),,,,,,,,\(code("r")),,
            stock_adjusted,\(code("src")),\(code("X")),,\(code("B")),\(code("W")),-2,2025-11-21,,,,,,,,,,\(code("r")),,
            stock_counted,\(code("src")),\(code("K")),,\(code("B")),\(code("W")),40,2025-11-22,,,,,,,,,,,,
            transfer_dispatched,\(code("src")),\(code("T")),,\(code("B")),\(code("W")),3,2025-11-23,,,,,,\(code("road")),,,,,,\(code("V"))
            order_placed,\(code("src")),\(code("Z")),,\(code("A")),\(code("W")),\(code("many")),2025-11-13,,,,,,,,,,,,

            """
        )
        try room.write(
            "items.csv",
            "sku,name,unit_cost,currency,nom\n\(code("A")),\(code("name")),-0,MXN,\(code("nom"))\n"
                + "\(code("B")),\(code("name")),50.00,MXN,\n"
        )
        try room.write(
            "codes.csv",
            "what,source,code,value,units\nsku,\(code("other")),\(code("kit")),\(code("A")),2\n"
        )
        try room.write("plan.csv", "sku,warehouse,forecast,stock_target\n\(code("A")),\(code("W")),30,40\n")
        let promotion = attack + "promo"
        for arguments in [
            ["init", "--currency", "MXN"], ["import", "goods.csv", "--skip-rejected"],
            ["items", "items.csv"],
            ["codes", "codes.csv"], ["sources", "set", attack + "W", "returns=\(attack)src"],
            ["promo", "add", promotion, "--from", "2025-11-13", "--to", "2025-11-17"],
            ["promo", "plan", promotion, "plan.csv"],
        ] {
            let outcome = try room.runner.run(BuiltCommand.path(), arguments)
            expectHarmless(outcome.speech + outcome.output, "\(arguments)")
            try #require(outcome.status == 0 || arguments[0] == "import", "\(arguments) \(outcome)")
        }
        return room
    }

    private static func reports(_ attack: String) -> [[String]] {
        [
            ["stock", "--all"], ["card", attack + "A"], ["events"], ["batches"], ["batches", "--coverage"],
            ["rejected"], ["items"], ["codes"], ["codes", "--missing"], ["sources"], ["promo", "list"],
            ["sell-through", "--promo", attack + "promo"],
            ["sell-through", "--promo", attack + "promo", "--by", "sku,channel"],
            ["slow-movers", "--as-of", "2026-06-01"], ["shipments"], ["lead-times", "--by", "forwarder"],
            ["reconcile"], ["exceptions"], ["verify"],
        ]
    }

    /// No control characters except line feed, and no bidirectional controls.
    private func expectHarmless(_ text: String, _ what: String) {
        let obeyed = text.unicodeScalars.first { scalar in
            switch scalar.value {
            case 0x0A: false
            case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
        #expect(obeyed == nil, "\(what): U+\(String(obeyed?.value ?? 0, radix: 16))")
    }

    @Test func `no report, message or JSON sends control characters to a terminal`() throws {
        let attack = Attack.terminal.rawValue
        let room = try room(attack)
        for report in Self.reports(attack) {
            for format in [[], ["--format", "json"]] {
                let outcome = try room.runner.run(BuiltCommand.path(), report + format)
                #expect(outcome.status == 0, "\(report): \(outcome.speech)")
                expectHarmless(outcome.output + outcome.speech, "\(report + format)")
            }
        }
    }

    @Test func `a message that quotes the command line, a name or a file sends no control characters`() throws
    {
        let attack = Attack.terminal.rawValue
        let room = try room(attack)
        let name = "\u{1B}[31m\u{202E}.csv"
        try room.write(name, "\(attack)1,\(attack)2\n1,2\n")
        try room.write("header.csv", "kind,document,\(attack)\n1,2,3\n")
        try room.write(
            "values.csv",
            """
            kind,source,document,line,sku,warehouse,quantity,occurred_at,stage,memo,currency,amount,pedimento
            \(attack)kind,s,\(attack)D,1,A,W,1,2025-11-13,,,,,
            stock_received,s,\(attack)D,1,A,W,\(attack)9,\(attack)then,\(attack)shelf,\(attack)yes,\(attack)C,\(attack)1,\(attack)p
            stock_received,\(attack)src,\(attack)G,\(attack)1,\(attack)A,\(attack)W,21,2025-11-01,,,,,

            """
        )
        try room.write("bad.yaml", "\(attack): [\n")
        try room.write(
            "worse.yaml",
            "name: \"\(attack.dropFirst(100))x\"\nheader: [a]\nevents: \"\u{1B}[0m\"\n"
        )
        for arguments in [
            ["import", name], ["import", "header.csv"], ["import", "values.csv"], ["import", attack],
            ["import", "header.csv", "--profile", "bad.yaml"],
            ["import", "header.csv", "--profile", "worse.yaml"],
            ["import", "goods.csv", "--profile", attack],
            ["import", "goods.csv", "--set", attack], ["import", "goods.csv", "--time-zone", attack],
            ["import", "goods.csv", "--as", "memo", "--source", attack], [attack], ["--\(attack)"],
            ["stock", "--as-of", attack], ["stock", attack + "*"], ["card", attack], ["undo", attack],
            ["promo", "add", attack, "--from", attack, "--to", attack], ["sell-through", "--promo", attack],
            ["report", attack, "--html", attack], ["report", attack + "promo", "--html", "no/\(attack)"],
            ["--ledger", attack, "stock"], ["--ledger", "goods.csv", "stock"], ["backup", "no/\(attack)"],
            ["init", "--time-zone", attack], ["template", attack], ["profiles", "show", attack],
            ["profiles", "check", name], ["record", attack, "--document", attack],
            ["shipment", attack, "--release"], ["shipment", attack + "S", "--eta", attack],
            ["sources", "set", attack, attack], ["items", name], ["codes", name],
            ["open", name, "--at", attack], ["reconcile", name], ["promo", "plan", attack + "promo", name],
            ["seal", "--key", name], ["seal", "--key", attack], ["verify", "--expect-head", attack],
            ["verify", "--seal", name, "--public-key", attack], ["help", attack],
        ] {
            let outcome = try room.runner.run(BuiltCommand.path(), arguments)
            #expect(outcome.signal == nil && outcome.status != 70, "\(arguments): \(outcome)")
            expectHarmless(outcome.output + outcome.speech, "\(arguments)")
        }
    }

    @Test func `no cell of a report is a formula`() throws {
        let attack = Attack.spreadsheet.rawValue
        let room = try room(attack)
        var guarded = 0
        for report in Self.reports(attack) {
            let outcome = try room.runner.run(BuiltCommand.path(), report + ["--format", "csv"])
            #expect(outcome.status == 0, "\(report): \(outcome.speech)")
            let cells = Self.cells(outcome.output)
            if cells.contains(where: { $0.hasPrefix("'=") }) { guarded += 1 }
            let formula = cells.first { cell in
                "=+-@".contains(cell.first ?? " ") && Double(cell) == nil
            }
            #expect(formula == nil, "\(report)")
        }
        #expect(guarded >= 15)
    }

    @Test func `the export is not guarded, and reads back unchanged`() throws {
        for attack in Attack.allCases {
            let room = try room(attack.rawValue)
            let export = try room.tarima("export").output
            #expect(Self.cells(export).contains(attack.rawValue + "A"), "\(attack)")
            let other = try Stockroom.empty()
            try other.write("export.csv", export)
            try other.tarima("init", "--currency", "MXN")
            #expect(try other.tarima("import", "export.csv").status == 0)
            #expect(
                try other.tarima("export").output.split(separator: "\n").sorted()
                    == export.split(separator: "\n").sorted()
            )
        }
    }

    @Test func `tables that are printed, filled in and returned keep their codes`() throws {
        let room = try room(Attack.spreadsheet.rawValue)
        let items = try room.tarima("items", "--format", "csv").output
        try room.write("again.csv", items)
        #expect(try room.tarima("items", "again.csv").said == ["already recorded"])
        let codes = try room.tarima("codes", "--format", "csv").output
        try room.write("again.csv", codes)
        #expect(try room.tarima("codes", "again.csv").said == ["already recorded"])
    }

    /// The tags of a page come from the template alone, whatever the texts are.
    @Test(arguments: ["en", "zh"])
    func `no text of a ledger becomes a tag of the page`(language: String) throws {
        func page(_ attack: String) throws -> String {
            let room = try room(attack)
            let outcome = try room.tarima(
                "report",
                attack + "promo",
                "--html",
                "page.html",
                "--language",
                language
            )
            try #require(outcome.status == 0, "\(outcome)")
            return try String(contentsOfFile: room.path("page.html"), encoding: .utf8)
        }
        func tags(_ page: String) -> [String] {
            page.matches(of: /<[^>]*>/).map { String($0.output) }
        }
        let plain = try page("plain")
        let hostile = try page(Attack.page.rawValue)
        #expect(tags(plain) == tags(hostile))
        #expect(hostile.contains("&lt;script&gt;"))
        let obeying = try page(Attack.terminal.rawValue)
        #expect(tags(plain) == tags(obeying))
        expectHarmless(obeying, "page")
    }

    /// The fields of a CSV by RFC 4180.
    private static func cells(_ csv: String) -> [String] {
        var cells: [String] = []
        var cell = ""
        var isQuoted = false
        var scalars = csv.unicodeScalars.makeIterator()
        var next = scalars.next()
        while let scalar = next {
            next = scalars.next()
            switch scalar {
            case "\"" where isQuoted && next == "\"":
                cell += "\""
                next = scalars.next()
            case "\"": isQuoted.toggle()
            case "," where !isQuoted, "\n" where !isQuoted:
                cells.append(cell)
                cell = ""
            default: cell.unicodeScalars.append(scalar)
            }
        }
        return cells
    }
}
