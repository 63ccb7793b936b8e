/// Which columns of a table a terminal has room for, and how wide each is.
///
/// Columns without content go first, then long texts are shortened, and only then columns are left out, the last one
/// first. Columns that are always shown go last of all.
struct TableLayout: Equatable {
    /// What the layout needs to know of a column.
    struct Column {
        let column: ReportColumn
        /// Its title as it is shown.
        let title: String
        /// The width of its widest text, with the title.
        let width: Int
        /// Whether all its values are null, zero or empty.
        let isBlank: Bool
    }

    /// A column that is shown.
    struct Shown: Equatable {
        /// Its place among all columns.
        let place: Int
        var width: Int
    }

    private(set) var shown: [Shown]
    /// The titles of the columns that have only zeros or nothing.
    let blank: [String]
    /// The titles of the columns for which there is no room.
    private(set) var crowdedOut: [String] = []

    static let gap = 2

    /// All columns, as wide as they are.
    init(_ columns: [Column]) {
        shown = columns.enumerated().map { Shown(place: $0, width: $1.width) }
        blank = []
    }

    /// The columns that fit into a width.
    init(_ columns: [Column], within room: Int) {
        var places = Array(columns.indices)
        // The first column says what a row is about.
        let blankPlaces = places.dropFirst().filter { columns[$0].isBlank }
        places.removeAll { blankPlaces.contains($0) }
        blank = blankPlaces.map { columns[$0].title }
        while places.count > 1, Self.width(of: places.map { columns[$0].least }) > room {
            let dropped = places.lastIndex { !columns[$0].column.isKept } ?? places.count - 1
            // The first column stays even if others are always shown.
            let place = places.remove(at: dropped == 0 ? places.count - 1 : dropped)
            crowdedOut.insert(columns[place].title, at: 0)
        }
        shown = places.map { Shown(place: $0, width: columns[$0].least) }
        var spare = room - Self.width(of: shown.map(\.width))
        // What is left goes to the columns that are shortened, so that the narrowest are whole first.
        while spare > 0 {
            let shortened = shown.indices.filter { shown[$0].width < columns[shown[$0].place].width }
            guard let narrowest = shortened.min(by: { shown[$0].width < shown[$1].width }) else { break }
            shown[narrowest].width += 1
            spare -= 1
        }
    }

    private static func width(of columns: [Int]) -> Int {
        columns.reduce(0, +) + max(0, columns.count - 1) * gap
    }
}

extension TableLayout.Column {
    /// The width to which its texts may be shortened.
    fileprivate var least: Int {
        column.leastWidth.map { min(width, max($0, DisplayWidth.of(title))) } ?? width
    }
}
