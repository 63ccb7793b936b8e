import Foundation
import InventoryLedger
import WarehouseExports

/// What the command says, in a language.
///
/// English is written where it is said, also in the libraries, and is the key of the translations: a phrase such as
/// `recorded {} as batch {}` matches every text that differs from it only in the values. The translation names the values
/// `{0}`, `{1}`, ... by their order in English. All phrases of a language are in one file, `Phrases/es.txt` for Spanish.
///
/// What the pages say has keys instead, because its words follow numbers in English too.
struct Phrases: Sendable {
    let language: Language
    /// The titles of columns by the keys of CSV and JSON, and the texts of the pages by theirs.
    private let titles: [String: String]
    /// Translations of texts without values.
    private let whole: [String: String]
    /// Those with values.
    private let patterns: PhrasePatterns

    /// In the language that the user chose.
    static let current = of(SpokenLanguage.current)
    static let english = Phrases(.english)
    private static let spanish = Phrases(.spanish)
    private static let chinese = Phrases(.chinese)

    static func of(_ language: Language) -> Phrases {
        switch language {
        case .english: english
        case .spanish: spanish
        case .chinese: chinese
        }
    }

    init(_ language: Language) {
        switch language {
        case .english: self.init(language, PackageResources.en_txt)
        case .spanish: self.init(language, PackageResources.es_txt)
        case .chinese: self.init(language, PackageResources.zh_txt)
        }
    }

    /// - Parameter file: lines of `@key = title`, and of a phrase in English and, after a tab, its translation.
    init(_ language: Language, _ file: [UInt8]) {
        var titles: [String: String] = [:]
        var whole: [String: String] = [:]
        var patterns: [PhrasePattern] = []
        var english: ArraySlice<UInt8> = []
        // Bytes, because each command begins with this.
        for line in file.split(separator: UInt8(ascii: "\n")) {
            switch line.first {
            case UInt8(ascii: "@"):
                guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
                titles[Self.trimmed(line[..<equals].dropFirst())] = Self.trimmed(line[(equals + 1)...])
            case UInt8(ascii: "\t"):
                let text = line.dropFirst()
                if let pattern = PhrasePattern(english, text) {
                    patterns.append(pattern)
                } else {
                    whole[String(decoding: english, as: UTF8.self)] = String(decoding: text, as: UTF8.self)
                }
            case UInt8(ascii: "#"): continue
            default: english = line
            }
        }
        self.language = language
        self.titles = titles
        self.whole = whole
        self.patterns = PhrasePatterns(patterns)
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") }
        let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? bytes.startIndex
        return String(decoding: bytes[..<end].drop(while: isSpace), as: UTF8.self)
    }

    /// The text of a key: of a page, or the title of a column or of a total, which in English is the key itself.
    func title(_ key: String) -> String { titles[key] ?? key }

    /// The English phrases, with `{}` for values.
    var english: [String] { whole.keys + patterns.english }

    /// Lines that are translated one by one. Indented ones are examples, and stay.
    func lines(_ text: String) -> String {
        guard language != .english else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix(" ") ? String(line) : self.text(String(line))
        }.joined(separator: "\n")
    }

    /// The text in the language; as far as there is no phrase for it, in English.
    func text(_ english: String) -> String {
        guard language != .english else { return english }
        return text(english, depth: 0)
    }

    private static let depthMax = 8

    private func text(_ english: String, depth: Int) -> String {
        if let found = find(english, depth: depth, isOneSentence: true) { return found }
        guard depth < Self.depthMax else { return english }
        // Two sentences: what is wrong, and what to do. A phrase may have both, before more of what to do.
        for place in english.ranges(of: "; ").reversed() {
            let first = String(english[..<place.lowerBound])
            guard let found = find(first, depth: depth, isOneSentence: true) else { continue }
            let rest = text(String(english[place.upperBound...]), depth: depth + 1)
            return language.clauses([found, rest])
        }
        if let found = find(english, depth: depth, isOneSentence: false) { return found }
        // A place and a sentence: `stock.csv:7:quantity: ...`
        guard let colon = english.firstRange(of: ": ") else { return english }
        let head = String(english[..<colon.lowerBound])
        return (find(head, depth: depth, isOneSentence: true) ?? head) + ": "
            + text(String(english[colon.upperBound...]), depth: depth + 1)
    }

    /// The text, if a phrase is exactly that, or with a stop at its end.
    ///
    /// - Parameter isOneSentence: its values are not sentences.
    private func find(_ english: String, depth: Int, isOneSentence: Bool) -> String? {
        exactly(english, depth, isOneSentence)
            ?? (english.hasSuffix(".") ? nil : exactly(english + ".", depth, isOneSentence)?.withoutStop())
    }

    private func exactly(_ english: String, _ depth: Int, _ isOneSentence: Bool) -> String? {
        if let found = whole[english] { return found }
        let bytes = Array(english.utf8)
        for pattern in patterns.candidates(for: bytes) {
            guard let values = pattern.values(in: bytes),
                !isOneSentence || !values.contains(where: { $0.contains("; ") })
            else { continue }
            // The value at the start is a name, not a place and the beginning of another phrase.
            if pattern.firstByte == nil, values.first?.contains(": ") ?? false { continue }
            let text = pattern.translation(with: values.map { value($0, depth: depth + 1) })
            return language == .chinese ? text.withoutStraySpaces() : text
        }
        return nil
    }

    /// A value of a phrase. Those that are phrases themselves, such as `2 events`, are translated; names are not.
    private func value(_ english: String, depth: Int) -> String {
        guard english.contains(" "), depth < Self.depthMax else { return english }
        return text(english, depth: depth)
    }
}

extension String {
    fileprivate func withoutStop() -> String {
        hasSuffix(".") || hasSuffix("。") ? String(dropLast()) : self
    }

    /// Without the spaces between two Chinese characters or marks, where a value met the text around it.
    fileprivate func withoutStraySpaces() -> String {
        var result = ""
        var scalars = unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            let isStray =
                scalar == " " && (result.unicodeScalars.last?.isChinese ?? false)
                && (scalars.first?.isChinese ?? false)
            if !isStray { result.unicodeScalars.append(scalar) }
        }
        return result
    }
}

extension Unicode.Scalar {
    /// Whether it is a Chinese character or a mark of the same width.
    fileprivate var isChinese: Bool {
        (0x3000...0x303F).contains(value) || (0x4E00...0x9FFF).contains(value)
            || (0xFF00...0xFF60).contains(value)
    }
}
