import CentralMigrations

/// A central store: a PostgreSQL database that keeps what many ledgers of a business hold together, its book.
///
/// Every ledger stays what it is: it records alone and needs no store. Shipping sends what is new; the store never
/// sends anything into a ledger.
///
/// A store is one connection, and is used from one thread.
public final class CentralStore {
    let connection: Connection
    let isInterrupted: () -> Bool

    /// Connects to a store.
    ///
    /// - Parameters:
    ///   - address: where it is.
    ///   - isInterrupted: asked now and then; the store gives up when it is true.
    /// - Throws: `unreachable`, `noRight`, `noStore`, `newerStore`, `olderStore`.
    public convenience init(_ address: CentralAddress, isInterrupted: @escaping () -> Bool = { false }) throws
    {
        try self.init(Connection(address, isInterrupted: isInterrupted), isInterrupted)
        try checkVersion()
    }

    private init(_ connection: Connection, _ isInterrupted: @escaping () -> Bool) {
        self.connection = connection
        self.isInterrupted = isInterrupted
    }

    /// Makes a store in an empty database, or brings an older one up to date. The role needs the right to create
    /// roles and schemas.
    ///
    /// - Parameters:
    ///   - address: the database.
    ///   - isDistributed: also spreads the books over the servers of Citus.
    ///   - isInterrupted: asked now and then; the store gives up when it is true.
    /// - Returns: the version that it has now, and the one that it had; 0 for none.
    /// - Throws: `alreadyExists` if another database of the server is a store, `notDistributed`, `newerStore`.
    @discardableResult
    public static func prepare(
        _ address: CentralAddress,
        isDistributed: Bool = false,
        isInterrupted: @escaping () -> Bool = { false }
    ) throws -> (version: Int, before: Int) {
        let store = try CentralStore(Connection(address, isInterrupted: isInterrupted), isInterrupted)
        let before = try store.version() ?? 0
        guard before <= CentralMigration.latestVersion else { throw newer(before) }
        if isDistributed, try !store.hasCitus() {
            throw CentralError(
                .notDistributed,
                "the database has no Citus; install it and run CREATE EXTENSION citus, or keep the store on one server"
            )
        }
        // All steps or none, because roles would be left otherwise.
        try store.connection.transaction {
            for step in CentralMigration.all where step.version > before {
                try store.connection.run(step.sql)
                try store.connection.query(
                    "INSERT INTO tarima.store (version) VALUES ($1)",
                    [.integer(Int64(step.version))]
                )
            }
            if before < CentralMigration.latestVersion {
                try store.connection.run(CentralMigration.functions)
            }
            // A step may have added tables to a store that is spread.
            if try isDistributed && before == 0 || store.isSpread() {
                try store.connection.run(CentralMigration.distribution)
            }
        }
        return (CentralMigration.latestVersion, before)
    }

    private func hasCitus() throws -> Bool {
        try connection.query("SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus'").count > 0
    }

    /// Whether the books are spread over servers.
    private func isSpread() throws -> Bool {
        // Without Citus there is no such table.
        guard try connection.query("SELECT to_regclass('pg_dist_partition') IS NOT NULL")[0].number(0) != 0
        else {
            return false
        }
        return try connection.query(
            "SELECT FROM pg_dist_partition WHERE logicalrelid = to_regclass('tarima.book_state')"
        ).count > 0
    }

    private func version() throws -> Int? {
        let server = try connection.query("SELECT current_setting('server_version_num')::int")[0].number(0)
        guard server >= Self.oldestServer else {
            throw CentralError(.oldServer, "the server is older than PostgreSQL 15")
        }
        guard try connection.query("SELECT to_regclass('tarima.store') IS NOT NULL")[0].number(0) != 0 else {
            return nil
        }
        return try connection.query("SELECT max(version) FROM tarima.store")[0].integer(0).map {
            Int(clamping: $0)
        }
    }

    private static let oldestServer = 150_000

    private func checkVersion() throws {
        guard let version = try version() else {
            throw CentralError(.noStore, "the database is not a central store")
        }
        guard version <= CentralMigration.latestVersion else { throw Self.newer(version) }
        guard version == CentralMigration.latestVersion else {
            throw CentralError(
                .olderStore,
                "an earlier version made the store; its owner must bring it up to date"
            )
        }
    }

    private static func newer(_ version: Int) -> CentralError {
        CentralError(
            .newerStore,
            "a newer version made the store (schema \(version); this program knows \(CentralMigration.latestVersion)); "
                + "update the program"
        )
    }
}
