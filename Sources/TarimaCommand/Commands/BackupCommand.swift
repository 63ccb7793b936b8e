import ArgumentParser
import Glibc
import Interrupts
import InventoryLedger

/// Copies the ledger.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: phrase("Make a consistent, verified copy of the ledger, even while it is in use."),
        discussion: phrase(
            """
            An interrupted copy is removed, at the latest by the next backup to the same name.

              tarima backup copy.ledger
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: .phrase("The new file for the copy; - for standard output."), completion: .file())
    var destination: String

    func run() throws {
        let output = try OutputFile(destination, isNew: true)
        let ledger = try tarima.openLedger()
        let result = try ProgressBar.during("copying and verifying the ledger") {
            try output.isFile() ? ledger.backup(to: destination) : send(ledger, to: output)
        }
        Speech.say(
            "\(destination): \(result.events) events, verified"
                + (result.head.isEmpty ? "" : ", head \(result.head)")
        )
    }

    /// Sends a copy to a pipe or a device, where it cannot be verified: through a temporary file, which is then gone.
    private func send(_ ledger: Ledger, to output: OutputFile) throws -> Ledger.VerifyResult {
        let folder = CommandLineText.environment("TMPDIR") ?? "/tmp"
        let copy = "\(folder)/tarima-\(UInt64.random(in: .min ... .max)).ledger"
        let note = copy.withFileName { unfinished_file_note($0) }
        defer { unfinished_file_forget(note) }
        let result = try ledger.backup(to: copy)
        let descriptor = FileSystem.open(copy, O_RDONLY)
        FileSystem.unlink(copy)
        guard descriptor >= 0 else { throw DraftFile.cannotCreate(copy) }
        defer { close(descriptor) }
        try output.write(contentsOf: descriptor)
        return result
    }
}
