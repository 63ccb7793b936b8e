/// The schema of a central store, one step after another, like that of a ledger.
public struct CentralMigration: Sendable {
    /// The version of the store once the step is done.
    public let version: Int
    /// The name of the step's file in `Migrations/Central/SQL`, without `.sql`.
    public let name: String
    /// The statements of the step.
    public let sql: String

    /// Every step, in order. Version 2 brought functions alone.
    public static let all: [CentralMigration] = [
        CentralMigration(version: 1, name: "c001_store", bytes: PackageResources.c001_store_sql),
        CentralMigration(version: 3, name: "c003_lean", bytes: PackageResources.c003_lean_sql),
        CentralMigration(version: 4, name: "c004_narrow", bytes: PackageResources.c004_narrow_sql),
        CentralMigration(version: 5, name: "c005_touched", bytes: PackageResources.c005_touched_sql),
        CentralMigration(version: 6, name: "c006_passes", bytes: PackageResources.c006_passes_sql),
    ]

    /// The functions, which are made anew after the steps.
    public static let functions = String(decoding: PackageResources.functions_sql, as: UTF8.self)

    /// The statements that spread the books over the servers of Citus.
    public static let distribution = String(decoding: PackageResources.distribute_sql, as: UTF8.self)

    /// The version that this program reads and writes.
    public static var latestVersion: Int { all.last?.version ?? 0 }

    private init(version: Int, name: String, bytes: [UInt8]) {
        self.version = version
        self.name = name
        self.sql = String(decoding: bytes, as: UTF8.self)
    }
}
