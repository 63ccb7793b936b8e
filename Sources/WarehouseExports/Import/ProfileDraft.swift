import InventoryLedger

/// file -> a first profile: the header as found, and the columns that their names tell.
public struct ProfileDraft: Sendable {
    /// The profile as YAML, with comments for what has to be filled in by hand.
    public let yaml: String

    /// A list whose rows are no events.
    public enum List: String, CaseIterable, Sendable {
        /// Names, costs, measures and papers of SKUs.
        case items
        /// What each source's codes stand for.
        case codes
        /// Closed days.
        case calendar
        /// The plan of a promotion.
        case plan

        fileprivate var table: TableKind {
            switch self {
            case .items: .items
            case .codes: .codes
            case .calendar: .calendar
            case .plan: .plan
            }
        }
    }

    /// Reads the header of a file: of its first rows, the one with the most names that are understood.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - list: the list that its rows are; nil for events.
    /// - Throws: `ImportFailure` if the file cannot be read.
    public init(of path: String, list: List? = nil) throws {
        let table = list?.table
        let source = try ByteSource(path: path)
        try ForeignFile.refuse(source)
        var found: [(header: Header, sheet: String?)] = []
        var failure: (any Error)?
        if try Workbook.isArchive(source) {
            let workbook = try Workbook(source)
            for row in 1...Self.rowsMax {
                let search = WorkbookSearch(workbook: workbook, profiles: [Self.anyHeader(row: row)])
                do {
                    let place = try search.choose(supplied: []).candidate
                    found.append((place.header, workbook.sheets.count > 1 ? place.place.sheet.name : nil))
                } catch { failure = failure ?? error }
            }
        } else if let encoding = try JSONSearch.encoding(source) {
            found = [(try Self.header(source, encoding), nil)]
        } else {
            for row in 1...Self.rowsMax {
                let search = HeaderSearch(source, profiles: [Self.anyHeader(row: row)], encodings: [])
                do {
                    found.append((try search.choose(supplied: []).header, nil))
                } catch { failure = failure ?? error }
            }
        }
        let best = found.enumerated().max { one, other in
            let (own, others) = (
                Self.understood(one.element.header, as: table),
                Self.understood(other.element.header, as: table)
            )
            return (own, one.element.header.names.count, other.offset)
                < (others, other.element.header.names.count, one.offset)
        }
        guard let best = best?.element else {
            throw failure ?? ImportFailure(.emptyFile, "\(path) has no row that could be a header")
        }
        yaml =
            table.map { Self.yaml(path, best.header, sheet: best.sheet, of: $0) }
            ?? Self.yaml(path, best.header, sheet: best.sheet)
    }

    private static let rowsMax = TextFormat.headerRowMax

    /// A profile that any row fits.
    private static func anyHeader(row: Int?) -> Profile {
        var profile = Profile(name: "draft")
        profile.format.headerRow = row
        return profile
    }

    /// Members of a file's object that usually hold its records.
    private static let wrappers = ["results", "data", "orders", "records", "rows", "list", "items"]

    /// The names of the records of a JSON file.
    private static func header(_ source: ByteSource, _ encoding: TextEncoding) throws -> Header {
        var profile = anyHeader(row: nil)
        func search() throws -> Header {
            try JSONSearch(source: source, encoding: encoding, profiles: [profile]).choose(supplied: [])
                .header
        }
        let header = try search()
        profile.layout.records = wrappers.first { wrapper in
            header.names.contains { $0.hasPrefix(wrapper + ".") }
        }
        guard profile.layout.records != nil, let inner = try? search() else { return header }
        return inner
    }

    private static func understood(_ header: Header, as table: TableKind?) -> Int {
        table.map { ColumnWords.columns(of: header.names, in: $0).count }
            ?? ColumnWords.columns(of: header.names).count
    }

