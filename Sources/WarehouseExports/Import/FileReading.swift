import Dispatch
import InventoryLedger

/// A file that was opened, recognised by its header, and is read row by row on a thread of its own.
final class FileReading: @unchecked Sendable {
    // Unchecked: the reader and the mapper are handed from the thread that opened the file to the one that reads on, and
    // never used by both. `start` is called once.
    private var reader: DelimitedReader
    private var mapper: RowMapper
    let profile: Profile

    /// Rows per chunk: enough that passing one on costs nothing by comparison.
    private static let chunkRows = 1024
    /// Of the file's bytes per chunk: memory does not grow with the rows' length.
    private static let chunkBytesMax = 1 << 20

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
        let format = named?.format ?? TextFormat()
        reader = try DelimitedReader(path: path, format: format)
        let header = try Self.header(&reader, row: format.headerRow, path: path)
        profile = try ProfileChoice.choose(
            named,
            header: header,
            file: FilePlace(path: path, line: reader.line),
            among: profiles,
            supplied: Set(settings.values.keys)
        )
        mapper = try RowMapper(
            profile: profile,
            header: header,
            file: path,
            settings: settings,
            ledger: ledger,
            now: now
        )
    }

    private static func header(_ reader: inout DelimitedReader, row: Int, path: String) throws -> Header {
        while true {
            switch try reader.next() {
            case .end:
                throw ImportFailure(
                    .emptyFile,
                    row == 1 ? "\(path) holds no text" : "\(path) ends before its header in row \(row)"
                )
            case .badRow(let problem):
                if reader.line >= Int64(row) {
                    throw ImportFailure(.unsupportedText, "\(path):\(reader.line):1: \(problem.message)")
                }
            case .row:
                // Blank lines above the header do not count where it is the first row.
                guard row == 1 || reader.line >= Int64(row) else { continue }
                return Header(
                    (0..<reader.fieldCount).map { String(decoding: reader.field($0), as: UTF8.self) }
                )
            }
        }
    }

    /// Reads the rows into a queue, on a thread of its own.
    func start(into queue: ChunkQueue) {
        DispatchQueue.global(qos: .userInitiated).async {
            queue.end(Result { try self.readAll(into: queue) })
        }
    }

    private func readAll(into queue: ChunkQueue) throws -> [UInt8] {
        var chunk = MappedChunk()
        chunk.warnings = mapper.warnings
        var chunkBytes = 0
        loop: while true {
            switch try reader.next() {
            case .end: break loop
            case .badRow(let problem):
                chunk.rows.append(
                    .init(row: reader.line, content: .rejected(raw: Array(reader.rawRow), [problem]))
                )
            case .row:
                let content: MappedChunk.Content
                switch mapper.map(reader, into: &chunk) {
                case .told(let events, let statements):
                    let waits = chunk.statements.suffix(statements).contains { $0.need != nil }
                    content = .told(
                        events: events,
                        statements: statements,
                        raw: waits ? Array(reader.rawRow) : nil
                    )
                case .ignored: content = .ignored
                case .rejected(let problems): content = .rejected(raw: Array(reader.rawRow), problems)
                }
                chunk.rows.append(.init(row: reader.line, content: content))
            }
            chunkBytes += reader.rawRow.count
            if chunk.rows.count >= Self.chunkRows || chunkBytes >= Self.chunkBytesMax {
                guard queue.add(chunk) else { return [] }
                chunk = MappedChunk()
                chunkBytes = 0
                chunk.rows.reserveCapacity(Self.chunkRows)
                chunk.events.reserveCapacity(Self.chunkRows)
            }
        }
        _ = queue.add(chunk)
        return reader.digest()
    }
}
