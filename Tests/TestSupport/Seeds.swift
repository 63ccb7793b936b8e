import Foundation

/// The seeds of all random tests, by suite. `swift test` uses only these, so that its result is always the same.
///
/// A long run (`Tests/*/run`) uses fresh seeds and prints them. One that fails joins `failedOnce` for good.
public enum Seeds {
    /// The number of seeds of each suite: 1, 2, 3 and so on. A test may use only the first ones.
    public static let counts: [String: UInt64] = [
        "AmendmentWalkTests": 10,
        "ArrivalForecastTests": 10,
        "BusinessZoneCalendarTests": 1,
        "CanonicalFormatTests": 1,
        "CellRunsTests": 5,
        "CellTableTests": 3,
        "ConflictLawTests": 4,
        "CrowdTests": 1,
        "DaySetTests": 10,
        "DividedShipmentTests": 6,
        "EventDaysTests": 8,
        "EqualBookTests": 4,
        "ExceptionTests": 5,
        "FetchAgainTests": 4,
        "FillLawTests": 4,
        "FlippedByteTests": 1,
        "FoldInPartsTests": 4,
        "FractionTests": 5,
        "RandomStatementsLawTests": 3,
        "HostileFileTests": 1,
        "IdentityLawTests": 8,
        "KeyRunsTests": 10,
        "KindListsTests": 8,
        "KillTests": 1,
        "KilledAtCallTests": 1,
        "KilledBesideReaderTests": 1,
        "LedgerOracleTests": 3,
        "LookAlikeTests": 20,
        "MergeLawTests": 4,
        "MovementPartsTests": 4,
        "NthFailureTests": 1,
        "OpenDaysTests": 10,
        "OpeningLawTests": 3,
        "OrderHistoryLawTests": 2,
        "OrderLawTests": 4,
        "OverlapLawTests": 6,
        "PackedCellsTests": 20,
        "PackedKeysTests": 20,
        "PartOfAnswerTests": 3,
        "PartHistoryLawTests": 7,
        "FastRowReaderTests": 3,
        "PowerLossTests": 1,
        "RandomTableTests": 1,
        "ReconciliationTests": 5,
        "RecordingLawTests": 3,
        "ReportLawTests": 4,
        "RunsOutTests": 10,
        "SellThroughLawTests": 6,
        "SellThroughSideBySideTests": 1,
        "SharedTransactionTests": 4,
        "ShipmentReportTests": 6,
        "SimulationTests": 3,
        "SlowMoverLawTests": 5,
        "StockLawTests": 9,
        "SurvivalCurveTests": 20,
        "TamperedValueTests": 1,
        "TransitWayTests": 6,
        "TrueSeasonTests": 2,
        "UndoLawTests": 7,
    ]

    /// Seeds with which a suite has failed. Every run uses them from then on.
    public static let failedOnce: [String: [UInt64]] = [
        "EqualBookTests": [7, 20, 22, 27, 150],
        "OrderHistoryLawTests": [1_000_002, 1_000_021, 1_000_029, 1_000_041, 3_000_587],
        "SimulationTests": [770_200_333],
    ]

    /// The settings of a long run: the multiple of seeds, and the first one.
    static let rounds = number("TARIMA_ROUNDS").map { max(1, $0) }
    static let first = number("TARIMA_SEED")

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }
}

/// The first seeds of the current suite, and those with which it once failed.
///
/// `TARIMA_SEED` names one seed instead, to replay a failure. `TARIMA_ROUNDS` multiplies the number, starting at 1 or
/// at the named seed.
public func seeds(_ count: UInt64, file: String = #fileID) -> [UInt64] {
    let suite = file.split(separator: "/").last.map { String($0.dropLast(".swift".count)) } ?? file
    guard Seeds.first != nil || Seeds.rounds != nil else {
        return Array(1...max(1, count)) + Seeds.failedOnce[suite, default: []]
    }
    let rounds = Seeds.rounds.map { $0 &* count } ?? 1
    return (0..<max(1, rounds)).map { (Seeds.first ?? 1) &+ $0 }
}

/// Whether this is a long run, which also tries what depends on timing.
public var isLongRun: Bool { Seeds.rounds != nil }

/// A central store that the tests of `CentralStore` use instead of one that they start; nil if none is named.
///
/// `TARIMA_TEST_CENTRAL` is a connection string of a superuser. The server lets every role in without a password.
public let namedCentralStore = ProcessInfo.processInfo.environment["TARIMA_TEST_CENTRAL"].flatMap {
    $0.isEmpty ? nil : $0
}

/// How long the runs of many programs at once go on, in seconds; nil for as few rounds as in every run.
public let longRunSeconds = ProcessInfo.processInfo.environment["TARIMA_SECONDS"].flatMap { Int($0) }
