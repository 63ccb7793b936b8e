import Foundation
import TestSupport
import Testing
import WarehouseExports

@testable import TarimaCommand

/// Help, messages and tables in three languages.
@Suite struct PhraseTests {
    private static let translated: [Language] = [.spanish, .chinese]

    /// The English phrases of a language's file with their translations.
    private func file(_ language: Language) throws -> (titles: [String: String], phrases: [String: String]) {
        let text = try RunnableDocument.text(
            "Sources/TarimaCommand/Language/Phrases/\(language.rawValue).txt"
        )
        var (titles, phrases, english) = ([String: String](), [String: String](), "")
        for line in text.split(separator: "\n") {
            if line.hasPrefix("@") {
                let equals = try #require(line.firstRange(of: " = "))
                titles[String(line[..<equals.lowerBound].dropFirst())] = String(line[equals.upperBound...])
            } else if line.hasPrefix("\t") {
                #expect(phrases[english] == nil, "twice: \(english)")
                phrases[english] = String(line.dropFirst())
            } else {
                english = String(line)
            }
        }
        return (titles, phrases)
    }

    /// The source files of the command, without the review page.
    private func sources() throws -> [(name: String, text: String)] {
        let folder = RunnableDocument.root.appendingPathComponent("Sources/TarimaCommand")
        return try ["Commands", "Demo", "Language", "Options", "Output", "Process"].flatMap { part in
            let folder = folder.appendingPathComponent(part)
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter {
                $0.hasSuffix(".swift")
            }.map { ($0, try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)) }
        }
    }

    @Test func `the languages have the same phrases, and each translation uses the values of its English`()
        throws
    {
        let (spanish, chinese) = (try file(.spanish), try file(.chinese))
        #expect(Set(spanish.phrases.keys) == Set(chinese.phrases.keys))
        #expect(Set(spanish.titles.keys) == Set(chinese.titles.keys))
        for (english, text) in spanish.phrases.map({ $0 }) + chinese.phrases.map({ $0 }) {
            let values = english.matches(of: #/\{[#w]?\}/#).count
            for match in text.matches(of: #/\{(\d+)\}/#) {
                #expect(Int(match.1).map { $0 < values } ?? false, "\(english)\n\(text)")
            }
            #expect(!text.isEmpty)
        }
    }

    @Test(arguments: translated)
    func `every column has a title, and none is so wide that it takes room from others`(language: Language)
        throws
    {
        let titles = try file(language).titles
        var keys = Set(EventColumns.canonical.map(\.column.key)).union(ItemColumn.all.map(\.name))
        for source in try sources() {
            for match in source.text.matches(
                of: #/\.(?:words|figures)\(\s*"([a-z0-9_]+)"(?:, title: "([^"]+)")?/#
            ) {
                keys.insert(String(match.2 ?? match.1))
            }
        }
        let hidden = Set(ItemColumn.all.map(\.name)).subtracting([
            "sku", "name", "unit_cost", "currency", "category", "noms",
        ])
        #expect(keys.count > 150)
        #expect(keys.subtracting(hidden).subtracting(titles.keys).sorted() == [])
        // The keys of the pages have a dot.
        for (key, title) in titles where !key.contains(".") {
            #expect(DisplayWidth.of(title) <= 18, "\(key): \(title)")
        }
    }

    /// What is only a part of a phrase, with the phrases that it becomes.
    private static let parts: [String: [String]] = [
        "adds up": ["profile {} adds up a column \"{}\" that the file does not have"],
        "profile {} {} a column \"{}\" that the file does not have": [
            "profile {} adds up a column \"{}\" that the file does not have",
            "profile {} joins a column \"{}\" that the file does not have",
        ],
        "column {} is": ["the column {} is missing"],
        "columns {} are": ["the columns {} are missing"],
        "the {} missing": ["the column {} is missing", "the columns {} are missing"],
        "the bytes {} are": ["the bytes {} are not {}"],
        "this is": ["this is not {}"],
        "the sums but not in the log": [
            "{} day={} route={} before_opening={} units={} events={} is in the sums but not in the log"
        ],
        "the log but not in the sums": [
            "{} day={} route={} before_opening={} units={} events={} is in the log but not in the sums"
        ],
        "the largest quantity of SKU {} is {} units in event {} of batch {}": [
            "the largest quantity of SKU {} is {} units in event {} of batch {}. If it was mistyped, undo batch {}"
        ],
        "this computer's clock says {}": ["this computer's clock says {}, before this program was made"],
        "{}, before this program was made": ["this computer's clock says {}, before this program was made"],
        "{}, {} before the ledger was made (at {})": [
            "this computer's clock says {}, {} before the ledger was made (at {})"
        ],
        "{}, {} after the ledger was made (at {})": [
            "this computer's clock says {}, {} after the ledger was made (at {})"
        ],
        "was released": [
            "{} of {} was released at {}, before it was dispatched at {}; correct one of the dates",
            "{} of {} was released at {}, before it was at the port at {}; correct one of the dates",
        ],
        "was received": [
            "{} of {} was received at {}, before it was dispatched at {}; correct one of the dates",
            "{} of {} was received at {}, before it was at the warehouse's door at {}; correct one of the dates",
        ],
        "{} is not an exception": ["{} is not an exception; write one of {}"],
        "{} of batch {} {}: ": [
            "{} of batch {} stays: batch {} states it too", "{} of batch {} stay: batches {} state them too",
        ],
        "batch {} states": ["{} of batch {} stays: batch {} states it too"],
        "batches {} state": ["{} of batch {} stays: batches {} state it too"],
        "{} of {} ({}%) {} read one by one": [
            "{}: {} of {} ({}%) was read one by one", "{}: {} of {} ({}%) were read one by one",
        ],
        "more problem": ["1 more problem", "{} more problems"],
        "more warning": ["1 more warning", "{} more warnings"],
        "{} as {}": ["\"{}\" as {}"],
        "{} is {}": ["the service is {}", "the share of the first order is {}"],
        "{} of {} {}": ["{} of {} of {} have not arrived"],
        "second order": ["1 second order", "{} second orders"],
        "run on, and its stack is too small (ulimit -s)": [
            "no thread could be started to run on, and its stack is too small (ulimit -s)"
        ],
    ]

    /// What is the same in all languages.
    private static let unsaid: [(why: String, texts: Set<String>)] = [
        (
            "texts of SQLite and of PostgreSQL, which are compared or shown",
            [
                "{}: {} (SQLite {})", "SQLite format 30", "SQLite format 3", "not an error",
                "unsupported file format",
                "integer overflow", "authentication failed", "no password supplied",
                "permission denied for database", "role \"", "does not exist",
            ]
        ),
        (
            "values that are recorded, or names in a file",
            [
                "count {}", "count {} {}{}{}", "count: {}, book: {}", " after batch ", "opening {} {}",
                "{} of {}", "{} {} of {}: {}", "See '", "epoch seconds", "epoch milliseconds",
                "known by its columns", "default {}-{}", ", sku {}",
                "move: month={} sku={}",
            ]
        ),
        ("formulas of columns", ["available + allocated", "difference = asserted - book"]),
        (
            "what to type",
            [
                "number or file", "promotion or day", "--encoding {}", "profiles check",
                "promo plan NAME FILE",
                "promo plan PROMOTION", "plan PROMO --traffic FILE",
            ]
        ),
    ]

    @Test(arguments: translated)
    func `every message of the libraries and of the command has a translation`(language: Language) throws {
        let phrases = Phrases(language)
        let coverage = PhraseCoverage(phrases.english)
        let said = try SaidTexts().lines
        #expect(said.count > 4000)
        let unsaid = Self.unsaid.reduce(into: Set<String>()) { $0.formUnion($1.texts) }
        var missing: [String] = []
        for (file, text) in said where !unsaid.contains(text) && PhraseCoverage.isSaid(text) {
            let lacking = coverage.lacking(text)
            missing += lacking.filter { Self.parts[$0] == nil }.map { "\(file): \($0)" }
            guard lacking.isEmpty, let example = coverage.example(of: text) else { continue }
            let words = PhraseCoverage.englishWords(in: phrases.text(example))
            if !words.isEmpty { missing.append("\(file): \(phrases.text(example)) \(words)") }
        }
        #expect(missing == [])
        // Nothing is excused that nobody says, and every part has its whole.
        let texts = Set(said.map(\.text))
        #expect(unsaid.subtracting(texts).sorted() == [])
        for (part, wholes) in Self.parts {
            let pattern = try #require(PhrasePattern(Array("{}\(part){}".utf8)[...], []))
            for whole in wholes {
                #expect(coverage.has(whole), "\(whole)")
                #expect(pattern.values(in: Array(whole.utf8)) != nil, "\(part)\n\(whole)")
            }
        }
    }

    @Test func `a message without a phrase is found, also in a value of another and beside a known one`() {
        func texts(_ source: String) -> [String] { SwiftLiterals.templates(of: source) }
        #expect(
            texts(
                #""\(name) has \(isOne ? "one row too many" : "\(count) rows too many"); remove " + "them""#
            )
                == ["{} has {}; remove them", "one row too many", "{} rows too many"]
        )
        #expect(
            texts("// \"a comment\"\nlet x = \"a text\" + y + \"more of it\"") == ["a text", "more of it"]
        )
        let coverage = PhraseCoverage([
            "{} is damaged ({})", "run verify", "{} is cut off", "recorded {} as batch {}, row {}",
        ])
        #expect(coverage.lacking("{}:{}: {} is damaged ({}); run verify") == [])
        #expect(coverage.lacking("{} is damaged ({}); restore a backup") == ["restore a backup"])
        #expect(coverage.lacking("{} is lost; run verify") == ["{} is lost"])
        #expect(coverage.lacking("tarima: the ledger: run verify now") == ["the ledger: run verify now"])
        // Parts, and texts that only look like parts.
        #expect(coverage.lacking("is cut off") == [])
        #expect(coverage.lacking(", row {}") == [])
        #expect(coverage.lacking(", line {}") == [", line {}"])
        #expect(coverage.lacking("as batch {}") == ["as batch {}"])
        #expect(PhraseCoverage.englishWords(in: "el libro is damaged \"by the sea\" --from") == ["is"])
        for query in ["SELECT max(id) FROM batch", " AND units <> 0", "sku = ?", "sku, route, quantity"] {
            #expect(SaidTexts.isQuery(query))
        }
        for sentence in ["the database has no Citus; run CREATE EXTENSION citus", "name it, or remove it"] {
            #expect(!SaidTexts.isQuery(sentence))
        }
    }

    @Test(arguments: translated)
    func `every text of the help is translated`(language: Language) throws {
        func texts(_ language: String) throws -> [String] {
            var room = try Stockroom.empty()
            room.runner.environment["LC_ALL"] = language
            let dump = try room.tarima("--experimental-dump-help")
            var found: [String] = []
            func collect(_ value: Any) {
                if let members = value as? [String: Any] {
                    for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                        if ["abstract", "discussion"].contains(key), let text = member as? String {
                            found.append(text)
                        } else {
                            collect(member)
                        }
                    }
                } else if let members = value as? [Any] {
                    for member in members { collect(member) }
                }
            }
            collect(try JSONSerialization.jsonObject(with: Data(dump.output.utf8)))
            return found
        }
        let (english, spoken) = (try texts("C"), try texts("\(language.rawValue)_XX.UTF-8"))
        try #require(english.count == spoken.count)
        #expect(english.count > 300)
        let own = ["Show the version.", "Show help information.", "Show subcommand help information."]
        for (english, spoken) in zip(english, spoken) where !own.contains(english) {
            let lines = zip(english.split(separator: "\n"), spoken.split(separator: "\n"))
            for (english, spoken) in lines where english.contains(" ") && !english.hasPrefix(" ") {
                #expect(english != spoken)
            }
        }
    }

    @Test func `the language is that of the option, else that of the environment`() {
        func language(_ words: [String], _ environment: [String: String] = [:]) -> Language {
            SpokenLanguage.chosen(words) { environment[$0] }
        }
        #expect(language(["stock"]) == .english)
        #expect(language(["stock"], ["LANG": "es_MX.UTF-8"]) == .spanish)
        #expect(language(["stock"], ["LANG": "es_MX.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"]) == .chinese)
        #expect(language(["stock"], ["LC_ALL": "C", "LANG": "es_MX"]) == .english)
        #expect(language(["stock"], ["LC_ALL": "", "LANG": "es"]) == .spanish)
        #expect(language(["--language", "zh", "stock"], ["LANG": "es"]) == .chinese)
        #expect(language(["stock", "--language=zh"]) == .chinese)
        #expect(language(["report", "p", "--language", "zh"]) == .chinese)
        #expect(language(["--language", "es", "report", "p", "--language", "zh"]) == .chinese)
        #expect(language(["--ledger", "report", "stock", "--language", "zh"]) == .chinese)
        #expect(
            SpokenLanguage.ordered(["--ledger", "x", "stock", "--language", "zh", "--all"])
                == ["--language", "zh", "--ledger", "x", "stock", "--all"]
        )
    }

    @Test func `a phrase is translated with its values, and a text without a phrase stays`() {
        let (spanish, chinese) = (Phrases(.spanish), Phrases(.chinese))
        #expect(spanish.text("recorded 3 items as batch 7") == "se registró 3 artículos como lote 7")
        #expect(chinese.text("recorded 1 item as batch 7") == "已将 1 个商品记录为批次 7")
        #expect(
            spanish.text("tarima: there is no command stok; did you mean stock? See: tarima --help")
                == "tarima: no existe el comando stok; ¿quiso decir stock? Vea: tarima --help"
        )
        #expect(
            spanish.text(
                "a.csv:3:quantity: \"1e3\" is not a whole number; write digits only, such as 40 or -3"
            )
                == "a.csv:3:quantity: \"1e3\" no es un número entero; escriba solo dígitos, como 40 o -3"
        )
        #expect(
            spanish.text("tarima: there is no ledger at x; create one with: tarima --ledger x init")
                == "tarima: no hay un libro en x; créelo con: tarima --ledger x init"
        )
        // What is wrong and what to do, after a place with blanks in it.
        #expect(
            spanish.text("tarima: a b.yaml:3:5: a table of items needs sku; name its column under columns")
                == "tarima: a b.yaml:3:5: una tabla de items requiere sku; nombre su columna en columns"
        )
        #expect(
            chinese.text("tarima: a b.xlsx [Hoja 1]:5: xl/sheet1.xml is cut off")
                == "tarima: a b.xlsx [Hoja 1]:5: xl/sheet1.xml 不完整"
        )
        // Not the value "tarima: the path of the ledger" of "{} is empty".
        #expect(
            spanish.text("tarima: the path of the ledger is empty") == "tarima: la ruta del libro está vacía"
        )
        #expect(spanish.text("tarima: a b.csv is empty") == "tarima: a b.csv está vacío")
        // Values that are texts themselves.
        #expect(
            spanish.text(
                "3 units of MX-1 more than were dispatched arrived with S-9 (a b.csv:3 in batch 2, 4 more, by hand in batch "
                    + "3); check the count, or close it with a negative shipment_short"
            )
                == "de MX-1 llegaron 3 unidades más de las enviadas con S-9 (a b.csv:3 del lote 2, 4 más, a mano del lote 3); "
                + "revise el conteo, o ciérrelo con un shipment_short negativo"
        )
        #expect(
            chinese.text(
                "this computer's clock says 2026, 3 years before the last batch (batch 7, recorded at 2029); nothing was "
                    + "recorded. Set the clock and try again"
            ) == "本机时钟为 2026，比上一批次早 3 年（批次 7，记录于 2029）；未作任何记录。请校正时钟后重试"
        )
        #expect(
            spanish.text("x is damaged (file is not a database); restore a backup, or run verify")
                == "x está dañado (file is not a database); restaure un respaldo, o ejecute verify"
        )
        #expect(
            spanish.text("expected a name, found a list or a mapping; quote a text that begins with [ or {")
                == "se esperaba un nombre y hay una lista o un mapa; ponga entre comillas un texto que empieza con [ o {"
        )
        // A phrase with both, and what to type.
        #expect(
            spanish.text(
                "tarima: x starts on 2026, which is not after 2027; plan it as of an earlier day; add --as-of DAY"
            )
                == "tarima: x empieza el 2026, que no es posterior a 2027; planéela desde un día anterior; agregue --as-of DÍA"
        )
        #expect(
            spanish.text(
                "tarima: The value 'fr' is invalid for '--language <language>'. Please provide one of 'en', 'es' or 'zh'; see: "
                    + "tarima --help"
            )
                == "tarima: el valor 'fr' no es válido para '--language <language>'; dé uno de 'en', 'es' o 'zh'; vea: "
                + "tarima --help"
        )
        #expect(
            chinese.text("next: tarima shipments --open, then: tarima shipment NUMBER --close --at DAY")
                == "下一步：tarima shipments --open，然后：tarima shipment 货件号 --close --at 日期"
        )
        // Names with the words of phrases.
        #expect(spanish.text("wrote Start") == "se escribió Start")
        #expect(spanish.text("wrote Only this SKU.html") == "se escribió Only this SKU.html")
        #expect(spanish.text("something that nobody says") == "something that nobody says")
        #expect(spanish.text("{} %@ \u{0}") == "{} %@ \u{0}")
        #expect(Phrases.english.text("recorded 3 items as batch 7") == "recorded 3 items as batch 7")
    }

    @Test func `tables, errors and help are in the language, and what programs read is not`() throws {
        var room = try Stockroom()
        let (csv, json) = (
            try room.tarima("stock", "--format", "csv"), try room.tarima("stock", "--format", "json")
        )
        room.runner.environment["LC_ALL"] = "es_MX.UTF-8"
        #expect(
            try room.tarima("stock").output.hasPrefix("SKU    almacén  en tránsito  liberado  disponible")
        )
        #expect(try room.tarima("stock", "--format", "csv").output == csv.output)
        #expect(try room.tarima("stock", "--format", "json").output == json.output)
        #expect(try room.tarima("stock", "--columns", "disponible, sku").output.hasPrefix("disponible  SKU"))
        #expect(try room.tarima("stok").speech.contains("no existe el comando stok"))
        #expect(try room.tarima("import", "none.csv").speech.contains("no existe el archivo none.csv"))
        #expect(try room.tarima("stock", "--zebra").speech.contains("opción desconocida '--zebra'"))
        let help = try room.tarima("help", "stock").output
        #expect(help.hasPrefix("Muestra las existencias por SKU y almacén.\n"))
        #expect(help.contains("\nUSO: tarima stock") && help.contains("\nOPCIONES:\n"))
        let manual = try room.tarima("manual").output
        #expect(manual.contains("\n.SH NOMBRE\n") && manual.contains("\n.SH OPCIONES\n"))
        #expect(!manual.contains("Show the version"))
        #expect(try room.tarima("lead-times").output.contains("días"))
        #expect(try room.tarima("stock", "--language", "zh").output.hasPrefix("SKU   仓库  在途"))
        #expect(try room.tarima("--language", "fr", "stock").status == 64)
    }

    @Test(arguments: translated)
    func `what the parser adds to the help is translated wherever its lines break`(language: Language) {
        let help = """
            USAGE: tarima stock [--color <when>]

              --color <when>          Use color. (values: auto, always, never; default:
                                      auto)
              --as <memo>             Count. (values:
                                      memo)
            """
        let spoken = HelpText.spoken(help, Phrases(language), columns: 80)
        for word in ["USAGE", "values", "default"] { #expect(!spoken.contains(word), "\(spoken)") }
        #expect(!spoken.contains("： "), "\(spoken)")
    }

    @Test(arguments: ["en", "es", "zh"])
    func `no line of the help is wider than the terminal, and no table is`(language: String) throws {
        var room = try Stockroom()
        room.runner.environment["LC_ALL"] = language
        room.runner.environment["TERM"] = "xterm"
        room.runner.environment["NO_COLOR"] = "1"
        for words in [
            ["stock"], ["card", "MX-1"], ["events"], ["batches"], ["exceptions"], ["shipments"], ["status"],
            ["shipments", "--open"], ["lead-times"], ["slow-movers"], ["runs-out"], ["profiles"], ["sources"],
            ["sell-through", "--from", "2024-11-01", "--to", "2024-11-30"], ["batches", "--coverage"],
            ["help", "plan"], ["help", "sell-through"], ["help"],
        ] {
            let terminal = try PseudoTerminal(columns: 80)
            let outcome = try room.shell("\"$@\" --no-pager > \(terminal.path)", words: words)
            let plain =
                words.first == "help"
                ? try room.shell("\"$@\" > \(terminal.path)", words: words) : outcome
            #expect(plain.status == 0, "\(words) \(plain)")
            #expect(language == "en" || !terminal.text().contains("(values:"), "\(words)")
            for line in terminal.text().replacing("\r\n", with: "\n").split(separator: "\n")
            where !line.contains("USAGE:") && !line.contains("USO:") && !line.contains("用法：") {
                let isWord = !line.drop { $0 == " " }.contains(" ")
                #expect(DisplayWidth.of(String(line)) <= 80 || isWord, "\(words)\n\(line)")
            }
        }
    }
}
