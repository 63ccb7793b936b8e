import InventoryLedger

/// A file of calendars: calendar, from, to, closed, name.
public struct CalendarFile: Sendable {
    /// The names of its columns.
    public static let columns = TableKind.calendar.columns.map(\.name)

    /// The calendars, in the order of the file.
    public let calendars: [DeclaredCalendar]
    /// Rows that could not be read.
    public let problems: [RowProblem]
    /// Columns that are not read.
    public let warnings: [RowProblem]
    /// The origin of the rows, for their batch.
    public let origin: BatchOrigin

    /// Reads the file. A row without `to` is one day, one without `closed` is closed. The column `basis` of a printed
    /// calendar is ignored.
    ///
    /// - Throws: `ImportFailure` if the file as a whole cannot be read.
    public init(path: String, options: TableOptions = TableOptions()) throws {
        let table = try TableFile(path: path, .calendar, options, zone: LedgerSettings.standard().zone)
        var order: [CalendarName] = []
        var periods: [CalendarName: [CalendarPeriod]] = [:]
        var problems = table.problems
        for row in table.rows {
            do throws(TableFile.ValueProblem) {
                let (name, period) = try Self.period(row, table)
                let known = periods[name] ?? []
                if let other = known.first(where: period.overlaps) {
                    throw TableFile.ValueProblem(
                        "from",
                        "\(period.from)",
                        "the days overlap those from \(other.from) to \(other.to) of \(name); give each day once"
                    )
                }
                if known.isEmpty { order.append(name) }
                periods[name] = known + [period]
            } catch {
                problems.append(table.problem(row, error.column, error.value, "bad_calendar", error.message))
            }
        }
        var calendars: [DeclaredCalendar] = []
        for name in order { calendars.append(try DeclaredCalendar(name, periods[name] ?? [])) }
        self.calendars = calendars
        self.problems = problems
        warnings = table.warnings
        origin = BatchOrigin(file: path, digest: table.digest, profile: table.profile)
    }

    private static func period(_ row: TableFile.Row, _ table: TableFile) throws(TableFile.ValueProblem) -> (
        CalendarName, CalendarPeriod
    ) {
        let written = row["calendar"] ?? ""
        let name = try refusing("calendar", written) { try CalendarName(written) }
        let from = try day("from", row["from"] ?? "", table)
        let to = if let text = row["to"] { try day("to", text, table) } else { from }
        let isClosed: Bool
        switch row["closed"]?.lowercased() {
        case nil, "yes": isClosed = true
        case "no": isClosed = false
        case let other?: throw TableFile.ValueProblem("closed", other, "\"\(other)\" is neither yes nor no")
        }
        let title = row["name"]
        if let title, title.utf8.count > Column.note.bytesMax {
            throw TableFile.ValueProblem(
                "name",
                title,
                "the name is longer than \(Column.note.bytesMax) bytes; shorten it"
            )
        }
        let period = try refusing("to", "\(to)") {
            try CalendarPeriod(from: from, to: to, isClosed: isClosed, name: title)
        }
        return (name, period)
    }

    private static func day(_ column: String, _ text: String, _ table: TableFile) throws(TableFile
        .ValueProblem)
        -> CalendarDate
    {
        guard let date = try? table.reader.day(text), Instant.years.contains(date.year) else {
            throw TableFile.ValueProblem(
                column,
                text,
                "\"\(text)\" is not a valid day; expected one such as 2026-11-13"
            )
        }
        return date
    }

    private static func refusing<Value>(_ column: String, _ value: String, _ make: () throws -> Value)
        throws(TableFile.ValueProblem) -> Value
    {
        do {
            return try make()
        } catch {
            throw TableFile.ValueProblem(column, value, (error as? LedgerError)?.message ?? "\(error)")
        }
    }
}
