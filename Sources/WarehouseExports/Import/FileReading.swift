import InventoryLedger

/// An open file of events that is read row by row on its own thread.
// Unchecked, and safe: the rows pass from the opening thread to the reading one, and are never used by both. `start`
// is called once.
final class FileReading: @unchecked Sendable {
    /// Nil once they are read.
    private var rows: (any FileRows)?
    private let mapper: RowMapper
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
        if let table = named?.table {
            throw ImportFailure(
                .badProfile,
                "profile \(named?.name ?? "") describes \(table.kind.name), not events",
                .table(table.kind.name)
            )
        }
        let found = try FoundFile(
            path: path,
            profiles: named.map { [$0] } ?? profiles.filter { $0.table == nil },
            encodings: settings.encodings,
            supplied: Set(settings.values.keys.map(\.rawValue))
        )
        profile = found.profile
        meter = found.meter
        rows = found.rows
        mapper = try RowMapper(
            profile: found.profile,
            header: found.header,
            file: path,
            settings: settings,
            ledger: ledger,
            now: now,
            notes: found.notes
        )
    }

    /// Reads the rows into a queue on its own thread.
    ///
    /// - Throws: `noThread`.
    func start(into queue: ChunkQueue) throws {
        let hasThread = OwnThread.start {
            queue.end(Result { try self.readAll(into: queue) })
        }
        guard hasThread else { throw LedgerError.noThread(to: "read the file on") }
    }

    /// Reads the rows, and then frees what they need, such as the texts of a workbook, before the batch ends.
    private func readAll(into queue: ChunkQueue) throws -> [UInt8] {
        guard let rows else { throw LedgerError(.unexpected, "a file is read twice") }
        self.rows = nil
        return try rows.readAll(mapper, into: queue)
    }
}
