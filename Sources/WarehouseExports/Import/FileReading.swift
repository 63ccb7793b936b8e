import Dispatch
import InventoryLedger

/// A file that was opened, recognised by its header, and is read row by row on a thread of its own.
final class FileReading: @unchecked Sendable {
    // Unchecked: the rows are handed from the thread that opened the file to the one that reads on, and never used by
    // both. `start` is called once.
    private let rows: any MappedRows
    let profile: Profile

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
        func mapper<Place>(_ found: HeaderCandidate<Place>) throws -> RowMapper {
            try RowMapper(
                profile: found.profile,
                header: found.header,
                file: path,
                settings: settings,
                ledger: ledger,
                now: now
            )
        }
        let search = HeaderSearch(source, profiles: profiles, encodings: settings.encodings)
        let found = try search.choose(supplied: supplied)
        let text = try TextSource(source, encodings: found.place.format.encodings)
        var reader = try DelimitedReader(text, format: found.place.format)
        try reader.skip(through: found.place.line)
        profile = found.profile
        rows = ReaderRows(reader, try mapper(found))
    }

    /// Reads the rows into a queue, on a thread of its own.
    func start(into queue: ChunkQueue) {
        DispatchQueue.global(qos: .userInitiated).async {
            queue.end(Result { try self.rows.readAll(into: queue) })
        }
    }
}
