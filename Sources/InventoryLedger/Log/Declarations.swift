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
