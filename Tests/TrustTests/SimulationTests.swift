import Foundation
import TestSupport
import Testing

@testable import simulate

/// Compares a ledger with a model step by step, under operations, kills and clocks drawn from one seed.
@Suite struct SimulationTests {
    @Test(arguments: seeds(3))
    func `whatever a seed does to a ledger, it says what the model says`(seed: UInt64) throws {
        var settings = Simulation.Settings()
        settings.program = try BuiltProgram.path("simulate")
        let tally = try Simulation(seed: seed, settings: settings).run()
        #expect(tally.steps == settings.steps)
    }
}
