import InventoryLedger

extension Tarima {
    /// The ledger named by the command line or the environment, else the one in this folder.
    var ledgerPath: String {
        if let ledger { return ledger }
        if let named = CommandLineText.environment("TARIMA_LEDGER"), !named.isEmpty { return named }
        return "./tarima.ledger"
    }

    func openLedger() throws -> Ledger { try Ledger.open(ledgerPath) }

    /// The ledger, for a command that records.
    func openLedger(_ clock: ClockOptions) throws -> Ledger {
        try Ledger.open(ledgerPath, clockIsRight: clock.isRight)
    }
}
