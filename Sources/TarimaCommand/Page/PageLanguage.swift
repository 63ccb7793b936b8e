import ArgumentParser

/// A language that the review page is written in.
enum PageLanguage: String, CaseIterable, ExpressibleByArgument {
    case english = "en"
    case spanish = "es"
    case chinese = "zh"

    /// The value of `lang`.
    var tag: String {
        switch self {
        case .english: "en"
        case .spanish: "es-MX"
        case .chinese: "zh-Hans"
        }
    }

    /// The phrase for a key; `{0}`, `{1}` stand for values.
    func phrase(_ key: PagePhrase, _ values: String...) -> String {
        let text = PagePhrase.texts[key]?[self] ?? key.rawValue
        var result = ""
        var rest = text[...]
        // In one pass: a value may itself look like a place for one.
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            let digit = rest.index(after: brace)
            guard digit < rest.endIndex, let index = rest[digit].wholeNumberValue,
                values.indices.contains(index)
            else { break }
            result += values[index]
            rest = rest[rest.index(digit, offsetBy: 2)...]
        }
        return result + rest
    }
}
