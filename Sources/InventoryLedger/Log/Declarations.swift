import Foundation
import GRDB

/// What people state that is no event, by topic and subject: the latest statement holds, unless its batch was taken
/// back.
///
/// Declarations are of a batch and of its digest, as events are, and never changed: a correction is a later one.
enum Declarations {
    enum Topic: String {
        case item
        case teller
        /// What a batch's file told of which warehouses.
        case told
        case code
        case promotion
        case plan
        /// Rows that waited and were settled by hand.
        case dismissed
    }

    /// What a declaration is about. Told apart byte for byte, as the codes in it are.
    struct Subject: Hashable {
        let text: String

        static func == (lhs: Self, rhs: Self) -> Bool { lhs.text.hasSameBytes(as: rhs.text) }
        func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }
    }

    /// The values that hold, by subject.
    static func current<Value: Decodable>(
        _ database: Database,
        _ topic: Topic,
        as type: Value.Type = Value.self
    ) throws -> [Subject: Value] {
        var values: [Subject: Value] = [:]
        try forEachCurrent(database, topic) { values[$0] = $1 }
        return values
    }

    /// Hands over the values that hold, in the order of the subjects' bytes, without holding them in memory.
    static func forEachCurrent<Value: Decodable>(
        _ database: Database,
        _ topic: Topic,
        _ body: (Subject, Value) throws -> Void
    ) throws {
        let takenBack = try batchesTakenBack(database)
        let statement = try RowStatement(
            database,
            "SELECT batch, subject, value FROM declaration WHERE topic = ? ORDER BY subject, batch DESC, n DESC"
        )
        statement.bind(topic.rawValue, at: 1)
        let decoder = JSONDecoder()
        var settled: Subject?
        while try statement.next() {
            guard !takenBack.contains(statement.integer(0)) else { continue }
            let subject = Subject(text: statement.text(1))
            guard subject != settled else { continue }
            settled = subject
            guard let json = statement.optionalText(2) else { continue }
            try body(subject, try value(json, of: subject, topic, decoder))
        }
    }

    /// Hands over everything that was stated of a topic and not taken back, the oldest first.
    static func forEach<Value: Decodable>(
        _ database: Database,
        _ topic: Topic,
        as type: Value.Type = Value.self,
        _ body: (Subject, Value) throws -> Void
    ) throws {
        let takenBack = try batchesTakenBack(database)
        let statement = try RowStatement(
            database,
            "SELECT batch, subject, value FROM declaration WHERE topic = ? AND value IS NOT NULL ORDER BY batch, n"
        )
        statement.bind(topic.rawValue, at: 1)
        let decoder = JSONDecoder()
        while try statement.next() {
            guard !takenBack.contains(statement.integer(0)) else { continue }
            let subject = Subject(text: statement.text(1))
            try body(subject, try value(statement.text(2), of: subject, topic, decoder))
        }
    }

    /// What a declaration states.
    private static func value<Value: Decodable>(
        _ json: String,
        of subject: Subject,
        _ topic: Topic,
        _ decoder: JSONDecoder
    ) throws -> Value {
        do {
            return try decoder.decode(Value.self, from: Data(json.utf8))
        } catch {
            throw LedgerError(.damaged, "the \(topic.rawValue) of \(subject.text) cannot be read; run verify")
        }
    }

    /// The value as it is kept: keys in order, so that equal values are equal texts.
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Batches that an undo took back and no further undo restored.
    ///
    /// - Parameter before: looks only at batches before this one, which is being written.
    static func batchesTakenBack(_ database: Database, before: Int64 = .max) throws -> Set<Int64> {
        Set(try BatchUndos(database, before: before).undoneBy.keys)
    }
}

extension Ledger {
    /// Records declarations as one batch. What holds already is not stated again.
    ///
    /// - Parameters:
    ///   - unless: throws where what is known already forbids the declarations.
    ///   - follow: records what follows for the events of the log.
    func declare<Value: Codable & Equatable>(
        _ topic: Declarations.Topic,
        _ values: [(subject: String, value: Value)],
        action: BatchAction,
        origin: BatchOrigin,
        unless: ([Declarations.Subject: Value]) throws -> Void = { _ in },
        thereby follow: (LogWriter, _ changed: Set<Declarations.Subject>) throws -> Void = { _, _ in }
    ) throws -> AppendResult {
        try write { database in
            var result: AppendResult?
            try database.inTransaction(.immediate) {
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
                result = AppendResult(
                    batch: hasChanges ? log.batch.id : nil,
                    counts: counts,
                    events: log.lastSeq - log.head.seq,
                    warnings: hasChanges ? log.clockWarnings : []
                )
                return hasChanges ? .commit : .rollback
            }
            guard let result else { throw LedgerError(.unexpected, "a declaration ended without a result") }
            return result
        }
    }

    /// Takes declarations away, as one batch.
    func withdraw(_ subjects: [(topic: Declarations.Topic, subject: String)], action: BatchAction) throws
        -> AppendResult
    {
        try write { database in
            var result: AppendResult?
            try database.inTransaction(.immediate) {
                let log = try LogWriter(database, settings: settings, action: action, clock: recordingClock)
                var counts = RowCounts()
                for (topic, subject) in subjects {
                    try log.declare(topic, subject: subject, value: nil)
                    counts.recorded += 1
                }
                try log.close(counts: counts)
                result = AppendResult(
                    batch: log.batch.id,
                    counts: counts,
                    events: 0,
                    warnings: log.clockWarnings
                )
                return .commit
            }
            guard let result else { throw LedgerError(.unexpected, "a declaration ended without a result") }
            return result
        }
    }
}
