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
}
