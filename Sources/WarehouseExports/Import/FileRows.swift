import InventoryLedger

/// The rows of an open file, from the first one after its header.
protocol FileRows: AnyObject {
    /// rows -> chunks of events: reads to the end and returns the digest of the file.
    func readAll(_ mapper: RowMapper, into queue: ChunkQueue) throws -> [UInt8]
    /// rows -> rows of a table: reads to the end and returns the digest of the file.
    func readAll(into table: inout TableRows) throws -> [UInt8]
}

// One class for each kind of reader, so that the loop over rows is specialized. Delimited text may have millions of
// rows.

final class DelimitedRows: FileRows {
    private var reader: DelimitedReader

    init(_ reader: consuming DelimitedReader) { self.reader = reader }

    func readAll(_ mapper: RowMapper, into queue: ChunkQueue) throws -> [UInt8] {
        try ReadRows.read(&reader, mapper, into: queue)
    }

    func readAll(into table: inout TableRows) throws -> [UInt8] { try table.read(&reader) }
}

final class JSONRows: FileRows {
    private var reader: JSONReader

    init(_ reader: consuming JSONReader) { self.reader = reader }

    func readAll(_ mapper: RowMapper, into queue: ChunkQueue) throws -> [UInt8] {
        try ReadRows.read(&reader, mapper, into: queue)
    }

    func readAll(into table: inout TableRows) throws -> [UInt8] { try table.read(&reader) }
}

final class SheetRows: FileRows {
    private var reader: SheetReader

    init(_ reader: consuming SheetReader) { self.reader = reader }

    func readAll(_ mapper: RowMapper, into queue: ChunkQueue) throws -> [UInt8] {
        try ReadRows.read(&reader, mapper, into: queue)
    }

    func readAll(into table: inout TableRows) throws -> [UInt8] { try table.read(&reader) }
}

/// Rows whose columns of one meaning were turned into rows.
final class SpreadRows<Base>: FileRows where Base: RowReader, Base: ~Copyable {
    private var reader: SpreadReader<Base>

    init(_ reader: consuming SpreadReader<Base>) { self.reader = reader }

    func readAll(_ mapper: RowMapper, into queue: ChunkQueue) throws -> [UInt8] {
        try ReadRows.read(&reader, mapper, into: queue)
    }

    func readAll(into table: inout TableRows) throws -> [UInt8] { try table.read(&reader) }
}

private enum ReadRows {
    /// Plain rows per chunk. The more keys are sorted together, the fewer pages of the ledger they touch.
    private static var fastRowsMax: Int { 28_000 }
    /// Other rows per chunk, which take much more memory: enough to make passing them cheap.
    private static var heavyRows: Int { 1024 }
    /// Bytes of the file per chunk, so that memory does not grow with the rows' length.
    private static var chunkBytesMax: Int { 1 << 23 }
    private static var heavyBytesMax: Int { 1 << 20 }

    fileprivate static func read(
        _ reader: inout some RowReader & ~Copyable,
        _ mapper: RowMapper,
        into queue: ChunkQueue
    ) throws -> [UInt8] {
        var mapper = mapper
        var chunk = MappedChunk()
        chunk.warnings = mapper.warnings
        var chunkBytes = 0
        var heavyBytes = 0
        var fastRows = mapper.fastRows
        loop: while true {
            switch try reader.next() {
            case .end: break loop
            case .badRow(let problem):
                chunk.add(.rejected(raw: reader.rawRow, [problem], nil), row: reader.line)
                heavyBytes += reader.rawRowCount
            case .row:
                switch fastRows?.map(reader, into: &chunk.plain) ?? .notPlain {
                case .mapped: break
                case .ignored: chunk.plainIgnored += 1
                case .notPlain:
                    if map(reader, &mapper, &fastRows, into: &chunk) { heavyBytes += reader.rawRowCount }
                }
            }
            chunkBytes += reader.rawRowCount
            if chunk.rows.count >= heavyRows || heavyBytes >= heavyBytesMax || chunkBytes >= chunkBytesMax
                || chunk.plain.events.count >= fastRowsMax
            {
                chunk.warnings += reader.takeWarnings()
                guard queue.add(chunk) else { return [] }
                chunk = MappedChunk()
                fastRows?.begin(&chunk.plain)
                chunkBytes = 0
                heavyBytes = 0
            }
        }
        chunk.warnings += reader.takeWarnings()
        _ = queue.add(chunk)
        return reader.digest()
    }

    /// Maps a row that is not plain. Returns false if it was the first of a new plain form.
    private static func map(
        _ reader: borrowing some RowReader & ~Copyable,
        _ mapper: inout RowMapper,
        _ fastRows: inout FastRowReader?,
        into chunk: inout MappedChunk
    ) -> Bool {
        let content: MappedChunk.Content
        var only: Event?
        var isIgnored = false
        switch mapper.map(reader, into: &chunk) {
        case .mapped(let events, let statements):
            let waits = chunk.statements.suffix(statements).contains { $0.need != nil }
            content = .mapped(events: events, statements: statements, raw: waits ? reader.rawRow : nil)
            if events == 1, statements == 0 { only = chunk.events.last }
        case .ignored:
            content = .ignored
            isIgnored = true
        case .rejected(let problems):
            content = .rejected(raw: reader.rawRow, problems, mapper.subject(reader, problems))
        }
        if fastRows?.learn(reader, only, isIgnored: isIgnored, into: &chunk.plain) == true {
            _ = chunk.events.popLast()
            return false
        }
        chunk.add(content, row: reader.line)
        return true
    }
}
