import Glibc
import TestSupport
import Testing

/// Commands killed between any two disk calls, or in the middle of one: appends, syncs, the commit, the checkpoint,
/// the swap of sums, the naming of a file.
@Suite struct KilledAtCallTests {
    @Test(arguments: FaultScenario.all + [.severalFiles], seeds(1))
    func `a command killed at any system call has done all or nothing`(scenario: FaultScenario, seed: UInt64)
        throws
    {
        var draws = SeededDraws(seed: seed)
        let (files, model) = try scenario.prepared()
        for (calls, kind, most) in [("any", "kill", 6), ("write", "killhalf", 3)] {
            let count = try scenario.room(files).calls(scenario.arguments, of: calls)
            #expect(count > 5)
            for number in numbersToStrike(of: count, most: most, &draws) {
                let room = try scenario.room(files)
                let fault = Fault(calls: calls, number: number, kind: kind)
                let outcome = try room.tarima(scenario.arguments, meeting: fault)
                // With several threads, a command may make fewer calls than when they were counted, and is then done.
                let isStruck = outcome.struck != nil
                #expect(
                    isStruck
                        ? outcome.outcome.signal == SIGKILL
                        : outcome.outcome.status == 0 && number > count - count / 10,
                    "\(fault) of \(count): \(outcome)"
                )
                let findings = try scenario.findings(room, model, isDone: !isStruck, mayBeDone: true)
                #expect(findings == [], "\(fault) of \(count), \(outcome.struck ?? ""); TARIMA_SEED=\(seed)")
            }
        }
    }
}
