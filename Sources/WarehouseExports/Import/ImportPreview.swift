import InventoryLedger

/// What a file would tell, read without a ledger.
public struct ImportPreview: Sendable {
    /// The profile's name.
    public let profile: String
    /// The first events, with the rows they come from.
    public private(set) var events: [(row: Int64, event: Event)] = []
    public private(set) var rows: Int64 = 0
    public private(set) var rejected: Int64 = 0
    public private(set) var ignored: Int64 = 0
    /// The first problems.
    public private(set) var problems: [RowProblem] = []

    private static let problemsMax = 1000

    /// Reads a whole file and keeps its first events and problems.
    public static func read(_ path: String, options: ImportOptions, eventsMax: Int, now: Instant) throws
        -> ImportPreview
    {
        let reading = try FileReading(
            path: path,
            named: options.profile,
            among: options.profiles,
            settings: options.file,
            ledger: LedgerSettings.standard(),
            now: now
        )
        var preview = ImportPreview(profile: reading.profile.name)
        let queue = ChunkQueue(chunksMax: 4)
        reading.start(into: queue)
        defer { queue.abandon() }
        while let chunk = queue.next() {
            var next = 0
            var nextStatement = 0
            for row in chunk.rows {
                preview.rows += 1
                switch row.content {
                case .ignored: preview.ignored += 1
                case .rejected(_, let problems):
                    preview.rejected += 1
                    if preview.problems.count < problemsMax { preview.problems += problems }
                case .told(let events, let statements, _):
                    let stated = try chunk.statements[nextStatement..<nextStatement + statements].flatMap {
                        try $0.samples()
                    }
                    for event in chunk.events[next..<next + events] + stated
                    where preview.events.count < eventsMax {
                        preview.events.append((row.row, event))
                    }
                    next += events
                    nextStatement += statements
                }
            }
        }
        _ = try queue.digest()
        return preview
    }

    private init(profile: String) { self.profile = profile }
}