    /// The lines of any profile: what it is of, its name, and the header.
    private static func firstLines(_ path: String, _ header: Header) -> (
        file: String, name: String, header: String
    ) {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.split(separator: ".").first.map(String.init) ?? file
        let names = header.names.map(\.trimmedCode).filter { !$0.isEmpty }
        var seen: Set<String> = []
        let unique = names.filter { seen.insert(Header.key($0)).inserted }
        return (
            "# A first profile of \(shown(file)). Complete the lines that begin with #.",
            "name: \(quoted(stem.trimmedCode.isEmpty ? "profile" : stem.trimmedCode))",
            "header: [\(unique.prefix(columnsMax).map(quoted).joined(separator: ", "))]"
        )
    }

    private static func yaml(_ path: String, _ header: Header, sheet: String?, of table: TableKind) -> String
    {
        let first = firstLines(path, header)
        let columns = ColumnWords.columns(of: header.names, in: table)
        var lines = [first.file, first.name, "table: \(table.name)", first.header]
        if let sheet { lines.append("sheet: \(quoted(sheet))") }
        lines += [
            "# dates: [dd/MM/yyyy]", "# numbers: { decimal: comma, grouping: point }",
            columns.isEmpty ? "columns: {}" : "columns:",
        ]
        for column in table.columns {
            lines.append(
                columns[column.name].map { "  \(column.name): \(quoted($0))" }
                    ?? "  # \(column.name): COLUMN" + (column.isNeeded ? "  # needed" : "")
            )
        }
        lines += ["# constants:", "#   COLUMN: VALUE                     # what is the same in every row"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func yaml(_ path: String, _ header: Header, sheet: String?) -> String {
        let first = firstLines(path, header)
        let columns = ColumnWords.columns(of: header.names)
        var lines = [
            first.file, first.name,
            "source: my-system                    # the system that issues such files",
            "# tells: [orders, dispatch]          # or returns, inbound, adjustments, transfers, balances",
            first.header,
        ]
        if let sheet { lines.append("sheet: \(quoted(sheet))") }
        lines += [
            "# time_zone: America/Mexico_City     # of times without an offset",
            "# dates: [dd/MM/yyyy HH:mm, dd/MM/yyyy]",
            "# numbers: { decimal: comma, grouping: point }", "columns:",
        ]
        for column in Column.allCases where columns[column] != nil || needed.contains(column) {
            lines.append(
                columns[column].map { "  \(column.rawValue): \(quoted($0))" }
                    ?? "  # \(column.rawValue): COLUMN"
            )
        }
        let kind = columns[.kind] == nil
        lines.append("constants:")
        lines.append(
            kind
                ? "  kind: stock_received               # what a row is, such as sale_shipped or stock_counted"
                : "  # channel: NAME"
        )
        lines.append("  # warehouse: CODE                  # what is the same in every row")
        lines += [
            "# ignore:", "#   - { when: { COLUMN: \"Total*\" }, because: a total }", "# events:",
            "#   - when: { COLUMN: \"<0\" }", "#     record: { kind: stock_removed, negate: quantity }",
            "#   - record: { kind: stock_received }",
        ]
        if columns.isEmpty { lines = lines.map { $0 == "columns:" ? "columns: {}" : $0 } }
        if !kind { lines = lines.map { $0 == "constants:" ? "constants: {}" : $0 } }
        return lines.joined(separator: "\n") + "\n"
    }

    /// More names do not tell one file from another.
    private static let columnsMax = 40
    private static let needed: [Column] = [.document, .sku, .warehouse, .quantity, .occurredAt]

    /// A text as YAML.
    private static func quoted(_ text: String) -> String {
        let escaped = text.map { character -> String in
            switch character {
            case "\"", "\\": "\\\(character)"
            case "\t": "\\t"
            case "\n", "\r\n": "\\n"
            case "\r": "\\r"
            default: String(character)
            }
        }
        return "\"\(escaped.joined())\""
    }

    /// A name for a comment, which ends with its line.
    private static func shown(_ name: String) -> String {
        String(name.map { $0.isNewline ? " " : $0 })
    }
}
