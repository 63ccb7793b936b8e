import InventoryLedger

extension Tarima {
    /// The ledger named by the command line or the environment, else the one in this folder.
    var ledgerPath: String {
        if let ledger { return ledger }
        if let named = CommandLineText.environment("TARIMA_LEDGER"), !named.isEmpty { return named }
        return "./tarima.ledger"
    }

    func openLedger() throws -> Ledger { try open(clockIsRight: false) }

    /// The ledger, for a command that records.
    func openLedger(_ clock: ClockOptions) throws -> Ledger {
        try open(clockIsRight: clock.isRight)
    }

    /// Shows the progress of bringing an older ledger up to date.
    private func open(clockIsRight: Bool) throws -> Ledger {
        let ledger = try ProgressBar.during("bringing the ledger up to date") {
            try Ledger.open(ledgerPath, clockIsRight: clockIsRight)
        }
        try FetchedSlice.note(ledger)
        return ledger
    }
}
