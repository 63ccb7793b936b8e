import InventoryLedger

/// rows -> chunks of events, whatever the rows come from.
protocol MappedRows: AnyObject {
    /// Reads to the end, and gives the digest of the file.
    func readAll(into queue: ChunkQueue) throws -> [UInt8]
}

// One class for each kind of reader: the loop over the rows is then compiled for each, and the rows of delimited text,
// which may be millions, are not asked through a protocol.

final class DelimitedRows: MappedRows {
    private var reader: DelimitedReader
    private var mapper: RowMapper

    init(_ reader: consuming DelimitedReader, _ mapper: RowMapper) {
        self.reader = reader
        self.mapper = mapper
    }

    func readAll(into queue: ChunkQueue) throws -> [UInt8] {
        try ReadRows.read(&reader, &mapper, into: queue)
    }
}

final class JSONRows: MappedRows {
    private var reader: JSONReader
    private var mapper: RowMapper

    init(_ reader: consuming JSONReader, _ mapper: RowMapper) {
        self.reader = reader
        self.mapper = mapper
    }

    func readAll(into queue: ChunkQueue) throws -> [UInt8] {
        try ReadRows.read(&reader, &mapper, into: queue)
    }
}

final class SheetRows: MappedRows {
    private var reader: SheetReader
    private var mapper: RowMapper

    init(_ reader: consuming SheetReader, _ mapper: RowMapper) {
        self.reader = reader
        self.mapper = mapper
    }

    func readAll(into queue: ChunkQueue) throws -> [UInt8] {
        try ReadRows.read(&reader, &mapper, into: queue)
    }
}

private enum ReadRows {
    /// Rows per chunk: enough that passing one on costs nothing by comparison.
    private static var chunkRows: Int { 1024 }
    /// Of the file's bytes per chunk: memory does not grow with the rows' length.
    private static var chunkBytesMax: Int { 1 << 20 }

    fileprivate static func read(
        _ reader: inout some RowReader & ~Copyable,
        _ mapper: inout RowMapper,
        into queue: ChunkQueue
    ) throws -> [UInt8] {
        var chunk = MappedChunk()
        chunk.warnings = mapper.warnings
        var chunkBytes = 0
        loop: while true {
            switch try reader.next() {
            case .end: break loop
            case .badRow(let problem):
                chunk.rows.append(.init(row: reader.line, content: .rejected(raw: reader.rawRow, [problem])))
            case .row:
                let content: MappedChunk.Content
                switch mapper.map(reader, into: &chunk) {
                case .told(let events, let statements):
                    let waits = chunk.statements.suffix(statements).contains { $0.need != nil }
                    content = .told(events: events, statements: statements, raw: waits ? reader.rawRow : nil)
                case .ignored: content = .ignored
                case .rejected(let problems): content = .rejected(raw: reader.rawRow, problems)
                }
                chunk.rows.append(.init(row: reader.line, content: content))
            }
            chunkBytes += reader.rawRowCount
            if chunk.rows.count >= chunkRows || chunkBytes >= chunkBytesMax {
                chunk.warnings += reader.takeWarnings()
                guard queue.add(chunk) else { return [] }
                chunk = MappedChunk()
                chunkBytes = 0
                chunk.rows.reserveCapacity(chunkRows)
                chunk.events.reserveCapacity(chunkRows)
            }
        }
        chunk.warnings += reader.takeWarnings()
        _ = queue.add(chunk)
        return reader.digest()
    }
}
