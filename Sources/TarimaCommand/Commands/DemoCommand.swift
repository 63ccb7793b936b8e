import ArgumentParser
import Foundation
import InventoryLedger

/// Builds a ledger from bundled exports and shows its reports.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: phrase(
            "Build a sample ledger in a temporary folder from bundled exports, and show its reports."
        ),
        discussion: phrase(
            """
              tarima demo --into season
            """
        )
    )

    @Option(help: .phrase("A new folder for the ledger and its files.", valueName: "folder"))
    var into: String?

    func run() throws {
        let folder =
            into ?? FileManager.default.temporaryDirectory.path
            + "/tarima-demo-\(UUID().uuidString.prefix(8))"
        try makeFolder(folder)
        // The commands below run in the folder, so its name is made absolute first.
        let place = URL(fileURLWithPath: folder).path
        do {
            try build(in: folder)
        } catch {
            // The folder is new, so everything in it is the demo's own.
            try? FileManager.default.removeItem(atPath: place)
            throw error
        }
    }

    private func build(in folder: String) throws {
        for file in DemoSeason.files {
            let path = folder + "/" + file.name
            try OutputFile(path, isNew: true).write(String(decoding: file.bytes, as: UTF8.self))
        }
        // The printed commands run exactly as shown, with the files and the ledger of this folder.
        guard folder.withFileName({ chdir($0) }) == 0, unsetenv("TARIMA_LEDGER") == 0 else {
            throw LedgerError(.noPermission, "cannot enter \(folder)")
        }
        let output = OutputWriter(descriptor: 1)
        for step in DemoSeason.steps {
            try output.write("# \(phrase(step.why))\n$ tarima \(step.arguments.joined(separator: " "))\n")
            try output.flush()
            let status = Tarima.run(step.arguments)
            guard status == .done else { throw status }
            try output.write("\n")
        }
        try output.write(phrase("The ledger and its files are in \(folder). Go there and try:") + "\n")
        for line in DemoSeason.next { try output.write("  \(phrase(line))\n") }
        try output.flush()
    }

    private func makeFolder(_ folder: String) throws {
        guard folder.withFileName({ mkdir($0, 0o777) }) == 0 else {
            throw LedgerError(
                .cannotCreate,
                "cannot create the folder \(folder); name a new one with --into"
            )
        }
    }
}
