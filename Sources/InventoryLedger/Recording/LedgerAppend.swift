import GRDB

/// What an append did, or would have done.
public struct AppendResult: Sendable {
    /// The batch; nil if nothing was recorded.
    public let batch: Int64?
    /// What became of the rows.
    public let counts: RowCounts
    /// Events appended; 0 if nothing was recorded.
    public let events: Int64
    /// The first problems, in order.
    public let problems: [RowProblem]
    /// The number of problems, including those not listed.
    public let problemsTotal: Int64
    /// The kinds of problems, each with the number of its rows.
    public let sharedProblems: [SharedProblem]
    /// Warnings, which do not prevent recording.
    public let warnings: [RowProblem]
    /// The number of warnings, including those not listed.
    public let warningsTotal: Int64
    /// Rows were rejected or in conflict, so nothing was recorded.
    public let isRefused: Bool
    /// The number of the first event of the ledger that was restated.
    package let firstMet: Int64?
    /// The changes in stock, for a dry run only.
    public let changes: [StockChange]
}

extension AppendResult {
    /// Whether there is a batch.
    var isRecorded: Bool { batch != nil }

    /// The result of a batch of declarations.
    init(batch: Int64?, counts: RowCounts, events: Int64, warnings: [RowProblem]) {
        self.init(
            batch: batch,
            counts: counts,
            events: events,
            problems: [],
            problemsTotal: 0,
            sharedProblems: [],
            warnings: warnings,
            warningsTotal: Int64(warnings.count),
            isRefused: false,
            firstMet: nil,
            changes: []
        )
    }
}

/// How an append handles conflicts and rejected rows.
public struct AppendOptions: Sendable {
    /// What happens to rows that contradict the ledger.
    public var onConflict: ConflictPolicy = .fail
    /// Records the valid rows of a file and stores the rejected ones.
    public var skipsRejected = false
    /// Does all the work and rolls it back.
    public var isDryRun = false
    /// The maximum number of problems to list.
    public var problemsMax = 1000

    /// Refuses conflicts and rejected rows, and records the rest.
    public init() {}
}

/// The origin of a batch's rows.
public struct BatchOrigin: Sendable {
    /// The name of the file.
    public var file: String?
    /// SHA-256 of the file's bytes.
    public var digest: [UInt8]?
    /// The name of the profile that the file was read by.
    public var profile: String?

    /// Rows of a file, or rows without a file by default.
    public init(file: String? = nil, digest: [UInt8]? = nil, profile: String? = nil) {
        // As people read it: the ledger stores text, and a file name need not be text.
        self.file = file.map { FileName.shown($0) }
        self.digest = digest
        self.profile = profile
    }
}

extension Appender {
    /// Appends an event without a file. An event with a time of statement is a statement.
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
    /// Records events as one batch: all of them or, if one conflicts with the ledger, none.
    ///
    /// Events that the ledger already has are recognized by their key and recorded only once. The batch is on disk
    /// when this returns.
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

    /// Appends one batch in one transaction. The block passes the rows and returns their origin.
    ///
    /// An error in the block rolls back the whole batch.
    package func append(
        action: BatchAction,
        options: AppendOptions,
        _ rows: (Appender) throws -> BatchOrigin
    ) throws -> AppendResult {
        try write { database in
            try database.transaction(isKept: \.isRecorded) {
                try append(database, after: nil, action: action, options: options, rows)
            }
        }
    }

    /// Appends one batch within the caller's transaction, which must be rolled back if there is no batch.
    func append(
        _ database: Database,
        after earlier: EarlierBatches?,
        action: BatchAction,
        options: AppendOptions,
        _ rows: (Appender) throws -> BatchOrigin
    ) throws -> AppendResult {
        try Projections.checkVersion(database)
        let before = options.isDryRun ? try allStock(database) : []
        let log = try LogWriter(
            database,
            settings: settings,
            action: action,
            clock: recordingClock,
            after: earlier
        )
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
            try appender.noteFacts()
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
        return AppendResult(
            batch: isKept && !options.isDryRun ? log.batch.id : nil,
            counts: counts,
            events: isKept ? log.lastSeq - log.head.seq : 0,
            problems: problems.problems,
            problemsTotal: problems.total,
            sharedProblems: problems.shared,
            warnings: (isKept ? log.clockWarnings : []) + problems.warnings,
            warningsTotal: problems.warningsTotal + Int64(isKept ? log.clockWarnings.count : 0),
            isRefused: isRefused,
            firstMet: appender.firstMet,
            changes: changes
        )
    }

    private func allStock(_ database: Database) throws -> [StockPosition] {
        try StockReport.rows(database, StockQuery(includesZero: true), settings: settings)
    }
}
