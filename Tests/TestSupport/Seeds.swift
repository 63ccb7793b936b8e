import Foundation

/// The seeds of all random tests, suite by suite. `swift test` takes these and no others, so that it says the same each
/// time.
///
/// A long run (`Tests/*/run`) takes fresh seeds and prints them. Where one of those fails, it joins `failedOnce` for good.
public enum Seeds {
    /// How many seeds each suite takes: 1, 2, 3 and so on. A test may take the first few of them.
    public static let counts: [String: UInt64] = [
        "AmendmentWalkTests": 10,
        "BusinessZoneCalendarTests": 1,
        "CanonicalFormatTests": 1,
        "CellRunsTests": 5,
        "CellTableTests": 3,
        "ConflictLawTests": 4,
        "CrowdTests": 1,
        "DividedShipmentTests": 6,
        "ExceptionTests": 5,
        "FillLawTests": 4,
        "FlippedByteTests": 1,
        "FoldInPartsTests": 4,
        "RandomStatementsLawTests": 3,
        "HostileFileTests": 1,
        "IdentityLawTests": 8,
        "KillTests": 1,
        "KilledAtCallTests": 1,
        "KilledBesideReaderTests": 1,
        "LedgerOracleTests": 3,
        "MergeLawTests": 4,
        "MovementPartsTests": 4,
        "NthFailureTests": 1,
        "OpeningLawTests": 3,
        "OrderHistoryLawTests": 2,
        "OrderLawTests": 4,
        "OverlapLawTests": 6,
        "PartHistoryLawTests": 7,
        "FastRowReaderTests": 3,
        "PowerLossTests": 1,
        "RandomTableTests": 1,
        "ReconciliationTests": 5,
        "RecordingLawTests": 3,
        "ReportLawTests": 4,
        "SellThroughLawTests": 6,
        "SellThroughSideBySideTests": 1,
        "ShipmentReportTests": 6,
        "SimulationTests": 3,
        "SlowMoverLawTests": 5,
        "StockLawTests": 9,
        "TamperedValueTests": 1,
        "TrueSeasonTests": 2,
        "UndoLawTests": 7,
    ]

    /// The seeds at which a suite has failed. They are taken by every run from then on.
    public static let failedOnce: [String: [UInt64]] = [
        "SimulationTests": [770_200_333]
    ]

    /// What a long run asks for: how many times as many seeds, from which one on.
    static let rounds = number("TARIMA_ROUNDS").map { max(1, $0) }
    static let first = number("TARIMA_SEED")

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }
}

/// The first so many seeds of the suite that this stands in, and those at which it once failed.
///
/// `TARIMA_SEED` names one seed instead, to replay a failure. `TARIMA_ROUNDS` takes that many times as many, from 1 on or
/// from the seed that is named.
public func seeds(_ count: UInt64, file: String = #fileID) -> [UInt64] {
    let suite = file.split(separator: "/").last.map { String($0.dropLast(".swift".count)) } ?? file
    guard Seeds.first != nil || Seeds.rounds != nil else {
        return Array(1...max(1, count)) + Seeds.failedOnce[suite, default: []]
    }
    let rounds = Seeds.rounds.map { $0 &* count } ?? 1
    return (0..<max(1, rounds)).map { (Seeds.first ?? 1) &+ $0 }
}

/// Whether this is a long run, which also tries what depends on the instant at which it happens.
public var isLongRun: Bool { Seeds.rounds != nil }
