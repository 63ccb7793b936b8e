import GRDB
import Synchronization

/// Compares a ledger's schema with the one that the migrations make.
///
/// Whatever acts in a file acts on all who open it: a stranger's trigger, a table that is a view or computes its columns.
/// None of it may run, so the schema is compared before anything else is asked of the file. What is merely missing, such
/// as a trigger that keeps the log append-only, does no harm to who reads, and is for `verify` to tell.
struct SchemaCheck {
    private let database: Database
    private let version: Int

    /// - Parameter version: the schema version that the file says it has.
    init(_ database: Database, version: Int) {
        self.database = database
        self.version = version
    }

    /// Everything in which the schema differs from a ledger's.
    func findings() throws -> [String] { try differences().map(\.message) }

    /// - Throws: `damaged` where the schema holds something else than a ledger's that would act.
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

    private func differences() throws -> [Difference] {
        let expected = try Self.expected(version)
        var missing = expected
        var differences: [Difference] = []
        for object in try Self.objects(database) {
            guard let own = expected[object.name] else {
                if object.doesHarm(to: expected) {
                    differences.append(
                        Difference(message: "\(object) does not belong to a ledger", acts: true)
                    )
                }
                continue
            }
            // A second object of one name can only be written by hand.
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
        /// The statement; of a table from its first parenthesis on, since a rebuilt table's own name is quoted.
        let definition: String

        var description: String { "\(type) \(name):" }

        /// Further tables and views are never looked at. A trigger acts, and so does an index of a ledger's own table.
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
            // Columns of the schema have no types of their own: a hand can write anything there.
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

    /// The schemas of each version, by the objects' names, made once.
    private static let known = Mutex<[Int: [String: Object]]>([:])

    private static func expected(_ version: Int) throws -> [String: Object] {
        if let known = known.withLock({ $0[version] }) { return known }
        // As every connection: one that has no memory to end a transaction is closed, and ends nothing else.
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
