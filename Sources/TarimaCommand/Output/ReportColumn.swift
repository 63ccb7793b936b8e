/// One column of a report: its stable machine name and how people see it.
struct ReportColumn: Equatable, Sendable {
    /// The name in the CSV header and in JSON; programs depend on it, so it never changes with wording.
    let key: String

    /// The name in the header of the human table.
    let title: String

    /// How the title and every value of the column are set in the human table.
    let alignment: ColumnAlignment

    /// Whether the human table shows the column; CSV and JSON always carry it.
    let inTable: Bool

    /// Whether a narrow terminal shows the column even where it leaves out others.
    var isKept = false

    /// The width to which a narrow terminal may shorten its texts; nil for codes, times and numbers, which are whole or
    /// of no use.
    var leastWidth: Int?

    /// Whether a value needs attention: anything but nothing, zero and no.
    var isWarning = false

    /// Whether its texts are sentences, which people read in their language.
    var isSentence = false

    /// Makes a column, by default one of words that every format shows.
    init(key: String, title: String, alignment: ColumnAlignment = .left, inTable: Bool = true) {
        self.key = key
        self.title = title
        self.alignment = alignment
        self.inTable = inTable
    }
}
