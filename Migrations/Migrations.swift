/// The schema of a ledger, one step after another.
///
/// Steps are only ever added at the end, and their text never changes once released: a ledger of any age
/// reaches today's schema by running the steps it has not seen.
public struct Migration: Sendable {
    /// The value of `user_version` once the step is done.
    public let version: Int
    /// The name of the step's file in `Migrations/SQL`, without `.sql`.
    public let name: String
    /// The statements of the step.
    public let sql: String

    /// Every step, in order.
    public static let all: [Migration] = [
        Migration(version: 1, name: "v001_log", bytes: PackageResources.v001_log_sql),
        Migration(version: 2, name: "v002_projections", bytes: PackageResources.v002_projections_sql),
        Migration(version: 3, name: "v003_declarations", bytes: PackageResources.v003_declarations_sql),
        Migration(version: 4, name: "v004_statements", bytes: PackageResources.v004_statements_sql),
        Migration(version: 5, name: "v005_shipment_routes", bytes: PackageResources.v005_shipment_routes_sql),
        Migration(version: 6, name: "v006_lines_and_parts", bytes: PackageResources.v006_lines_and_parts_sql),
        Migration(version: 7, name: "v007_packed_moves", bytes: PackageResources.v007_packed_moves_sql),
        Migration(version: 8, name: "v008_packed_days", bytes: PackageResources.v008_packed_days_sql),
        Migration(version: 9, name: "v009_key_runs", bytes: PackageResources.v009_key_runs_sql),
        Migration(version: 10, name: "v010_kind_lists", bytes: PackageResources.v010_kind_lists_sql),
    ]

    /// The version that this program writes.
    public static var latestVersion: Int { all.last?.version ?? 0 }

    private init(version: Int, name: String, bytes: [UInt8]) {
        self.version = version
        self.name = name
        self.sql = String(decoding: bytes, as: UTF8.self)
    }
}
