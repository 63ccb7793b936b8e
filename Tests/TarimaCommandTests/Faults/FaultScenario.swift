import Foundation
import InventoryLedger
import TestSupport
import Testing

/// A command to be disturbed, with the ledger before it and what must hold after it.
struct FaultScenario: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: [String]
    /// The commands that create its ledger, besides the usual one; nil for none.
    let history: [[String]]?
    /// The ledger has an older schema.
    var isOld = false
    /// The file that the command creates; nil if it changes the ledger.
    var makes: String?

    var testDescription: String { name }

    static let all = [
        FaultScenario(name: "import", arguments: ["import", "season.csv", "--skip-rejected"], history: []),
        FaultScenario(name: "undo", arguments: ["undo", "2"], history: [season]),
        FaultScenario(name: "rebuild", arguments: ["rebuild"], history: [season]),
        FaultScenario(
            name: "backup",
            arguments: ["backup", "kept.ledger"],
            history: [season],
            makes: "kept.ledger"
        ),
        FaultScenario(
            name: "migrate",
            arguments: ["import", "later.csv"],
            history: [season],
            isOld: true
        ),
        FaultScenario(name: "init", arguments: ["init"], history: nil, makes: "tarima.ledger"),
    ]

    /// Files that are recorded in one transaction, if nothing fails.
    static let severalFiles = FaultScenario(
        name: "import several",
        arguments: ["import", "season.csv", "later.csv", "last.csv", "--skip-rejected"],
        history: []
    )

    private static let season = ["import", "season.csv", "--skip-rejected"]

    /// Rows of most kinds: some are already in the ledger, and one cannot be read.
    static let file = """
        kind,document,line,sku,warehouse,quantity,occurred_at,shipment,stage,reason
        stock_received,GRN-1,,MX-1,MTY1,97,2024-10-22,S-1,,
        order_placed,2000004711,,MX-1,MTY1,2,2024-11-13,,,
        order_shipped,2000004711,,MX-1,MTY1,2,2024-11-14,,,
        order_placed,2000004712,1,MX-2,MTY1,3,2024-11-14,,,
        order_cancelled,2000004712,1,MX-2,MTY1,3,2024-11-15,,,customer
        stock_opened,OPEN-1,,MX-2,MTY1,40,2024-10-01,,,
        stock_opened,OPEN-1,,MX-3,MTY1,7,2024-10-01,,,
        shipment_dispatched,S-2,,MX-4,CDMX,60,2024-10-03,,,
        port_arrived,S-2,,,CDMX,,2024-10-20,,,
        shipment_short,S-1,,MX-1,MTY1,3,2024-11-02,,,lost at sea
        stock_adjusted,ADJ-1,,MX-1,MTY1,-1,2024-11-02,,,broken
        stock_adjusted,ADJ-1,,MX-1,MTY1,-1,2024-11-02,,,broken
        return_received,R-1,,MX-1,MTY1,1,2024-11-20,,quarantine,unwanted
        sale_shipped,2000004713,,MX-3,MTY1,many,2024-11-20,,,

        """
        + (0..<60).map { "sale_shipped,20001\($0),,SKU-\($0 % 20),CDMX,1,2024-11-\(13 + $0 % 5),,,\n" }
        .joined()

    /// The start and the undisturbed end of each scenario, created once.
    private static let allPrepared = Dictionary(
        uniqueKeysWithValues: (all + [severalFiles]).map { scenario in
            (
                scenario.name,
                Result {
                    let files = try scenario.files()
                    return (files, try scenario.model(files))
                }
            )
        }
    )

    /// The initial files, and the result of an undisturbed run.
    func prepared() throws -> (files: [String: [UInt8]], model: Model) {
        try #require(Self.allPrepared[name]).get()
    }

    /// A room for the command, copied from the prepared files.
    func room(_ files: [String: [UInt8]]) throws -> Stockroom {
        let room = try Stockroom.empty()
        for (name, bytes) in files { try room.write(name, bytes: bytes) }
        return room
    }

    private func files() throws -> [String: [UInt8]] {
        let room = history == nil ? try Stockroom.empty() : try Stockroom()
        try room.write("season.csv", Self.file)
        try room.write("later.csv", Stockroom.header + "stock_received,GRN-9,MX-1,MTY1,5,2024-12-01\n")
        try room.write("last.csv", Stockroom.header + "stock_received,GRN-10,MX-2,MTY1,6,2024-12-02\n")
        for arguments in history ?? [] {
            let outcome = try room.runner.run(BuiltCommand.path(), arguments)
            try #require(outcome.status == 0, "\(outcome)")
        }
        if isOld { try OldLedger.age(room.path("tarima.ledger")) }
        var files: [String: [UInt8]] = [:]
        for name in try room.files() where !name.hasSuffix("-shm") && !name.hasSuffix("-lock") {
            files[name] = Array(try Data(contentsOf: URL(fileURLWithPath: room.path(name))))
        }
        return files
    }

    private func model(_ files: [String: [UInt8]]) throws -> Model {
        let room = try room(files)
        let before = history == nil ? [] : try LedgerOracle.batches(path: room.path("tarima.ledger"))
        let outcome = try room.runner.run(BuiltCommand.path(), arguments)
        try #require(outcome.status == 0, "\(outcome)")
        let path = room.path(makes ?? "tarima.ledger")
        let findings = try LedgerOracle.check(path: path)
        try #require(findings == [], "undisturbed")
        return Model(
            before: before,
            after: try LedgerOracle.batches(path: path),
            contents: try LedgerOracle.contents(path: path, timeless: true)
        )
    }

    /// The undisturbed end of a scenario.
    struct Model: Sendable {
        let before: [AcknowledgedBatch]
        let after: [AcknowledgedBatch]
        let contents: [String: [[PlainValue]]]

        /// What the command records.
        var attempted: [AcknowledgedBatch] { after.filter { !before.contains($0) } }
    }
}

