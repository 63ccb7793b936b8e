import ArgumentParser
import InventoryLedger

/// The option of commands that record.
struct ClockOptions: ParsableArguments {
    @Flag(
        name: .customLong("clock-is-right"),
        help: .phrase("Record at the time of this computer, however far it is from that of the last batch.")
    )
    var isRight = false
}
