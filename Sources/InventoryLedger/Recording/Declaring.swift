import GRDB

extension Ledger {
    /// Records declarations as one batch. Unchanged ones are not recorded again.
    ///
    /// - Parameters:
    ///   - unless: throws if the current state forbids the declarations.
    ///   - follow: records the consequences for events.
    func declare<Value: Codable & Equatable>(
        _ topic: Declarations.Topic,
        _ values: [(subject: String, value: Value)],
        action: BatchAction,
        origin: BatchOrigin,
        unless: ([Declarations.Subject: Value]) throws -> Void = { _ in },
        thereby follow: (LogWriter, _ changed: Set<Declarations.Subject>) throws -> Void = { _, _ in }
    ) throws -> AppendResult {
        try write { database in
            try database.transaction(isKept: \.isRecorded) {
                try Projections.checkVersion(database)
                var known = try Declarations.current(database, topic, as: Value.self)
                try unless(known)
                let log = try LogWriter(database, settings: settings, action: action, clock: recordingClock)
                var counts = RowCounts()
                var changed: Set<Declarations.Subject> = []
                for (text, value) in values {
                    let subject = Declarations.Subject(text: text)
                    if known[subject] == value {
                        counts.duplicates += 1
                        continue
                    }
                    counts.recorded += 1
                    changed.insert(subject)
                    if known.updateValue(value, forKey: subject) != nil { counts.superseded += 1 }
                    try log.declare(topic, subject: text, value: Declarations.encode(value))
                }
                let hasChanges = counts.recorded > 0
                if hasChanges {
                    try follow(log, changed)
                    try log.close(
                        file: origin.file,
                        fileDigest: origin.digest,
                        profile: origin.profile,
                        counts: counts
                    )
                }
                return AppendResult(
                    batch: hasChanges ? log.batch.id : nil,
                    counts: counts,
                    events: log.lastSeq - log.head.seq,
                    warnings: hasChanges ? log.clockWarnings : []
                )
            }
        }
    }

    /// Withdraws declarations, as one batch.
    func withdraw(_ subjects: [(topic: Declarations.Topic, subject: String)], action: BatchAction) throws
        -> AppendResult
    {
        try write { database in
            try database.transaction {
                let log = try LogWriter(database, settings: settings, action: action, clock: recordingClock)
                var counts = RowCounts()
                for (topic, subject) in subjects {
                    try log.declare(topic, subject: subject, value: nil)
                    counts.recorded += 1
                }
                try log.close(counts: counts)
                return AppendResult(
                    batch: log.batch.id,
                    counts: counts,
                    events: 0,
                    warnings: log.clockWarnings
                )
            }
        }
    }
}
