import ArgumentParser

extension ArgumentHelp {
    /// A help text in the language that the user chose.
    static func phrase(_ english: String, valueName: String? = nil) -> ArgumentHelp {
        ArgumentHelp(Phrases.current.lines(english), valueName: valueName)
    }
}

/// A text of the help in the language that the user chose.
func phrase(_ english: String) -> String { Phrases.current.lines(english) }
