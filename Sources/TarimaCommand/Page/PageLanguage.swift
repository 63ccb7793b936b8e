import ArgumentParser

/// A language of the review page.
enum PageLanguage: String, CaseIterable, ExpressibleByArgument {
    case english = "en"
    case spanish = "es"
    case chinese = "zh"

    /// The value of the `lang` attribute.
    var tag: String {
        switch self {
        case .english: "en"
        case .spanish: "es-MX"
        case .chinese: "zh-Hans"
        }
    }
}
