import GRDB

/// Compares a ledger's schema with the one that the migrations make: without its triggers, the log is only
/// append-only by good will.
struct SchemaCheck {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    func run() throws -> [String] {
        let expected = try DatabaseQueue().writeWithoutTransaction { fresh in
            try LedgerFile.migrate(fresh)
            return try Self.objects(fresh)
        }
        let found = try Self.objects(database)
        var findings: [String] = []
        for (name, object) in expected.sorted(by: { $0.key < $1.key }) {
            if found[name] == nil {
                findings.append("\(object.type) \(name): is missing")
            } else if found[name] != object {
                findings.append("\(object.type) \(name): is not what a ledger has under this name")
            }
        }
        // Further tables, indexes and views do no harm; a trigger acts.
        for (name, object) in found.sorted(by: { $0.key < $1.key })
        where expected[name] == nil && object.type == "trigger" {
            findings.append("trigger \(name): does not belong to a ledger")
        }
        return findings
    }

    private struct Object: Equatable {
        let type: String
        /// The statement from its first parenthesis on: a rebuilt table's own name is quoted.
        let definition: String
    }

    private static func objects(_ database: Database) throws -> [String: Object] {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        )
        return Dictionary(
            uniqueKeysWithValues: rows.map { row -> (String, Object) in
                let (name, type, sql): (String, String, String) = (row[0], row[1], row[2])
                let definition = type == "table" ? sql.drop { $0 != "(" } : sql[...]
                return (name, Object(type: type, definition: String(definition)))
            }
        )
    }
}
