import Foundation
import GRDB

/// Declarations: what people state that is not an event, by topic and subject. The latest one counts, unless its
/// batch was undone.
///
/// Like events, declarations belong to a batch and its digest and never change. A correction is a later declaration.
enum Declarations {
    enum Topic: String {
        case item
        case factSource = "teller"
        /// The facts that a batch's file reported, with its warehouses.
        case facts = "told"
        case code
        case promotion
        case plan
        /// How a plan was computed.
        case planning
        /// Waiting rows that were settled by hand.
        case dismissed
        /// Descriptions of a source's files.
        case profile
        /// The closed days of a calendar.
        case calendar
    }

    /// What a declaration is about, compared byte for byte like the codes in it.
    struct Subject: Hashable {
        let text: String

        static func == (lhs: Self, rhs: Self) -> Bool { lhs.text.hasSameBytes(as: rhs.text) }
        func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }
    }

    /// The current values by subject.
    ///
    /// - Parameter last: the last batch that is known; nil for all.
    static func current<Value: Decodable>(
        _ database: Database,
        _ topic: Topic,
        as type: Value.Type = Value.self,
        knownUpTo last: Int64? = nil
    ) throws -> [Subject: Value] {
        var values: [Subject: Value] = [:]
        try forEachCurrent(database, topic, knownUpTo: last) { values[$0] = $1 }
        return values
    }

    /// Passes the current values in the order of their subjects' bytes, without holding all in memory.
    ///
    /// - Parameter last: the last batch that is known; nil for all.
    static func forEachCurrent<Value: Decodable>(
        _ database: Database,
        _ topic: Topic,
        knownUpTo last: Int64? = nil,
        _ body: (Subject, Value) throws -> Void
    ) throws {
        let takenBack = try batchesTakenBack(database, before: last.map { $0 &+ 1 } ?? .max)
        let statement = try RowStatement(
            database,
            """
            SELECT batch, subject, value FROM declaration WHERE topic = ? AND batch <= ?
            ORDER BY subject, batch DESC, n DESC
            """
        )
        statement.bind(topic.rawValue, at: 1)
        statement.bind(last ?? .max, at: 2)
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

    /// Passes the declarations of a topic that were not undone, equal ones mostly once. Files of one kind declare the
    /// same again and again.
    static func forEachDifferent<Value: Decodable>(
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
        var known: Set<Different> = []
        while try statement.next() {
            guard !takenBack.contains(statement.integer(0)) else { continue }
            let found = Different(
                subject: Subject(text: statement.text(1)),
                json: Subject(text: statement.text(2))
            )
            guard !known.contains(found) else { continue }
            if known.count < knownMax { known.insert(found) }
            try body(found.subject, value(found.json.text, of: found.subject, topic, decoder))
        }
    }

    private struct Different: Hashable {
        let subject: Subject
        /// Compared byte for byte, because the codes in it are.
        let json: Subject
    }

    private static let knownMax = 1000

    /// The value of a declaration.
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

    /// The value as stored, with sorted keys, so that equal values are equal texts.
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The batches that were undone and not restored.
    ///
    /// - Parameter before: only batches before this one, which is being written.
    static func batchesTakenBack(_ database: Database, before: Int64 = .max) throws -> Set<Int64> {
        Set(try BatchUndos(database, before: before).undoneBy.keys)
    }
}
