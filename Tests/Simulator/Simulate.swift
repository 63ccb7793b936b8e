import Foundation
import TestSupport

/// simulate SECONDS SEED | --replay SEED [STEPS]: simulations one after another, or one of them step by step.
///
/// With an odd seed, kills happen at instants, which are not exactly reproducible; with an even one at counted calls.
@main
struct Simulate {
    static func main() {
        let words = CommandLine.arguments.dropFirst()
        switch words.first {
        case "act": exit(ChildAct.perform(words.dropFirst()))
        case "--replay":
            guard words.count >= 2, let seed = UInt64(words[2]) else { usage() }
            exit(
                run(seed, steps: words.count > 2 ? Int(words[3]) ?? 40 : 40, report: { print($0) }) == nil
                    ? 1 : 0
            )
        case let text?:
            guard let seconds = Double(text), words.count > 1, let seed = UInt64(words[2]) else { usage() }
            exit(run(seconds: seconds, from: seed) ? 0 : 1)
        case nil: usage()
        }
    }

    private static func run(seconds: Double, from first: UInt64) -> Bool {
        print("simulate: seeds from \(first)")
        var total = Tally()
        let end = ContinuousClock.now + .seconds(seconds)
        var seed = first
        while ContinuousClock.now < end {
            guard let tally = run(seed, steps: 40, report: { _ in }) else { return false }
            total += tally
            seed += 1
        }
        print("simulate: \(total)")
        return true
    }

    private static func run(_ seed: UInt64, steps: Int, report: @escaping (String) -> Void) -> Tally? {
        do {
            var settings = Simulation.Settings()
            settings.steps = steps
            settings.killsAtInstants = seed % 2 == 1
            settings.program = CommandLine.arguments[0]
            settings.report = report
            return try Simulation(seed: seed, settings: settings).run()
        } catch {
            print("simulate: \(error)")
            return nil
        }
    }

    private static func usage() -> Never {
        print("usage: simulate SECONDS SEED | simulate --replay SEED [STEPS]")
        exit(64)
    }
}
