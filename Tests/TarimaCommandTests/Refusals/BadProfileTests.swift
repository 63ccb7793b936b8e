import TestSupport
import Testing

/// Invalid profiles: each error names the place in the profile, and nothing is recorded.
@Suite struct BadProfileTests {
    private static let sound = """
        name: wms
        header: [Recibo, Articulo]
        constants: {kind: stock_received, warehouse: MTY1}
        columns:
          document: Recibo
          sku: Articulo
          quantity: Piezas
          occurred_at: Fecha

        """

    private static let file = "Recibo,Articulo,Piezas,Fecha\nR-1,MX-8,10,2024-10-05\n"

    struct Mistake: CustomTestStringConvertible, Sendable {
        let what: String
        let yaml: String
        /// The expected line and column.
        let place: String
        let says: String
        var testDescription: String { what }

        init(_ what: String, _ yaml: String, at place: String, says: String) {
            self.what = what
            self.yaml = yaml
            self.place = place
            self.says = says
        }

        /// A valid profile with a ninth line.
        init(_ what: String, adding line: String, at place: String, says: String) {
            self.init(what, sound + line + "\n", at: place, says: says)
        }
    }

    static let mistakes = [
        Mistake("a status without meaning", adding: "status: Estado", at: "9:9", says: "statuses"),
        Mistake(
            "meanings without a status",
            adding: "statuses: {Lista: [order_placed]}",
            at: "9:11",
            says: "status"
        ),
        Mistake(
            "a step that is none",
            adding: "status: Estado\nstatuses: {Lista: [order_plced]}",
            at: "10:20",
            says: "did you mean order_placed?"
        ),
        Mistake(
            "a time of no step",
            adding: "status: Estado\nstatuses: {Lista: [order_placed]}\ntimes: {order_shipped: Salida}",
            at: "11:9",
            says: "no status has the step order_shipped"
        ),
        Mistake(
            "times without statuses",
            adding: "times: {order_placed: Fecha}",
            at: "9:8",
            says: "statuses"
        ),
        Mistake(
            "a cumulative that is no flag",
            adding: "cumulative: often",
            at: "9:13",
            says: "true or false"
        ),
        Mistake("an open bracket", "name: [wms\n", at: "2:1", says: "not YAML"),
        Mistake("an open quote", "name: \"wms\nheader: [Recibo]\n", at: "3:1", says: "not YAML"),
        Mistake("a tab for indentation", "name: wms\n\theader: [Recibo]\n", at: "2:1", says: "tab"),
        Mistake(
            "an alias",
            "name: wms\nheader: &h [Recibo]\nidentity: *h\n",
            at: "3:11",
            says: "must not use YAML aliases"
        ),
        Mistake(
            "a list for a name",
            "name: wms\nheader: [Recibo]\ncolumns: { [sku]: Articulo }\n",
            at: "3:12",
            says: "expected a name"
        ),
        Mistake(
            "a pattern of thousands of characters",
            adding: "ignore: [{when: {Recibo: '\(String(repeating: "*a", count: 1000))'}}]",
            at: "9:26",
            says: "at most 500 characters"
        ),
        Mistake("an alias of nothing", "name: wms\nheader: *columns\n", at: "2:9", says: "alias"),
        Mistake(
            "two documents",
            "name: wms\nheader: [Recibo]\n---\nname: other\n",
            at: "3:1",
            says: "document"
        ),
        Mistake("nothing at all", "", at: "1:1", says: "name:"),
        Mistake("a list", "- name: wms\n", at: "1:1", says: "name:"),
        Mistake("no name", "header: [Recibo]\n", at: "1:1", says: "needs a name"),
        Mistake("no header", "name: wms\n", at: "1:1", says: "needs header"),
        Mistake(
            "a name that is no text",
            "name: {a: b}\nheader: [Recibo]\n",
            at: "1:7",
            says: "single value"
        ),
        Mistake(
            "an unknown word",
            adding: "colums: {sku: Articulo}",
            at: "9:1",
            says: "did you mean columns?"
        ),
        Mistake("a word twice", adding: "name: other", at: "9:1", says: "\"name\" appears twice"),
        Mistake(
            "a column twice",
            "name: wms\nheader: [Recibo]\ncolumns:\n  sku: Articulo\n  sku: Piezas\n",
            at: "5:3",
            says: "\"sku\" appears twice"
        ),
        Mistake(
            "an unknown column",
            "name: wms\nheader: [Recibo]\ncolumns:\n  documnt: Recibo\n",
            at: "4:3",
            says: "did you mean document?"
        ),
        Mistake(
            "an unknown constant",
            "name: wms\nheader: [Recibo]\nconstants: {knd: stock_received}\n",
            at: "3:13",
            says: "did you mean kind?"
        ),
        Mistake(
            "a constant kind that is none",
            "name: wms\nheader: [Recibo]\nconstants: {kind: stock_recieved}\n",
            at: "3:19",
            says: "did you mean stock_received?"
        ),
        Mistake(
            "a constant quantity that is none",
            "name: wms\nheader: [Recibo]\nconstants:\n  quantity: many\n",
            at: "4:13",
            says: "\"many\""
        ),
        Mistake("an unknown zone", adding: "time_zone: Mars/Olympus", at: "9:12", says: "Mars/Olympus"),
        Mistake("an unknown delimiter", adding: "text: {delimiter: slash}", at: "9:19", says: "semicolon"),
        Mistake("a quote of its own", adding: "text: {quote: '|'}", at: "9:15", says: "none"),
        Mistake("a header above the first row", adding: "text: {header_row: 0}", at: "9:20", says: "from 1"),
        Mistake("a date without a day", adding: "dates: [MM/yyyy]", at: "9:9", says: "dd/MM/yyyy"),
        Mistake("an unknown decimal sign", adding: "numbers: {decimal: dash}", at: "9:20", says: "comma"),
        Mistake(
            "one sign for two things",
            adding: "numbers: {decimal: comma, grouping: comma}",
            at: "9:10",
            says: "same"
        ),
        Mistake(
            "a case without events",
            adding: "events: [{when: {Recibo: R*}}]",
            at: "9:10",
            says: "needs record"
        ),
        Mistake(
            "a case of an unknown kind",
            adding: "events: [{record: {kind: stock_recieved}}]",
            at: "9:26",
            says: "did you mean stock_received?"
        ),
        Mistake(
            "an ignore rule without when",
            adding: "ignore: [{because: fees}]",
            at: "9:10",
            says: "needs when"
        ),
        Mistake(
            "a condition that is a list",
            adding: "ignore: [{when: [Recibo]}]",
            at: "9:17",
            says: "mapping"
        ),
        Mistake(
            "what cannot be negated",
            adding: "events: [{record: {negate: sku}}]",
            at: "9:28",
            says: "quantity"
        ),
        Mistake(
            "is not true or false",
            adding: "events: [{record: {skip_zero: maybe}}]",
            at: "9:31",
            says: "true or false"
        ),
    ]

