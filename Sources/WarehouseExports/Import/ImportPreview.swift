import InventoryLedger

/// The events of a file, read without a ledger.
public struct ImportPreview: Sendable {
    /// The profile's name.
    public let profile: String
    /// The first events, with the rows they come from.
    public private(set) var events: [(row: Int64, event: Event)] = []
    /// The number of rows.
    public private(set) var rows: Int64 = 0
    /// Rows that could not be read.
    public private(set) var rejected: Int64 = 0
    /// Rows without goods.
    public private(set) var ignored: Int64 = 0
    /// The problems of its rows.
    package private(set) var found = ProblemList(max: problemsMax)
    /// The first problems.
    public var problems: [RowProblem] { found.problems }

    private static let problemsMax = 1000

    /// Reads a whole file and keeps its first events and problems.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - options: how it is read, as in an import.
    ///   - eventsMax: how many of its events are kept.
    ///   - now: the time of reading; events after it are problems.
    ///   - ledger: gives the zone of times without an offset, and the currency of amounts without one; nil for those of a
    ///     new ledger.
    public static func read(
        _ path: String,
        options: ImportOptions,
        eventsMax: Int,
        now: Instant,
        ledger: LedgerSettings? = nil
    ) throws -> ImportPreview {
        let reading = try FileReading(
            path: path,
            named: options.profile,
            among: options.profiles,
            settings: options.file,
            ledger: ledger ?? LedgerSettings.standard(),
            now: now
        )
        var preview = ImportPreview(profile: reading.profile.name)
        let queue = ChunkQueue(chunksMax: 4)
        try reading.start(into: queue)
        defer { queue.abandon() }
        var plain = PlainNames()
        while let chunk = queue.next() { try preview.take(chunk, &plain, eventsMax: eventsMax) }
        _ = try queue.digest()
        return preview
    }

    private init(profile: String) { self.profile = profile }

    /// The forms and SKUs of a file so far, by their numbers in plain events.
    private struct PlainNames {
        var forms: [EventForm] = []
        var skus: [SKU] = []

        mutating func learn(_ block: PlainEvents) {
            if block.forgetsForms { forms.removeAll() }
            forms += block.newForms
            skus += block.newSKUs
        }
    }

    private mutating func take(_ chunk: MappedChunk, _ names: inout PlainNames, eventsMax: Int) throws {
        names.learn(chunk.plain)
        for warning in chunk.warnings { found.warn(warning) }
        rows += Int64(chunk.plainIgnored)
        ignored += Int64(chunk.plainIgnored)
        var next = 0
        var nextStatement = 0
        var nextPlain = 0
        for row in chunk.rows {
            takePlain(nextPlain..<row.plainBefore, of: chunk.plain, names, eventsMax: eventsMax)
            nextPlain = row.plainBefore
            rows += 1
            switch row.content {
            case .ignored: ignored += 1
            case .rejected(_, let problems, _):
                rejected += 1
                for problem in problems { found.add(problem) }
            case .mapped(let count, let statements, _):
                let rowStatements = chunk.statements[nextStatement..<nextStatement + statements]
                if count == 0, rowStatements.allSatisfy(\.isIgnored) { ignored += 1 }
                let stated = try rowStatements.flatMap { try $0.samples() }
                for event in chunk.events[next..<next + count] + stated where events.count < eventsMax {
                    events.append((row.row, event))
                }
                next += count
                nextStatement += statements
            }
        }
        takePlain(nextPlain..<chunk.plain.events.count, of: chunk.plain, names, eventsMax: eventsMax)
    }

    private mutating func takePlain(
        _ range: Range<Int>,
        of block: PlainEvents,
        _ names: PlainNames,
        eventsMax: Int
    ) {
        rows += Int64(range.count)
        for plain in block.events[range].prefix(max(0, eventsMax - events.count)) {
            let sku = plain.sku < 0 ? nil : names.skus[plain.sku]
            events.append((plain.row, plain.event(names.forms[plain.form], sku: sku, of: block)))
        }
    }
}
