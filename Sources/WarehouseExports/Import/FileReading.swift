import InventoryLedger

/// An open file, recognized by its header, that is read row by row on its own thread.
// Unchecked, and safe: the rows pass from the opening thread to the reading one, and are never used by both. `start`
// is called once.
final class FileReading: @unchecked Sendable {
    private let rows: any MappedRows
    let profile: Profile
    /// The bytes that were read.
    let meter: ReadMeter

    init(
        path: String,
        named: Profile?,
        among profiles: [Profile],
        settings: FileSettings,
        ledger: LedgerSettings,
        now: Instant
    )
        throws
    {
        let source = try ByteSource(path: path)
        let profiles = named.map { [$0] } ?? profiles
        let supplied = Set(settings.values.keys)
        func mapper(_ profile: Profile, _ header: Header) throws -> RowMapper {
            try RowMapper(
                profile: profile,
                header: header,
                file: path,
                settings: settings,
                ledger: ledger,
                now: now
            )
        }
        try ForeignFile.refuse(source)
        if try Workbook.isArchive(source) {
            let workbook = try Workbook(source)
            let choice = try WorkbookSearch(workbook: workbook, profiles: profiles).choose(supplied: supplied)
            let found = choice.candidate
            profile = found.profile
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
                rows = SheetRows(reader, try mapper(found.profile, found.header))
                return
            }
            let header = try SpreadReader<SheetReader>.header(found.header, spread, of: path, profile)
            rows = SpreadRows(SpreadReader(reader, found.header, spread), try mapper(profile, header))
            return
        }
        meter = source.meter
        if let encoding = try JSONSearch.encoding(source) {
            let found = try JSONSearch(source: source, encoding: encoding, profiles: profiles)
                .choose(supplied: supplied)
            profile = found.profile
            if profile.spread != nil {
                throw ImportFailure(
                    .badProfile,
                    "profile \(profile.name): columns_to_rows is for tables; in JSON, rows names the array whose elements "
                        + "are rows"
                )
            }
            // Optional members need not be in the first records, so the columns are those of the profile.
            let names = found.profile.columnNames
            let records = JSONRecords(
                try JSONStream(TextSource(source, encodings: [encoding])),
                shape: found.place.shape,
                isOnlyArray: found.place.isOnlyArray
            )
            rows = JSONRows(
                try JSONReader(records, profile: found.profile, names: names),
                try mapper(found.profile, Header(names))
            )
            return
        }
        let found = try HeaderSearch(source, profiles: profiles, encodings: settings.encodings)
            .choose(supplied: supplied)
        profile = found.profile
        let text = try TextSource(source, encodings: found.place.format.encodings)
        var reader = try DelimitedReader(text, format: found.place.format)
        try reader.skip(through: found.place.line)
        guard let spread = profile.spread else {
            rows = DelimitedRows(reader, try mapper(found.profile, found.header))
            return
        }
        let header = try SpreadReader<DelimitedReader>.header(found.header, spread, of: path, profile)
        rows = SpreadRows(SpreadReader(reader, found.header, spread), try mapper(profile, header))
    }

    /// Reads the rows into a queue on its own thread.
    ///
    /// - Throws: `noThread`.
    func start(into queue: ChunkQueue) throws {
        let hasThread = OwnThread.start {
            queue.end(Result { try self.rows.readAll(into: queue) })
        }
        guard hasThread else { throw LedgerError.noThread(to: "read the file on") }
    }
}