    private func room() throws -> Stockroom {
        let room = try Stockroom()
        try room.write("wms.csv", Self.file)
        return room
    }

    @Test(arguments: mistakes)
    func `an error in a profile is reported with its line and column`(_ mistake: Mistake) throws {
        let room = try room()
        try room.write("wms.yaml", mistake.yaml)
        let outcome = try room.expectUnchanged {
            try room.tarima("import", "wms.csv", "--profile", "wms.yaml")
        }
        #expect(outcome.status == 65)
        #expect(outcome.said.count == 1, "\(outcome.speech)")
        #expect(
            outcome.said.first?.hasPrefix("tarima: wms.yaml:\(mistake.place): ") == true,
            "\(outcome.speech)"
        )
        #expect(outcome.speech.contains(mistake.says), "\(outcome.speech)")
    }

    @Test func `a profile without mistakes reads its file`() throws {
        let room = try room()
        try room.write("wms.yaml", Self.sound)
        #expect(try room.tarima("import", "wms.csv", "--profile", "wms.yaml").status == 0)
        let stock = try PrintedReport(room.tarima("stock", "MX-8", "--format", "json"))
        #expect(stock.number(0, "available") == 10)
        #expect(try PrintedReport(room.tarima("batches", "--format", "json")).text(1, "profile") == "wms")
    }

    @Test func `an unknown profile suggests the nearest name`() throws {
        let room = try room()
        let outcome = try room.expectUnchanged { try room.tarima("import", "wms.csv", "--profile", "tarma") }
        #expect(outcome.status == 66)
        #expect(outcome.said.count == 1)
        #expect(outcome.speech.contains("did you mean tarima?"))
        #expect(try room.tarima("profiles", "show", "tarma").status == 66)
    }

    @Test func `a missing profile file is an error`() throws {
        let room = try room()
        for name in ["nothing.yaml", "./nothing.yml"] {
            let outcome = try room.expectUnchanged { try room.tarima("import", "wms.csv", "--profile", name) }
            #expect(outcome.status == 66)
            #expect(outcome.said == ["tarima: there is no file \(name)"])
        }
    }

    @Test func `a profile that is not text is an error`() throws {
        let room = try room()
        try room.write("wms.yaml", bytes: Array(Self.sound.utf8) + [0xFF])
        let outcome = try room.expectUnchanged {
            try room.tarima("import", "wms.csv", "--profile", "wms.yaml")
        }
        #expect(outcome.status == 65)
        #expect(
            outcome.said == [
                "tarima: wms.yaml:9:1: the bytes FF are not UTF-8; save the profile as UTF-8"
            ]
        )
    }

    @Test(arguments: [
        ("\u{FEFF}", "\n", String.Encoding.utf8), ("\u{FEFF}", "\r\n", .utf8), ("", "\r\n", .utf8),
        ("\u{FEFF}", "\r\n", .utf16LittleEndian), ("\u{FEFF}", "\n", .utf16BigEndian),
        ("", "\n", .utf16LittleEndian), ("", "\n", .utf16BigEndian),
    ])
    func `a profile saved by any editor is read, and its errors have their place`(
        mark: String,
        lineEnd: String,
        encoding: String.Encoding
    ) throws {
        let room = try room()
        func write(_ yaml: String) throws {
            let text = mark + yaml.replacing("\n", with: lineEnd)
            try room.write("wms.yaml", bytes: Array(try #require(text.data(using: encoding))))
        }
        try write(Self.sound)
        let outcome = try room.tarima("profiles", "check", "wms.csv", "--profile", "./wms.yaml")
        #expect(outcome.status == 0, "\(outcome)")
        for (yaml, place) in [
            (Self.sound + "colums: {}\n", "9:1"), ("nam: x\n", "1:1"), ("name: \u{1}\n", "1:7"),
        ] {
            try write(yaml)
            let bad = try room.tarima("profiles", "check", "wms.csv", "--profile", "./wms.yaml")
            #expect(bad.said.first?.hasPrefix("tarima: ./wms.yaml:\(place): ") == true, "\(bad.speech)")
        }
    }

    @Test(
        arguments: [
            ("identity: [Recibos]", "\"Recibos\"", "did you mean Recibo?"),
            ("ignore: [{when: {Estado: Cancelado}}]", "\"Estado\"", "wms"),
            ("events: [{when: {Estado: Surtido}, record: {kind: stock_received}}]", "\"Estado\"", "wms"),
        ]
    )
    func `a profile with a column that the file lacks is reported once`(
        _ line: String,
        _ column: String,
        _ says: String
    ) throws {
        let room = try room()
        try room.write("wms.yaml", Self.sound + line + "\n")
        let outcome = try room.expectUnchanged {
            try room.tarima("import", "wms.csv", "--profile", "wms.yaml")
        }
        #expect(outcome.status == 65)
        #expect(outcome.said.count == 1)
        #expect(outcome.said.first?.hasPrefix("tarima: wms.csv:") == true)
        #expect(outcome.speech.contains(column) && outcome.speech.contains(says))
    }

    @Test func `a profile whose header the file lacks names what is missing`() throws {
        let room = try room()
        try room.write(
            "wms.yaml",
            Self.sound.split(separator: "Articulo]").joined(separator: "Articulo, Bodega]")
        )
        let outcome = try room.expectUnchanged {
            try room.tarima("import", "wms.csv", "--profile", "wms.yaml")
        }
        #expect(outcome.status == 65)
        #expect(outcome.said.count == 1)
        #expect(outcome.said.first?.hasPrefix("tarima: wms.csv:1: ") == true)
        #expect(outcome.speech.contains("Bodega"))
    }
}
