import Foundation
import TestSupport
import Testing

/// Runs the transcripts of the README and of the other documents.
@Suite struct ReadmeTests {
    private static let season = "Documentation/ASeasonByHand.md"

    private static let formats = "Documentation/Formats.md"

    @Test(arguments: [(file: "README.md", walks: 2), (file: season, walks: 1), (file: formats, walks: 3)])
    func `the transcripts of a document are what the command prints`(file: String, walks: Int) throws {
        let document = try RunnableDocument(path: file)
        #expect(document.walks.count == walks)
        for walk in document.walks {
            let folder = try TemporaryFolder()
            for step in walk {
                switch step {
                case .write(let file, let text): try folder.write(file, text)
                case .run(let command, let printed):
                    let output = try RunnableDocument.run(command, in: folder)
                    #expect(
                        RunnableDocument.matches(output, printed),
                        "\(file): $ \(command)\n\(output)instead of\n\(printed)"
                    )
                }
            }
        }
    }

    @Test func `an ellipsis stands for some text of one line`() {
        #expect(RunnableDocument.matches("head 12ab\n", "head …\n"))
        #expect(RunnableDocument.matches("a.b,2026,c\n", "a.b,…,c\n"))
        #expect(!RunnableDocument.matches("a-b,2026,c\n", "a.b,…,c\n"))
        #expect(!RunnableDocument.matches("head \n", "head …\n"))
        #expect(!RunnableDocument.matches("head 1\n2\n", "head …\n"))
        #expect(!RunnableDocument.matches("head\nmore\n", "head\n"))
    }

    @Test func `the README leads to every document, and no link of a document is broken`() throws {
        let root = RunnableDocument.root
        let documents = try FileManager.default.contentsOfDirectory(
            atPath: root.appendingPathComponent("Documentation").path
        )
        #expect(documents.count >= 9)
        let readme = try RunnableDocument.text("README.md")
        for document in documents { #expect(readme.contains("(Documentation/\(document))"), "\(document)") }
        for file in ["README.md", "CONTRIBUTING.md"] + documents.map({ "Documentation/\($0)" }) {
            let folder = root.appendingPathComponent(file).deletingLastPathComponent()
            for link in try RunnableDocument.text(file).matches(of: #/\]\(([^)#]+)\)/#)
            where !link.1.hasPrefix("https://") {
                let target = folder.appendingPathComponent(String(link.1)).path
                #expect(FileManager.default.fileExists(atPath: target), "\(file): \(link.1)")
            }
        }
    }

    @Test func `every command has its help`() throws {
        let folder = try TemporaryFolder()
        let help = try RunnableDocument.run("tarima --help", in: folder)
        let commands = [
            "init", "open", "import", "record", "shipment", "items", "codes", "sources", "undo", "stock",
            "card", "events", "exceptions", "batches", "rejected", "export", "template", "profiles", "verify",
            "rebuild", "backup", "demo", "promo", "sell-through", "slow-movers", "shipments", "lead-times",
            "reconcile", "report", "seal", "calendar", "plan",
            "runs-out", "ship", "fetch", "central",
        ]
        for command in commands {
            #expect(help.contains(try Regex("\n  \(command)[ ,]")), "\(command)")
            #expect(
                try RunnableDocument.run("tarima help \(command)", in: folder).contains("OVERVIEW: "),
                "\(command)"
            )
        }
    }
}
