import InventoryLedger

/// An open file whose header was recognized, whatever its format: text, a workbook or JSON.
struct FoundFile {
    let profile: Profile
    /// The columns of its rows, with those that the profile adds.
    let header: Header
    let rows: any FileRows
    /// The bytes that were read.
    let meter: ReadMeter
    /// The columns of a list that nothing reads.
    let notes: [RowProblem]

    /// - Parameters:
    ///   - profiles: those to choose from.
    ///   - supplied: the columns that the user supplies.
    init(path: String, profiles: [Profile], encodings: [TextEncoding], supplied: Set<String>) throws {
        try self.init(path, profiles, encodings, supplied)
        if let refusal = profile.refusal {
            throw ImportFailure(.unknownHeader, "\(path) fits profile \(profile.name), \(refusal)")
        }
    }

    private init(
        _ path: String,
        _ profiles: [Profile],
        _ encodings: [TextEncoding],
        _ supplied: Set<String>
    ) throws {
        let source = try ByteSource(path: path)
        try ForeignFile.refuse(source)
        if try Workbook.isArchive(source) {
            let workbook = try Workbook(source)
            let choice = try WorkbookSearch(workbook: workbook, profiles: profiles).choose(supplied: supplied)
            let found = choice.candidate
            profile = found.profile
            notes = Self.notes(found.header, found.profile)
            var reader = try SheetReader(
                workbook,
                sheet: found.place.sheet,
                columnCount: found.header.names.count,
                decimal: found.profile.numbers.decimal,
                digest: source.digest(),
                alsoFitting: choice.alsoFitting
            )
            try reader.skip(through: found.place.line)
            meter = reader.meter
            guard let spread = profile.spread else {
                header = found.header
                rows = SheetRows(reader)
                return
            }
            header = try SpreadReader<SheetReader>.header(found.header, spread, of: path, profile)
            rows = SpreadRows(SpreadReader(reader, found.header, spread))
            return
        }
        meter = source.meter
        if let encoding = try JSONSearch.encoding(source) {
            let found = try JSONSearch(source: source, encoding: encoding, profiles: profiles)
                .choose(supplied: supplied)
            profile = found.profile
            notes = Self.notes(found.header, found.profile)
            if profile.spread != nil {
                throw ImportFailure(
                    .badProfile,
                    "profile \(profile.name): columns_to_rows is for tables; in JSON, rows names the array whose elements "
                        + "are rows"
                )
            }
            // Optional members need not be in the first records, so the columns are those of the profile. A list has
            // names that are no paths.
            let names = found.profile.columnNames.filter { !found.profile.isList || JSONPath($0) != nil }
            let records = JSONRecords(
                try JSONStream(TextSource(source, encodings: [encoding])),
                shape: found.place.shape,
                isOnlyArray: found.place.isOnlyArray
            )
            header = Header(names)
            rows = JSONRows(try JSONReader(records, profile: found.profile, names: names))
            return
        }
        let found = try HeaderSearch(source, profiles: profiles, encodings: encodings)
            .choose(supplied: supplied)
        profile = found.profile
        notes = Self.notes(found.header, found.profile)
        let text = try TextSource(source, encodings: found.place.format.encodings)
        var reader = try DelimitedReader(text, format: found.place.format)
        try reader.skip(through: found.place.line)
        guard let spread = profile.spread else {
            header = found.header
            rows = DelimitedRows(reader)
            return
        }
        header = try SpreadReader<DelimitedReader>.header(found.header, spread, of: path, profile)
        rows = SpreadRows(SpreadReader(reader, found.header, spread))
    }

    private static let namesMax = 20
    /// A shorter name is near to too many others.
    private static let guessedNameMin = 4

    /// The columns of a list that have no meaning. A misspelt one would silently lose its values.
    private static func notes(_ header: Header, _ profile: Profile) -> [RowProblem] {
        guard profile.isList else { return [] }
        let known = profile.columnNames
        let keys = Set(known.map(Header.key))
        let unread = header.names.map(\.trimmedCode).filter { !$0.isEmpty && !keys.contains(Header.key($0)) }
        guard !unread.isEmpty else { return [] }
        let names = unread.prefix(namesMax).map { name in
            let nearest = name.count < guessedNameMin ? nil : name.nearest(among: known)
            return name + (nearest.map { " (did you mean \($0)?)" } ?? "")
        }
        let more = unread.count - names.count
        return [
            RowProblem(
                row: nil,
                column: "",
                value: "",
                code: "unread_columns",
                message: "columns that are not read: \(names.joined(separator: ", "))"
                    + (more > 0 ? " and \(more) more" : "")
            )
        ]
    }
}
