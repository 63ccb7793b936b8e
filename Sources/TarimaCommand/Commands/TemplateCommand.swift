import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Prints an empty file.
struct TemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: phrase("Print an empty file with the columns of a kind of event."),
        discussion: phrase(
            """
            Kinds: \(EventKind.allCases.map(\.rawValue).joined(separator: ", ")).

              tarima template stock_received --language es > recibo.csv
            """
        )
    )

    @Argument(help: .phrase("The kind of event."))
    var kind: String

    func run() throws {
        let kind = try EventKind(text: kind)
        let language = SpokenLanguage.current
        let output = OutputWriter(descriptor: 1)
        try output.write(kind.columns.map { $0.name(in: language) }.joined(separator: ",") + "\n")
        try output.flush()
    }
}

extension Language: ExpressibleByArgument {}
