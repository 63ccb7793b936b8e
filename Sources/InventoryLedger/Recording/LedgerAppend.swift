import GRDB

/// What an append did, or would have done.
public struct AppendResult: Sendable {
    /// The batch, nil where nothing was recorded.
    public let batch: Int64?
    /// What became of the rows.
    public let counts: RowCounts
    /// Events appended; 0 where nothing was recorded.
    public let events: Int64
    /// The first problems, in the order they were found.
    public let problems: [RowProblem]
    /// How many problems there were, also beyond those listed.
    public let problemsTotal: Int64
    /// What is worth a second look without being wrong.
    public let warnings: [RowProblem]
    /// How many warnings there were, also beyond those listed.
    public let warningsTotal: Int64
    /// Rows were rejected or in conflict, so nothing was recorded.
    public let isRefused: Bool
    /// The first event of the book that was stated again, by its number.
    package let firstMet: Int64?
    /// The changes in stock, for a dry run only.
    public let changes: [StockChange]
}

extension AppendResult {
    /// The result of a batch of declarations.
    init(batch: Int64?, counts: RowCounts, events: Int64, warnings: [RowProblem]) {
        self.init(
            batch: batch,
            counts: counts,
            events: events,
            problems: [],
            problemsTotal: 0,
            warnings: warnings,
            warningsTotal: Int64(warnings.count),
            isRefused: false,
            firstMet: nil,
            changes: []
        )
    }
}

/// How an append treats what it meets.
public struct AppendOptions: Sendable {
    /// What happens to rows that contradict the ledger.
    public var onConflict: ConflictPolicy = .fail
    /// Records the good rows of a file and keeps the others raw.
    public var skipsRejected = false
    /// Does all the work and takes it back.
    public var isDryRun = false
    /// How many problems are given in full.
    public var problemsMax = 1000

    /// Refuses conflicts and rejected rows, and records the rest.
    public init() {}
}

/// Where a batch's rows come from.
public struct BatchOrigin: Sendable {
    /// The name of the file.
    public var file: String?
    /// SHA-256 of the file's bytes.
    public var digest: [UInt8]?
    /// The name of the profile that the file was read by.
    public var profile: String?

    /// Rows of a file, or rows of no file where nothing is given.
    public init(file: String? = nil, digest: [UInt8]? = nil, profile: String? = nil) {
        // As people read it: what is recorded is text, and the name of a file need not be.
        self.file = file.map { FileName.shown($0) }
        self.digest = digest
        self.profile = profile
    }
}

extension Appender {
    /// Appends an event that is in no file. One that says when it was stated is a statement.
    fileprivate func append(_ event: Event) throws -> [FieldProblem] {
        guard event.detail.statedAt != nil else { return try append(CollectionOfOne(event), row: nil) }
        let statement: Statement
        do {
            statement = try Statement(event: event.fields)
        } catch {
            return [error]
        }
        return try append(EmptyCollection<Event>(), stating: CollectionOfOne(statement), row: nil)
    }
}

extension Ledger {
    /// Records events as one batch: all of them or, where one conflicts with the book, none.
    ///
    /// Events that the ledger has already are told by their key and recorded once only. The batch is on the disk when this
    /// returns.
    ///
    /// - Throws: `LedgerError`, and then none of the events is recorded; see `Ledger` for the one exception.
    @discardableResult
    public func record(
        _ events: [Event],
        options: AppendOptions = AppendOptions(),
        action: BatchAction = .record
    ) throws -> AppendResult {
        try append(action: action, options: options) { appender in
            for event in events {
                for warning in event.warnings { appender.warn(RowProblem(row: nil, warning)) }
                let problems = try appender.append(event)
                guard problems.isEmpty else {
                    let found = problems.map { RowProblem(row: nil, $0) }
                    try appender.reject(row: 0, raw: [], problems: found, keep: false)
                    continue
                }
            }
            return BatchOrigin()
        }
    }

    /// Appends one batch in one transaction. The block hands the rows over and says at the end where they came from.
    ///
    /// Whatever the block throws takes the whole batch back.
    package func append(
        action: BatchAction,
        options: AppendOptions,
        _ rows: (Appender) throws -> BatchOrigin
    ) throws -> AppendResult {
        try write { database in
            var result: AppendResult?
            try database.inTransaction(.immediate) {
                try Projections.checkVersion(database)
                let before = options.isDryRun ? try allStock(database) : []
                let log = try LogWriter(database, settings: settings, action: action, clock: recordingClock)
                let appender = try Appender(
                    log,
                    policy: options.onConflict,
                    keepsRejected: options.skipsRejected,
                    problemsMax: options.problemsMax
                )
                let origin = try rows(appender)
                let (counts, found) = try appender.finish()
                var problems = found
                if counts.recorded > 0, let digest = origin.digest,
                    let warning = try FileAgain.warning(database, digest: digest)
                {
                    problems.warn(warning)
                }
                let isRefused =
                    counts.conflicts > 0 && options.onConflict == .fail || problems.hasContradiction
                    || counts.rejected > 0 && !options.skipsRejected
                let isKept = appender.hasChanges && !isRefused
                if isKept {
                    try appender.noteRestated()
                    try appender.noteTold()
                    try log.close(
                        file: origin.file,
                        fileDigest: origin.digest,
                        profile: origin.profile,
                        counts: counts
                    )
                }
                var changes: [StockChange] = []
                if isKept && options.isDryRun {
                    changes = StockChange.between(before, try allStock(database))
                }
                result = AppendResult(
                    batch: isKept && !options.isDryRun ? log.batch.id : nil,
                    counts: counts,
                    events: isKept ? log.lastSeq - log.head.seq : 0,
                    problems: problems.problems,
                    problemsTotal: problems.total,
                    warnings: (isKept ? log.clockWarnings : []) + problems.warnings,
                    warningsTotal: problems.warningsTotal + Int64(isKept ? log.clockWarnings.count : 0),
                    isRefused: isRefused,
                    firstMet: appender.firstMet,
                    changes: changes
                )
                return isKept && !options.isDryRun ? .commit : .rollback
            }
            guard let result else { throw LedgerError(.unexpected, "an append ended without a result") }
            return result
        }
    }

    private func allStock(_ database: Database) throws -> [StockPosition] {
        try StockReport.rows(database, StockQuery(includesZero: true), settings: settings)
    }
}
