import Foundation
import InventoryLedger
import TestSupport
import Testing

/// The commands of the central store, from the shell.
@Suite(.enabled(if: Server.shared != nil, Server.skipped)) struct CentralCommandTests {
    private let folder: TemporaryFolder
    private let server: Server

    init() throws {
        folder = try TemporaryFolder()
        server = try #require(Server.shared)
    }

    private struct Outcome {
        let status: Int32
        let output: String
        let said: String
    }

    private func tarima(_ words: String..., central: String? = nil) throws -> Outcome {
        try run(words, central: central)
    }

    private func run(_ words: [String], central: String? = nil) throws -> Outcome {
        let (output, speech) = (try Capture(folder.file("out")), try Capture(folder.file("err")))
        let program = try started(words, central: central, output.file, speech.file)
        program.waitUntilExit()
        let temporary = folder.file("temporary")
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [], "\(words) left a file")
        return Outcome(status: program.terminationStatus, output: try output.text(), said: try speech.text())
    }

    private func started(
        _ words: [String],
        central: String?,
        _ output: FileHandle = .nullDevice,
        _ speech: FileHandle = .nullDevice
    ) throws -> Process {
        let program = Process()
        program.executableURL = URL(fileURLWithPath: try BuiltProgram.path("tarima"))
        program.arguments = words
        program.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        let temporary = folder.file("temporary")
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
        program.environment = PlainEnvironment.variables.merging([
            "HOME": folder.path, "TMPDIR": temporary, "TARIMA_CENTRAL": central ?? server.text(),
        ]) { $1 }
        program.standardOutput = output
        program.standardError = speech
        try program.run()
        return program
    }

    /// Output goes to a file, so that no program waits for a reader.
    private struct Capture {
        let file: FileHandle
        private let path: String

        init(_ path: String) throws {
            self.path = path
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            file = try #require(FileHandle(forWritingAtPath: path))
        }

        func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
    }

    private func ledger(_ name: String) throws -> String {
        let path = folder.file(name)
        _ = try Book.ofEverything().ledger.backup(to: path)
        return path
    }

    @Test func `a ledger is shipped, and its book says the same`() throws {
        let book = try server.newBook()
        let path = try ledger("own.ledger")
        let shipped = try tarima("--ledger", path, "ship", "--book", book, "--as", "mty", "--format", "json")
        #expect(shipped.status == 0, "\(shipped.said)")
        let head = try Ledger.open(path).verify().head
        #expect(shipped.output.contains("\"head\": \"\(head)\""))
        for report in [
            ["stock"], ["stock", "--all"], ["stock", "MX-1", "--by", "sku"],
            ["stock", "--as-of", "2026-10-25"],
            ["stock", "--as-of", "2026-10-25T12:00:00Z"], ["events"], ["batches"],
            ["export"],
            ["shipments"], ["lead-times"], ["sell-through", "--promo", "buen-fin"], ["exceptions"],
            ["reconcile"],
            ["slow-movers", "--as-of", "2026-11-20"], ["rejected"], ["batches", "--coverage"],
            ["waiting"], ["promo"], ["promo", "plan", "buen-fin"], ["sources"], ["items"], ["codes"],
            ["codes", "--missing"], ["calendar"], ["calendar", "--show", "cn", "--from", "2026-01-01"],
            ["runs-out", "--as-of", "2026-11-20"], ["status", "--as-of", "2026-11-20"],
            ["shipment", "S-2"], ["sell-through", "MX-1", "--promo", "buen-fin"],
        ] {
            let own = try run(["--ledger", path] + report)
            let central = try run(report + ["--book", book])
            #expect(own.status == 0)
            #expect(central.output == own.output, "\(report): \(central.said)")
        }
        let columns = [
            "card", "MX-1", "--columns", "occurred_at,kind,quantity,available,on_hand,batch,file,row",
        ]
        #expect(try run(columns + ["--book", book]).output == run(["--ledger", path] + columns).output)
        let json = try tarima("stock", "--book", book, "--format", "json")
        #expect(json.output.contains("\"heads\": {\n    \"mty\": {"))
        #expect(json.output.contains(head))
        #expect(try tarima("verify", "--book", book).status == 0)
        #expect(try tarima("central", "status", "--book", book).output.contains(head))
        let lost = try tarima("fetch", "lost.ledger", "--book", book, "--only", "mty")
        #expect(lost.status == 0, "\(lost.said)")
        #expect(try tarima("--ledger", "lost.ledger", "verify", "--expect-head", head).status == 0)
        #expect(try tarima("fetch", "part.ledger", "--book", book, "--sku", "MX-*", "--sums").status == 0)
        #expect(
            try tarima("--ledger", "part.ledger", "stock", "MX-1").output
                == tarima("--ledger", path, "stock", "MX-1").output
        )
        #expect(try tarima("--ledger", "part.ledger", "undo", "1").status == 65)
        // What was fetched before tells how far the book had come, too.
        #expect(try tarima("--ledger", "part.ledger", "stock", "--format", "json").output.contains(head))
        let again = try tarima("fetch", "part.ledger", "--book", book, "--sku", "MX-*", "--sums")
        #expect(again.said.contains("has everything already"), "\(again.said)")
        for recording in [
            ["items", "items.csv"], ["codes", "codes.csv"], ["calendar", "days.csv"],
            ["promo", "plan", "buen-fin", "plan.csv"], ["plan", "buen-fin", "--record"],
            ["shipment", "S-2", "--close", "--at", "2026-11-20"],
        ] {
            let refused = try run(["--ledger", path] + recording + ["--book", book])
            #expect(refused.status == 64 && refused.said.contains("--book is for reports"), "\(recording)")
        }
    }

    @Test func `a ship that is killed goes on where the store is`() throws {
        let book = try server.newBook()
        let path = try ledger("own.ledger")
        let batches = Int64(try Ledger.open(path).batches().count)
        for round in 1...3 {
            let ship = try started(
                ["--ledger", path, "ship", "--book", book, "--as", "mty", "--events", "1"],
                central: nil
            )
            try waitUntil("some batches are shipped") {
                let shipped = try server.store().ledgers(of: book).first?.batch ?? 0
                return shipped >= Int64(round) * 2 || !ship.isRunning
            }
            kill(ship.processIdentifier, SIGKILL)
            ship.waitUntilExit()
            #expect(try server.store().ledgers(of: book).allSatisfy { $0.batch <= batches })
        }
        #expect(try tarima("--ledger", path, "ship", "--book", book).status == 0)
        #expect(try server.store().ledgers(of: book).map(\.head) == [Ledger.open(path).verify().head])
        #expect(try tarima("verify", "--book", book).status == 0)
    }

    @Test func `what cannot be done has its status and one line that says what to do`() throws {
        let book = try server.newBook()
        let path = try ledger("own.ledger")
        func status(_ central: String?, _ words: String...) throws -> Int32 {
            let outcome: Outcome
            if words.isEmpty {
                outcome = try tarima(
                    "--ledger",
                    path,
                    "ship",
                    "--book",
                    book,
                    "--as",
                    "mty",
                    central: central
                )
            } else {
                outcome = try tarima("--ledger", path, "ship", "--book", words[0], central: central)
            }
            #expect(outcome.said.split(separator: "\n").count == 1, "\(outcome.said)")
            return outcome.status
        }
        #expect(try status("") == 64)
        #expect(try status("host=db.example.com password=secret") == 64)
        #expect(try status(nil, "no-such-book") == 66)
        #expect(try status(nil, book) == 64)
        #expect(try status("host=/nowhere dbname=postgres") == 75)
        #expect(try status(server.text("nobody")) == 77)
        #expect(try status(server.text() + " dbname=template1") == 78)
        #expect(try tarima("central", "init", "--distributed").status == 78)
        #expect(try tarima("central", "init").status == 0)
    }
}