extension FaultScenario {
    /// The problems after a disturbed run, and after repeating it undisturbed.
    ///
    /// - Parameters:
    ///   - isDone: the command reported success.
    ///   - mayBeDone: it did not, but may have finished.
    func findings(_ room: Stockroom, _ model: Model, isDone: Bool, mayBeDone: Bool) throws -> [String] {
        var findings: [String] = []
        let ledger = room.path("tarima.ledger")
        if history != nil {
            if isOld {
                findings += try OldLedger.findings(ledger)
                // Migrates it.
                _ = try Ledger.open(ledger)
            }
            findings += try LedgerOracle.check(
                path: ledger,
                acknowledged: isDone && makes == nil ? model.after : model.before,
                attempted: mayBeDone ? model.attempted : []
            )
        }
        if let makes {
            let isThere = room.exists(makes)
            if isDone, !isThere { findings.append("\(makes) was made and is not there") }
            if isThere, !isDone, !mayBeDone {
                findings.append("\(makes) is there though it could not be made")
            }
            if isThere {
                findings += try LedgerOracle.check(
                    path: room.path(makes),
                    acknowledged: model.after,
                    attempted: []
                )
                .map { "\(makes): \($0)" }
            } else {
                findings += try repeated(room)
            }
        } else {
            findings += try repeated(room)
        }
        let path = room.path(makes ?? "tarima.ledger")
        if findings.isEmpty, try LedgerOracle.contents(path: path, timeless: true) != model.contents {
            findings.append("run again, it does not hold what an undisturbed run leaves")
        }
        if findings.isEmpty { findings += try LedgerOracle.check(path: path).map { "run again: \($0)" } }
        return findings
    }

    /// The problems of repeating the command.
    private func repeated(_ room: Stockroom) throws -> [String] {
        let again = try room.runner.run(BuiltCommand.path(), arguments)
        return Self.isDone(again) ? [] : ["run again: \(again)"]
    }

    /// Whether a repeated command ended well. A repeated undo says that it was already done, and changes nothing.
    static func isDone(_ again: CommandOutcome) -> Bool {
        again.status == 0 || again.status == 65 && again.speech.contains(" is already undone, by batch ")
    }
}
