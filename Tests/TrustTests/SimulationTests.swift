import Foundation
import TestSupport
import Testing

@testable import simulate

/// A ledger beside a model of it, step by step, under operations, kills and clocks that one seed draws.
@Suite struct SimulationTests {
    @Test(arguments: seeds(3))
    func `whatever a seed does to a ledger, it says what the model says`(seed: UInt64) throws {
        var settings = Simulation.Settings()
        settings.program = try BuiltProgram.path("simulate")
        let tally = try Simulation(seed: seed, settings: settings).run()
        #expect(tally.steps == settings.steps)
    }
}
