import Glibc
import InventoryLedger
import TestSupport
import Testing

/// Writers killed while another program has the ledger open: unfinished changes in the shared index do not count.
@Suite struct KilledBesideReaderTests {
    @Test(arguments: seeds(1))
    func `a reader sees whole batches while a writer is killed at any system call`(seed: UInt64) throws {
        var draws = SeededDraws(seed: seed)
        let scenario = FaultScenario.all[0]
        let (files, model) = try scenario.prepared()
        let count = try scenario.room(files).calls(scenario.arguments, of: "any")
        let room = try scenario.room(files)
        let path = room.path("tarima.ledger")
        let reader = try Ledger.open(path)
        let before = try reader.stock().rows
        // Until a batch is recorded, all kills hit the same ledger, one after the other.
        for number in numbersToStrike(of: count, most: 40, &draws) {
            let fault = Fault(calls: "any", number: number, kind: "kill")
            let outcome = try room.tarima(scenario.arguments, meeting: fault)
            let comment = Comment(rawValue: "\(fault) of \(count): \(outcome); TARIMA_SEED=\(seed)")
            let isRecorded = try LedgerOracle.batches(path: path) == model.after
            #expect(try (reader.stock().rows == before) == !isRecorded, comment)
            let findings = try LedgerOracle.check(
                path: path,
                acknowledged: model.before,
                attempted: model.attempted
            )
            #expect(findings == [], comment)
            if isRecorded { break }
        }
        let again = try room.runner.run(BuiltCommand.path(), scenario.arguments)
        #expect(again.status == 0)
        #expect(
            try LedgerOracle.contents(path: path, timeless: true) == model.contents,
            "TARIMA_SEED=\(seed)"
        )
        #expect(try reader.stock().rows != before)
    }
}
