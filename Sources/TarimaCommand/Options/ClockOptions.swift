import ArgumentParser
import InventoryLedger

/// The option of commands that record something.
struct ClockOptions: ParsableArguments {
    @Flag(
        name: .customLong("clock-is-right"),
        help: "Record at this computer's time, however far it is from the last batch's."
    )
    var isRight = false
}
