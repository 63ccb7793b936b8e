import Crypto
import GRDB
import Migrations
import Synchronization

/// Compares a ledger's schema with the one that the migrations create.
///
/// Triggers, views and computed columns in a file run for everyone who opens it. So the schema is compared before
/// anything else is read. A missing object, such as a trigger that keeps the log append-only, does not harm readers
/// and is reported by `verify`.
struct SchemaCheck {
    private let database: Database
    private let version: Int

    /// - Parameter version: the schema version in the file header.
    init(_ database: Database, version: Int) {
        self.database = database
        self.version = version
    }

    /// All differences from the schema of a ledger.
    func findings() throws -> [String] { try differences().map(\.message) }

    /// - Throws: `damaged` if the schema contains an object that would act and is not the ledger's own.
    func refuseWhatActs(path: String) throws {
        guard let difference = try differences().first(where: \.acts) else { return }
        throw LedgerError(
            .damaged,
            "\(path): \(difference.message); nothing was read from it. Restore a backup, and do not trust the program that changed it"
        )
    }

    private struct Difference {
        let message: String
        let acts: Bool
    }

    /// The digest of today's schema; a test compares it with the migrations. Running them takes a fourth of the time of a
    /// short command, so that is only done for a schema with another digest.
    static let latestDigest =
        "0bd8088930b33cb20d61b7465cac26c2d26eeb055849eaf7605f73358e27f640"

    /// The digest of the schema of a database.
    static func digest(_ database: Database) throws -> String { digest(try objects(database)) }

    private static func digest(_ objects: [Object]) -> String {
        var hash = SHA256()
        for object in objects {
            for text in [object.type, object.name, object.table, object.definition] {
                hash.update(data: Array("\(text.utf8.count) \(text)\n".utf8))
            }
        }
        return hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private func differences() throws -> [Difference] {
        let objects = try Self.objects(database)
        if version == Migration.latestVersion, Self.digest(objects) == Self.latestDigest { return [] }
        let expected = try Self.expected(version)
        var missing = expected
        var differences: [Difference] = []
        for object in objects {
            guard let own = expected[object.name] else {
                if object.doesHarm(to: expected) {
                    differences.append(
                        Difference(message: "\(object) does not belong to a ledger", acts: true)
                    )
                }
                continue
            }
            // Only a hand-edited schema has two objects of one name.
            if missing.removeValue(forKey: object.name) == nil || own != object {
                differences.append(
                    Difference(
                        message: "\(object) differs from the object of this name in a ledger",
                        acts: true
                    )
                )
            }
        }
        let lost = missing.values.sorted { $0.name < $1.name }.map {
            Difference(message: "\($0) is missing", acts: $0.type == "table")
        }
        return differences + lost
    }

    private struct Object: Equatable, CustomStringConvertible {
        let type: String
        let name: String
        let table: String
        /// The SQL statement; for a table only from its first parenthesis, because the name of a rebuilt table is
        /// quoted.
        let definition: String

        var description: String { "\(type) \(name):" }

        /// Extra tables and views are never read. Triggers run, and so do indexes of the ledger's tables.
        func doesHarm(to expected: [String: Object]) -> Bool {
            type == "trigger" || type == "index" && expected[table] != nil
        }
    }

    private static func objects(_ database: Database) throws -> [Object] {
        let rows = try RowStatement(
            database,
            "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
        )
        var objects: [Object] = []
        while try rows.next() {
            // The columns of `sqlite_schema` have no types, so a hand-edited file may contain any value.
            let (type, sql) = (rows.shownText(0), rows.shownText(3))
            objects.append(
                Object(
                    type: type,
                    name: rows.shownText(1),
                    table: rows.shownText(2),
                    definition: type == "table" ? String(sql.drop { $0 != "(" }) : sql
                )
            )
        }
        return objects
    }

    /// The schema of each version by object name, created once.
    private static let known = Mutex<[Int: [String: Object]]>([:])

    private static func expected(_ version: Int) throws -> [String: Object] {
        if let known = known.withLock({ $0[version] }) { return known }
        // Like every connection: if it lacks the memory to end a transaction, it is closed.
        let queue = try DatabaseQueue(configuration: Connections.configuration)
        let fresh = try queue.writeWithoutTransaction { database in
            try SchemaVersion.migrate(database, to: version)
            return try objects(database)
        }
        let byName = Dictionary(fresh.map { ($0.name, $0) }) { first, _ in first }
        known.withLock { $0[version] = byName }
        return byName
    }
}
