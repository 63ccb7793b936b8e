/// A language of the review page.
enum PageLanguage: String, CaseIterable {
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

    /// The language that the user chose, or that of the environment.
    static var chosen: PageLanguage { PageLanguage(rawValue: SpokenLanguage.current.rawValue) ?? .english }
}
