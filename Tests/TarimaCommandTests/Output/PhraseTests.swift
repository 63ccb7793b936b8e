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
                let parts = line.dropFirst().components(separatedBy: " = ")
                titles[parts[0]] = parts[1]
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
        for (key, title) in titles { #expect(DisplayWidth.of(title) <= 18, "\(key): \(title)") }
    }

    /// What is only a part of a phrase, which the files have as a whole, or is not said to people.
    private static let parts: Set<String> = [
        ", head {}", ", row {}", ", in all {} rows", ", due {} before it", "; port to release took {}",
        "batch {} states", "batches {} state", "it too", "them too", "{} of batch {} {}: ",
        "give it with --set {}=VALUE, or ",
        "promo plan NAME FILE", "promo plan PROMOTION", "profiles check", "and ship to ",
        "plan PROMO --traffic FILE", "run on, and its stack is too small (ulimit -s)",
        "choose --on-conflict keep or amend; ",
        "tarima: {}to record another movement under this document, give it its own --line",
        "{}: {} of {} ({}%) {} read one by one", "{} came back without a known order and {} not in any row",
        "{} of {} {} received {} after the start", "; write one of {}", "{} is not an exception",
        "default {}-{}",
        " (keeps both, if each reports its own)", " ({} instead of {})", "Choose one: ",
        "import the file with --as memo (counts its demand, moves no stock)", "sell_through = ",
        "{}, see: {}", "Data through",
        "nothing has been imported", "Arrived in the last {}", "Stuck for longer than nine of ten",
        "Runs out within {}",
        "Orders that wait for more than {}", "difference = asserted - book", " SUBCOMMANDS:",
        "number or file", "promotion or day", "known by its columns", "see: ", "--encoding {}",
    ]

    @Test(arguments: translated)
    func `every phrase of the command has a translation`(language: Language) throws {
        let phrases = Phrases(language)
        var missing: [String] = []
        for (name, text) in try sources() {
            for template in SwiftLiterals.templates(of: text) where !Self.parts.contains(template) {
                for line in template.split(separator: "\n")
                where Self.isSaid(line) && !Self.parts.contains(String(line)) {
                    var line = String(line)
                    for head in ["tarima: ", "warning: ", "; "] where line.hasPrefix(head) {
                        line.removeFirst(head.count)
                    }
                    if !phrases.has(line), Self.isSaid(line[...]) { missing.append("\(name): \(line)") }
                }
            }
        }
        #expect(missing == [])
    }

    /// Whether a text has words, and is not a command, an example or a line of code.
    private static func isSaid(_ line: Substring) -> Bool {
        let words = line.matches(of: #/[a-z]{3,}/#).count
        return words > 0 && line.contains(" ") && !line.hasPrefix(" ") && !line.hasPrefix("tarima ")
            && !line.hasPrefix("$ ") && !line.hasPrefix("{}: {}")
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
        #expect(try room.tarima("stock", "--language", "zh").output.hasPrefix("SKU   仓库  在途"))
        #expect(try room.tarima("--language", "fr", "stock").status == 64)
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
            for line in terminal.text().replacing("\r\n", with: "\n").split(separator: "\n")
            where !line.contains("USAGE:") && !line.contains("USO:") && !line.contains("用法：") {
                let isWord = !line.drop { $0 == " " }.contains(" ")
                #expect(DisplayWidth.of(String(line)) <= 80 || isWord, "\(words)\n\(line)")
            }
        }
    }
}
