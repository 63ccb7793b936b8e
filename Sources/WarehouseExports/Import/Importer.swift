import Glibc
import InventoryLedger

/// The options of an import.
public struct ImportOptions: Sendable {
    /// The profile; if nil, the header of each file decides.
    public var profile: Profile?
    /// The profiles to choose from.
    public var profiles: [Profile] = Profile.builtIn
    /// Settings for the whole file.
    public var file = FileSettings()
    /// How to treat conflicts and rejected rows.
    public var append = AppendOptions()
    /// The name of the batch's action in the ledger.
    public var action = BatchAction.import
    /// Called regularly; once it returns true, the import stops and the ledger is unchanged.
    public var isInterrupted: @Sendable () -> Bool = { false }
    /// Called with the progress when a file is opened and then about every thousand rows, on the importing thread.
    public var onProgress: (@Sendable (ImportProgress) -> Void)?

    /// Lets the header choose among the built-in profiles, and refuses conflicts.
    public init() {}
}

/// The result of importing one file.
public struct ImportResult: Sendable {
    /// The file's path.
    public let file: String
    /// The profile's name.
    public let profile: String
    /// Rows that were read one by one, because they were not written like the rows before them. Each takes several
    /// times as long as the others.
    public let rowsReadSingly: Int64
    /// The ledger's result.
    public let append: AppendResult
}

/// files -> ledger: imports files, each completely or not at all.
public struct Importer: Sendable {
    private let ledger: Ledger
    private let options: ImportOptions

    /// An importer into a ledger.
    public init(_ ledger: Ledger, options: ImportOptions = ImportOptions()) {
        self.ledger = ledger
        self.options = options
    }

    /// Imports one file as one batch; `-` is standard input.
    ///
    /// - Throws: `ImportFailure` if the file as a whole cannot be read, `LedgerError` if the ledger cannot record it.
    ///   Rows that cannot be read are not errors: the result lists them.
    @discardableResult
    public func importFile(_ path: String) throws -> ImportResult {
        try importFile(path) { try ledger.append(action: options.action, options: options.append, $0) }
    }

    /// Imports the first of several files, and those that follow it if they are small. Small files are recorded in one
    /// transaction, because each of them would write much the same pages.
    ///
    /// Call it again with the rest.
    ///
    /// - Returns: what became of the first files, in their order: of at least one, if there are any.
    public func importNext(of paths: ArraySlice<String>) -> [Result<ImportResult, any Error>] {
        let together = importTogether(paths.prefix(Self.filesMax).prefix(while: Self.isSmall))
        if !together.isEmpty { return together.map { .success($0) } }
        return paths.prefix(1).map { path in Result { try importFile(path) } }
    }

    private static let filesMax = 100
    private static let bytesMax = 4 << 20

    private static func isSmall(_ path: String) -> Bool {
        guard path != "-", let status = FileSystem.status(path) else { return false }
        return status.st_mode & S_IFMT == S_IFREG && status.st_size <= bytesMax
    }

    /// The results of the first files; none if they cannot be recorded together.
    private func importTogether(_ paths: ArraySlice<String>) -> [ImportResult] {
        guard paths.count > 1, !options.append.isDryRun else { return [] }
        let results = try? ledger.inSharedTransaction { shared in
            var results: [ImportResult] = []
            for path in paths where !shared.isFull {
                let result = try? importFile(path) {
                    try shared.append(action: options.action, options: options.append, $0)
                }
                guard let result else { break }
                results.append(result)
            }
            return results
        }
        // A file that fails is imported by itself again, and then tells its error.
        return results ?? []
    }

    private func importFile(
        _ path: String,
        _ append: ((Appender) throws -> BatchOrigin) throws -> AppendResult
    ) throws -> ImportResult {
        let reading = try open(path)
        var rowsReadSingly: Int64 = 0
        let result = try append { appender in
            appender.states(reading.profile.listing)
            let queue = ChunkQueue(chunksMax: 1)
            try reading.start(into: queue)
            defer { queue.abandon() }
            var progress = ImportProgress(file: path, bytesTotal: reading.meter.bytesTotal)
            options.onProgress?(progress)
            while let chunk = queue.next(while: { !options.isInterrupted() }) {
                try checkInterruption(path)
                try take(chunk, appender, reporting: reading.profile.facts)
                rowsReadSingly += Int64(chunk.rows.count)
                progress.bytesRead = reading.meter.bytesRead
                progress.rows += Int64(chunk.rowCount)
                options.onProgress?(progress)
            }
            try checkInterruption(path)
            progress.isRead = true
            options.onProgress?(progress)
            return BatchOrigin(file: path, digest: try queue.digest(), profile: reading.profile.name)
        }
        return ImportResult(
            file: path,
            profile: reading.profile.name,
            rowsReadSingly: rowsReadSingly,
            append: result
        )
    }

