import InventoryLedger

extension Tarima {
    /// The ledger that the command line, the environment or the folder names.
    var ledgerPath: String {
        if let ledger { return ledger }
        if let named = CommandLineText.environment("TARIMA_LEDGER"), !named.isEmpty { return named }
        return "./tarima.ledger"
    }

    func openLedger() throws -> Ledger { try Ledger.open(ledgerPath) }

    /// The ledger, for a command that records something in it.
    func openLedger(_ clock: ClockOptions) throws -> Ledger {
        try Ledger.open(ledgerPath, clockIsRight: clock.isRight)
    }
}
