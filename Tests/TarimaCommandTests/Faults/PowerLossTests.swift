import Foundation
import InventoryLedger
import TestSupport
import Testing

/// The power goes out at every disk call of a ledger's life. What was not synced is lost, kept, torn or reordered.
/// Every batch reported as recorded is there afterwards, and all others completely or not at all.
@Suite struct PowerLossTests {
    /// A short life with every command that writes.
    private static let life = [
        ["init"],
        ["import", "receipts.csv"],
        ["import", "season.csv", "--skip-rejected"],
        ["undo", "2"],
        ["rebuild"],
        ["backup", "kept.ledger"],
        ["import", "season.csv", "--skip-rejected"],
    ]

    /// The state at the end of one command of the life.
    private struct Step {
        let arguments: [String]
        /// The number of disk calls so far.
        let calls: Int
        let batches: [AcknowledgedBatch]
        /// The content of the ledger at this point.
        let contents: [String: [[PlainValue]]]
    }

    /// The life, and everything it did to the disk.
    private struct Record {
        let calls: [DiskCall]
        let steps: [Step]
    }

    private static func record() throws -> Record {
        let room = try Stockroom.empty()
        try room.write("receipts.csv", Stockroom.receipts)
        try room.write("season.csv", FaultScenario.file)
        let log = room.path("disk-log")
        var runner = room.runner
        runner.environment.merge(try FaultyDiskLibrary.preloaded()) { $1 }
        runner.environment["FAULTY_DISK_LOG"] = log
        var steps: [Step] = []
        for arguments in life {
            let outcome = try runner.run(BuiltCommand.path(), arguments)
            try #require(outcome.status == 0, "\(outcome)")
            // Read from a copy, because opening a ledger creates files beside it, and the log must contain only the
            // command's.
            let aside = try TemporaryFolder()
            for file in try room.files() where ["tarima.ledger", "tarima.ledger-wal"].contains(file) {
                try FileManager.default.copyItem(atPath: room.path(file), toPath: aside.file(file))
            }
            let path = aside.file("tarima.ledger")
            steps.append(
                Step(
                    arguments: arguments,
                    calls: try DiskCall.read(log).count,
                    batches: try LedgerOracle.batches(path: path),
                    contents: try LedgerOracle.contents(path: path, timeless: true)
                )
            )
        }
        return Record(calls: try DiskCall.read(log), steps: steps)
    }

    @Test(arguments: seeds(1))
    func `acknowledged batches survive a loss of power at any system call`(seed: UInt64) throws {
        var draws = SeededDraws(seed: seed)
        let record = try Self.record()
        let cuts = record.calls.indices.filter { record.calls[$0].isOfDisk }
        #expect(cuts.count > 100)
        var disk = UnsafeDisk()
        var outages = 0
        for (index, call) in record.calls.enumerated() {
            disk.take(call)
            // Every second call; the next seed takes the others.
            guard call.isOfDisk, isLongRun || (index + Int(seed % 2)).isMultiple(of: 2) else { continue }
            // One kind of outage per call, in turn; further seeds take the others.
            let all = UnsafeDisk.Outage.allCases
            let kind = all[(index + Int(seed % UInt64(all.count))) % all.count]
            let found = disk.afterOutage(kind, &draws)
            // Repeating the command takes long, so it is done only sometimes.
            let findings = try Self.findings(found, record, until: index, repeats: outages % 12 == 0)
            #expect(
                findings == [],
                "\(kind) after call \(index) of \(record.calls.count); TARIMA_SEED=\(seed)"
            )
            outages += 1
        }
        #expect(disk.strays == 0, "the log does not name all files")
        print("\(outages) losses of power at \(cuts.count) calls, seed \(seed)")
    }

    /// Checks the check: a disk that does not sync files, or names, must be detected.
    @Test(arguments: ["files", "folders"])
    func `a disk that falsely reports a sync is detected`(whatIsNotSynced: String) throws {
        var draws = SeededDraws(seed: 1)
        let record = try Self.record()
        var disk = UnsafeDisk()
        for (index, call) in record.calls.enumerated() {
            switch call {
            case .sync where whatIsNotSynced == "files": continue
            case .syncFolder where whatIsNotSynced == "folders": continue
            default: disk.take(call)
            }
            // The end of the first import is far enough.
            guard index < record.steps[1].calls else { break }
            guard case .said = call else { continue }
            let found = disk.afterOutage(.losesAll, &draws)
            if try !Self.findings(found, record, until: index, repeats: false).isEmpty { return }
        }
        Issue.record("nothing was missed after a loss of power on a disk that syncs no \(whatIsNotSynced)")
    }

    /// The problems of the files found after this many calls.
    private static func findings(_ found: [String: [UInt8]], _ record: Record, until call: Int, repeats: Bool)
        throws
        -> [String]
    {
        let running = record.steps.firstIndex { call < $0.calls } ?? record.steps.count - 1
        let begun = running == 0 ? 0 : record.steps[running - 1].calls
        let isSaid = record.calls[begun...call].contains { if case .said = $0 { true } else { false } }
        let step = record.steps[running]
        let before = running == 0 ? [] : record.steps[running - 1].batches
        let folder = try TemporaryFolder()
        for (name, bytes) in found { try folder.write(name, bytes: bytes) }
        var findings: [String] = []

        let ledger = folder.file("tarima.ledger")
        if found["tarima.ledger"] == nil {
            if running > 0 || isSaid { findings.append("the ledger is gone") }
        } else {
            findings += try LedgerOracle.check(
                path: ledger,
                acknowledged: isSaid ? step.batches : before,
                attempted: step.batches.filter { !before.contains($0) }
            )
        }
        if found["kept.ledger"] != nil {
            let original = record.steps.last { $0.arguments[0] == "backup" }
            findings += try LedgerOracle.check(
                path: folder.file("kept.ledger"),
                acknowledged: original?.batches ?? [],
                attempted: []
            ).map { "kept.ledger: \($0)" }
        } else if let backup = record.steps.firstIndex(where: { $0.arguments[0] == "backup" }),
            running > backup || running == backup && isSaid
        {
            findings.append("the backup is gone")
        }
        guard findings.isEmpty, repeats else { return findings }

        // The interrupted command is repeated if it was not done, and the end is that of an undisturbed life.
        let isMade = step.arguments[0] == "init" && found["tarima.ledger"] != nil
        if !isMade, step.arguments[0] != "backup" {
            try folder.write("receipts.csv", Stockroom.receipts)
            try folder.write("season.csv", FaultScenario.file)
            let again = try CommandRunner(folder: folder.path).run(BuiltCommand.path(), step.arguments)
            if !FaultScenario.isDone(again) { return ["done again: \(again)"] }
        }
        findings += try LedgerOracle.check(path: ledger).map { "done again: \($0)" }
        if try LedgerOracle.contents(path: ledger, timeless: true) != step.contents {
            findings.append("done again, it does not hold what a life without an outage leaves")
        }
        return findings
    }
}
