import Foundation
import GRDB
import Migrations

/// Ledgers of older versions.
enum AgedLedger {
    /// The schemas from 1 up to this one.
    static var versions: Int { Migration.latestVersion }

    static func make(at path: String, version: Int, zone: String) throws {
        let database = try DatabaseQueue(path: path)
        try database.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA application_id = \(0x5452_4D41)")
            for step in Migration.all where step.version <= version {
                try database.execute(sql: step.sql)
                try database.execute(sql: "PRAGMA user_version = \(step.version)")
            }
            try database.execute(
                sql: "INSERT INTO ledger (id, time_zone, currency, created_at) VALUES (1, ?, 'MXN', 0)",
                arguments: [zone]
            )
        }
        try database.close()
    }
}
