import InventoryLedger

/// How to read a table that is not of events.
public struct TableOptions: Sendable {
    /// The profile; if nil, the header of the file decides.
    public var profile: Profile?
    /// The profiles to choose from, besides the names of the columns in three languages.
    public var profiles: [Profile] = []
    /// Values for columns that are missing or blank in the file, by the name of the column.
    public var values: [String: String] = [:]
    /// The zone of times without an offset; nil for the profile's, else the ledger's.
    public var zone: BusinessZone?
    /// Replaces the profile's encodings, tried in this order.
    public var encodings: [TextEncoding] = []

    /// Lets the header choose, by the names of the columns.
    public init() {}
}

/// A table that people fill in, such as items, read completely and by column names.
package struct TableFile: Sendable {
    /// A row: its line in the file, and its values by column, without blanks.
    package struct Row: Sendable {
        package let line: Int64
        fileprivate let columns: [TableColumn]
        fileprivate let texts: [String?]

        package subscript(_ column: String) -> String? {
            columns.firstIndex { $0.name == column }.flatMap { texts[$0] }
        }
    }

    package let rows: [Row]
    /// SHA-256 of the file's bytes.
    package let digest: [UInt8]
    /// Rows that are not text or cannot be split, and values that a spreadsheet has changed.
    package let problems: [RowProblem]
    /// Columns that are not read.
    package let warnings: [RowProblem]
    /// The name of the profile.
    package let profile: String
    let reader: ValueReader
    private let shownNames: [String: String]

    /// Reads a file that has the needed columns of a kind of table.
    ///
    /// - Parameter zone: the ledger's zone.
    /// - Throws: `ImportFailure` if the file as a whole cannot be read.
    package init(path: String, _ kind: TableKind, _ options: TableOptions, zone: BusinessZone) throws {
        if let named = options.profile, named.table?.kind.name != kind.name {
            throw ImportFailure(
                .badProfile,
                "profile \(named.name) describes \(named.table?.kind.name ?? "events"), not \(kind.name); a profile of "
                    + "\(kind.name) has a line table: \(kind.name)"
            )
        }
        let own = options.profiles.filter { $0.table?.kind.name == kind.name }
        let found = try FoundFile(
            path: path,
            profiles: options.profile.map { [$0] } ?? (own + [.list(of: kind)]),
            encodings: options.encodings,
            supplied: Set(options.values.keys)
        )
        let profile = found.profile
        guard let table = profile.table else {
            throw ImportFailure(.unknownHeader, "\(path) is not a table of \(kind.name)")
        }
        reader = ValueReader(
            numbers: profile.numbers,
            dates: profile.dates,
            zone: options.zone ?? profile.timeZone.flatMap { BusinessZone($0) } ?? zone
        )
        let bound = try ProfileBinder.bind(profile, to: found.header, of: path, FileSettings(), reader)
        var rows = TableRows(
            table,
            bound,
            profile,
            found.header,
            values: options.values,
            path: path,
            meter: found.meter
        )
        digest = try found.rows.readAll(into: &rows)
        self.rows = rows.rows.map { Row(line: $0.line, columns: kind.columns, texts: $0.values) }
        problems = rows.problems
        warnings = found.notes + bound.warnings
        shownNames = rows.shownNames
        self.profile = profile.name
    }

    /// Why a value of a row cannot be read.
    struct ValueProblem: Error {
        let column: String
        let value: String
        let message: String

        init(_ column: String, _ value: String, _ message: String) {
            self.column = column
            self.value = value
            self.message = message
        }
    }

    /// A problem with a value of a row, under the column's name in the file.
    func problem(_ row: Row, _ column: String, _ value: String, _ code: String, _ message: String)
        -> RowProblem
    {
        RowProblem(
            row: row.line,
            column: shownNames[column] ?? column,
            value: value,
            code: code,
            message: message
        )
    }

    func problem(_ row: Row, _ column: String, _ problem: FieldProblem) -> RowProblem {
        self.problem(row, column, problem.value, problem.code.rawValue, problem.message)
    }
}
