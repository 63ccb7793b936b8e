import InventoryLedger

/// A small table that people fill in, such as items, read completely and by column names.
package struct TableFile: Sendable {
    /// A row: its line in the file, and its values by column, without blanks.
    package struct Row: Sendable {
        package let line: Int64
        package let values: Values
    }

    /// The values of a row by column name; all rows share the names.
    package struct Values: Sendable {
        fileprivate let columns: [String]
        fileprivate var texts: [String?]

        package subscript(_ column: String) -> String? {
            columns.firstIndex(of: column).flatMap { texts[$0] }
        }
    }

    /// Nobody fills in more by hand, and all rows are held in memory.
    private static let rowsMax = 250_000
    private static let bytesMax: Int64 = 64 << 20

    package let rows: [Row]
    /// SHA-256 of the file's bytes.
    package let digest: [UInt8]
    /// Rows that are not text or cannot be split.
    package let problems: [RowProblem]

    /// Reads a file whose header has the needed columns, and no others than these and the optional ones.
    ///
    /// - Throws: `ImportFailure` if the file as a whole cannot be read.
    package init(path: String, needed: [String], optional: [String]) throws {
        let source = try ByteSource(path: path)
        try ForeignFile.refuseAllButText(source)
        var reader = try DelimitedReader(TextSource(source, encodings: []), format: TextFormat())
        let columns = needed + optional
        var header: Header?
        var rows: [Row] = []
        var problems: [RowProblem] = []
        loop: while true {
            let step = try reader.next()
            guard rows.count + problems.count <= Self.rowsMax, source.meter.bytesRead <= Self.bytesMax else {
                throw ImportFailure(
                    .unsupportedText,
                    "\(path):\(reader.line): the table is longer than \(Self.rowsMax) rows or "
                        + "\(Self.bytesMax >> 20) MiB; split it"
                )
            }
            switch step {
            case .end: break loop
            case .badRow(let problem): problems.append(problem)
            case .row:
                let fields = (0..<reader.fieldCount).map {
                    String(decoding: reader.field($0), as: UTF8.self).trimmedCode
                }
                guard let header else {
                    header = Header(fields)
                    try Self.check(fields, needed: needed, optional: optional, path: path, line: reader.line)
                    continue
                }
                if fields.count > fields.prefix(header.names.count).count,
                    fields.dropFirst(header.names.count).contains(where: { !$0.isEmpty })
                {
                    problems.append(
                        RowProblem(
                            row: reader.line,
                            column: "",
                            value: String(fields.count),
                            code: TextProblem.tooManyFields.rawValue,
                            message: "the row has \(fields.count) fields, the header \(header.names.count); "
                                + "quote fields that contain the delimiter"
                        )
                    )
                    continue
                }
                var values = Values(columns: columns, texts: Array(repeating: nil, count: columns.count))
                for (index, name) in columns.enumerated() {
                    guard let position = header.position(of: name), position < fields.count else { continue }
                    let text = FormulaGuard.freed(fields[position]).withoutArmour
                    if !text.isEmpty { values.texts[index] = text }
                }
                rows.append(Row(line: reader.line, values: values))
            }
        }
        self.rows = rows
        self.problems = problems
        digest = reader.digest()
    }

    private static func check(
        _ names: [String],
        needed: [String],
        optional: [String],
        path: String,
        line: Int64
    ) throws {
        let known = Set((needed + optional).map(Header.key))
        for (index, name) in names.enumerated() where !name.isEmpty && !known.contains(Header.key(name)) {
            let nearest = name.nearest(among: needed + optional)
            throw ImportFailure(
                .unknownHeader,
                "\(path):\(line):\(index + 1): unknown column \"\(name)\""
                    + (nearest.map { "; did you mean \($0)?" }
                        ?? "; the columns are \((needed + optional).joined(separator: ", "))")
            )
        }
        let header = Header(names)
        for name in needed + optional {
            guard let other = header.repeated(name) else { continue }
            throw ImportFailure(
                .unknownHeader,
                "\(path):\(line):\(other.position + 1): the column \"\(name)\" appears twice; remove one of them"
            )
        }
        let missing = needed.filter { name in !names.contains { Header.key($0) == name } }
        guard missing.isEmpty else {
            throw ImportFailure(
                .unknownHeader,
                "\(path):\(line): the column \(missing.joined(separator: ", ")) is missing"
            )
        }
    }
}
