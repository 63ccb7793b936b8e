import ArgumentParser
import InventoryLedger

/// Signs the head of the ledger.
struct SealCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: phrase("Sign the head of the ledger, and print a seal to keep elsewhere."),
        discussion: phrase(
            """
            Recomputes the chain of digests first, and signs only if it matches. The seal is a small JSON text. With the \
            seal and the public key, verify can later prove that the history up to the seal was not changed, cut off or \
            replaced.

            The key is an Ed25519 key in PEM:
              openssl genpkey -algorithm ed25519 -out key.pem
              openssl pkey -in key.pem -pubout -out public.pem
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Option(help: .phrase("The file of the private key.", valueName: "file"), completion: .file())
    var key: String

    func run() throws {
        let ledger = try tarima.openLedger()
        let key = try SealingKey(file: key)
        let seal = try ProgressBar.during("recomputing the chain") { try ledger.seal(with: key) }
        let output = OutputWriter(descriptor: 1)
        try output.write(seal.text)
        try output.flush()
        Speech.say(
            "sealed \(seal.seq.counted("event")) of \(seal.batch.counted("batch")); prove it later with: "
                + "tarima verify --seal FILE --public-key FILE"
        )
    }
}