    /// Opens a file and reads its header.
    private func open(_ path: String) throws -> FileReading {
        let now = ledger.now()
        let opening = try PatientWork { [options, settings = ledger.settings] in
            try FileReading(
                path: path,
                named: options.profile,
                among: options.profiles,
                settings: options.file,
                ledger: settings,
                now: now
            )
        }
        guard let reading = try opening.value(while: { !options.isInterrupted() }) else {
            throw Self.interrupted(path)
        }
        return reading
    }

    private func checkInterruption(_ path: String) throws {
        if options.isInterrupted() { throw Self.interrupted(path) }
    }

    private static func interrupted(_ path: String) -> LedgerError {
        LedgerError(.interrupted, "interrupted; \(path) was not recorded")
    }

    private func take(_ chunk: MappedChunk, _ appender: Appender, reporting facts: Set<Fact>) throws {
        for warning in chunk.warnings { appender.warn(warning) }
        try appender.learn(chunk.plain, reporting: facts)
        for _ in 0..<chunk.plainIgnored { appender.ignore() }
        var next = 0
        var nextStatement = 0
        var nextPlain = 0
        for row in chunk.rows {
            try takePlain(nextPlain..<row.plainBefore, of: chunk, appender)
            nextPlain = row.plainBefore
            switch row.content {
            case .ignored: appender.ignore()
            case .rejected(let raw, let problems, let subject):
                try appender.reject(
                    row: row.row,
                    raw: raw,
                    problems: problems,
                    keep: options.append.skipsRejected,
                    about: subject
                )
            case .mapped(let eventCount, let statementCount, let raw):
                let events = chunk.events[next..<next + eventCount]
                next += eventCount
                let statements = chunk.statements[nextStatement..<nextStatement + statementCount]
                nextStatement += statementCount
                for event in events { appender.admit(event, reporting: facts) }
                for statement in statements { try appender.admit(statement, reporting: facts) }
                try take(events, statements, row: row.row, raw: raw, appender)
            }
        }
        try takePlain(nextPlain..<chunk.plain.events.count, of: chunk, appender)
    }

    private func takePlain(_ range: Range<Int>, of chunk: MappedChunk, _ appender: Appender) throws {
        guard !appender.takesPlainEvents else {
            return try appender.append(chunk.plain, range)
        }
        for place in range {
            guard let event = appender.event(place, of: chunk.plain) else { continue }
            let row = chunk.plain.events[place].row
            try take(CollectionOfOne(event), EmptyCollection<Statement>(), row: row, raw: nil, appender)
        }
    }

    private func take(
        _ events: some Collection<Event>,
        _ statements: some Collection<Statement>,
        row: Int64,
        raw: [UInt8]?,
        _ appender: Appender
    ) throws {
        let problems = try appender.append(events, stating: statements, row: row, raw: raw)
        guard !problems.isEmpty else { return }
        // The ledger found the problem, so the row's own bytes are gone. Its events say the same.
        let raw = events.map { $0.canonicalRow() }.joined(separator: "\n")
        try appender.reject(
            row: row,
            raw: Array(raw.utf8),
            problems: problems.map { RowProblem(row: row, $0) },
            keep: options.append.skipsRejected,
            about: events.first?.subject ?? statements.first?.subject
        )
    }
}

extension Event {
    fileprivate var subject: RowSubject? {
        RowSubject(source: source, document: document, line: line, sku: sku)
    }
}

extension Statement {
    fileprivate var subject: RowSubject? {
        fields.document.map {
            RowSubject(source: fields.source, document: $0, line: fields.line, sku: fields.sku)
        }
    }
}
