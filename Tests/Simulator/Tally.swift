/// What simulations did.
struct Tally: Sendable, CustomStringConvertible {
    var seeds = 0
    var steps = 0
    var imports = 0
    var refused = 0
    var undos = 0
    var kills = 0
    /// Kills after which the action was done.
    var killsDone = 0
    var faults = 0
    /// Faults despite which the action was done.
    var faultsDone = 0

    static func += (lhs: inout Tally, rhs: Tally) {
        lhs.seeds += rhs.seeds
        lhs.steps += rhs.steps
        lhs.imports += rhs.imports
        lhs.refused += rhs.refused
        lhs.undos += rhs.undos
        lhs.kills += rhs.kills
        lhs.killsDone += rhs.killsDone
        lhs.faults += rhs.faults
        lhs.faultsDone += rhs.faultsDone
    }

    var description: String {
        "\(seeds) seeds, \(steps) steps: \(imports) imports (\(refused) refused), \(undos) undos, "
            + "\(kills) kills (\(killsDone) too late to prevent the act), \(faults) faults (\(faultsDone) likewise)"
    }
}
