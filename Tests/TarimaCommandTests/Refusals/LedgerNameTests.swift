import Foundation
import Glibc
import TestSupport
import Testing

/// Names of ledgers and their copies: any name works, and none takes another's files.
@Suite struct LedgerNameTests {
    @Test(arguments: [
        ":memory:", "file:a.ledger", "file:a.ledger?mode=memory&cache=shared", "file::memory:", "a?mode=ro",
        "a#b",
        "a%41b", "-", "-x", " a b ", "año 🚚", "a'b\"c", "a\\b", "?", "%",
    ])
    func `a name means the same file to every command`(_ name: String) throws {
        let room = try Stockroom.empty()
        try room.write("receipts.csv", Stockroom.receipts)
        let commands = [
            ["init"], ["import", "receipts.csv"], ["verify"], ["stock"], ["backup", "./copy \(name)"],
        ]
        for arguments in commands {
            let outcome = try room.runner.run(BuiltCommand.path(), ["--ledger=\(name)"] + arguments)
            #expect(outcome.status == 0, "\(arguments): \(outcome)")
        }
        let expected = ["", "-wal", "-shm", "-lock"].map { name + $0 } + ["copy \(name)", "receipts.csv"]
        #expect(try Set(room.files()) == Set(expected))
        #expect(try LedgerOracle.check(path: room.path(name)) == [])
    }

    @Test func `an impossible file name is an error in one line`() throws {
        let room = try Stockroom()
        try #require(mkdir(room.path("d"), 0o700) == 0)
        for name in ["", "d/", ".", "..", "no/", "d"] {
            for arguments in [["init"], ["verify"], ["import", "x.csv"]] {
                for words in [["--ledger", name], ["--ledger=\(name)"]] {
                    let outcome = try room.runner.run(BuiltCommand.path(), words + arguments)
                    #expect([64, 66, 73, 78].contains(outcome.status), "\(words) \(arguments): \(outcome)")
                    #expect(outcome.said.count == 1, "\(words) \(arguments): \(outcome)")
                }
            }
            let copied = try room.tarima("backup", name)
            #expect([64, 73].contains(copied.status) && copied.said.count == 1, "\(copied)")
        }
        #expect(try room.tarima("--ledger", "-x", "stock").status == 64)
    }

    static let sides = ["-wal", "-shm", "-journal", "-lock"]

    @Test(arguments: sides)
    func `a ledger cannot have a name that belongs to another, whichever is created first`(_ side: String)
        throws
    {
        let room = try Stockroom()
        for arguments in [["--ledger", "bare.ledger", "init"], ["backup", "copy.ledger"]] {
            try #require(try room.runner.run(BuiltCommand.path(), arguments).status == 0)
            let name = arguments.count == 3 ? "bare.ledger" : "copy.ledger"
            for (place, way) in [(2, ["--ledger", name + side, "init"]), (1, ["backup", name + side])] {
                let outcome = try room.runner.run(BuiltCommand.path(), way)
                #expect(outcome.status == 73 && outcome.said.count == 1, "\(place): \(outcome)")
            }
            #expect(!room.exists(name + side))
        }
        try #require(try room.tarima("backup", "late\(side)").status == 0)
        for arguments in [["--ledger", "late", "init"], ["backup", "late"]] {
            let outcome = try room.runner.run(BuiltCommand.path(), arguments)
            #expect(outcome.status == 73 && outcome.speech.contains("late\(side)"), "\(outcome)")
            #expect(!room.exists("late"))
        }
        #expect(try LedgerOracle.check(path: room.path("late\(side)")) == [])
    }

    @Test(arguments: sides)
    func `files of another database beside a new name prevent it`(_ side: String) throws {
        let room = try Stockroom()
        for contents in ["something", ""] {
            try room.write("new.ledger\(side)", contents)
            for arguments in [["--ledger", "new.ledger", "init"], ["backup", "new.ledger"]] {
                let outcome = try room.runner.run(BuiltCommand.path(), arguments)
                // An empty lock has no holder.
                let isFine = side == "-lock" && contents.isEmpty
                #expect(outcome.status == (isFine ? 0 : 73) && outcome.said.count == 1, "\(outcome)")
                #expect(isFine || outcome.speech.contains("move it away"))
                #expect(room.exists("new.ledger") == isFine)
                unlink(room.path("new.ledger"))
            }
            #expect(try String(contentsOfFile: room.path("new.ledger\(side)"), encoding: .utf8) == contents)
        }
    }

    @Test func `a foreign file with a name that SQLite would use is neither used nor harmed`() throws {
        let room = try Stockroom()
        try room.write("more.csv", Stockroom.header + "stock_received,GRN-2,MX-1,MTY1,5,2024-10-25\n")
        try room.write("victim", String(repeating: "mine\n", count: 100))
        try #require(try room.tarima("backup", "other.ledger").status == 0)
        let before = try room.contents()
        for side in ["-wal", "-shm"] { unlink(room.path("tarima.ledger\(side)")) }
        func refuse(_ side: String, _ what: String, _ place: () throws -> Void) throws {
            let beside = room.path("tarima.ledger\(side)")
            try place()
            for arguments in [["import", "more.csv"], ["stock"]] {
                let outcome = try room.runner.run(BuiltCommand.path(), arguments)
                #expect(outcome.status == 73 && outcome.said.count == 1, "\(side) \(what): \(outcome)")
                #expect(outcome.speech.contains("tarima.ledger\(side)"))
            }
            rmdir(beside)
            unlink(beside)
        }
        for side in ["-wal", "-shm", "-journal"] {
            let beside = room.path("tarima.ledger\(side)")
            try refuse(side, "link") { try #require(symlink("victim", beside) == 0) }
            try refuse(side, "second name") { try #require(link(room.path("victim"), beside) == 0) }
            try refuse(side, "folder") { try #require(mkdir(beside, 0o700) == 0) }
            try refuse(side, "pipe") { try #require(mkfifo(beside, 0o600) == 0) }
        }
        try refuse("-journal", "journal") { try room.write("tarima.ledger-journal", "left by another") }
        try refuse("-wal", "database") {
            try FileManager.default.copyItem(
                atPath: room.path("other.ledger"),
                toPath: room.path("tarima.ledger-wal")
            )
        }
        #expect(try String(contentsOfFile: room.path("victim"), encoding: .utf8).count == 500)
        #expect(try room.contents() == before)
        try room.expectSound()
    }

    @Test func `a ledger and its files are not read as input`() throws {
        let room = try Stockroom()
        try room.write("more.csv", Stockroom.header + "stock_received,GRN-2,MX-1,MTY1,5,2024-10-25\n")
        _ = try room.tarima("stock")
        for side in ["", "-wal", "-shm"] {
            let imported = try room.tarima("import", "tarima.ledger\(side)", "more.csv")
            #expect(imported.status == 65 && imported.said.count == 1, "\(side): \(imported)")
            #expect(try room.tarima("reconcile", "./tarima.ledger\(side)").status == 65)
            #expect(try room.tarima("seal", "--key", "tarima.ledger\(side)").status == 65)
        }
        let piped = try room.shell("exec \"$@\" import - more.csv < tarima.ledger")
        #expect(piped.status == 65 && piped.said.count == 1, "\(piped)")
        #expect(try room.tarima("--ledger", "a.new-0123456789abcdef", "init").status == 64)
        try room.expectSound()
    }

    /// Runs a command line in which `NAME` is a name in Latin-1.
    private func latin(_ room: Stockroom, _ line: String) throws -> CommandOutcome {
        try room.shell("NAME=$(printf 'caf\\351.x'); t=$1; \(line)")
    }

    @Test func `a name that is not UTF-8 works in every command, and is shown so that it can be typed`()
        throws
    {
        let room = try Stockroom()
        try room.write("receipts.csv", Stockroom.header + "stock_received,GRN-2,MX-1,MTY1,5,2024-10-25\n")
        try room.write("count.csv", "sku,quantity,warehouse,occurred_at\nMX-1,90,MTY1,2024-12-01\n")
        try room.write("items.csv", "sku,name\nMX-1,Lamp\n")
        for line in [
            "cp receipts.csv \"$NAME\"; $t import \"$NAME\" && $t import \"./$NAME\"",
            "cp items.csv \"$NAME\"; $t items \"$NAME\"",
            "cp count.csv \"$NAME\"; $t reconcile \"$NAME\"",
            "rm \"$NAME\"; $t reconcile count.csv --propose \"$NAME\" && grep -q stock_adjusted \"$NAME\"",
            "rm \"$NAME\"; $t backup \"$NAME\" && $t --ledger \"$NAME\" verify && $t --ledger=\"$NAME\" stock",
            "TARIMA_LEDGER=\"$NAME\" $t import count.csv --set kind=stock_counted --set document=C-1 && test -f \"$NAME-lock\"",
            "rm \"$NAME\"*; $t --ledger \"$NAME\" init && $t --ledger \"$NAME\" stock",
            "mkdir \"d$NAME\" && $t --ledger \"d$NAME/a.ledger\" init && cd \"d$NAME\" && $t --ledger a.ledger import ../receipts.csv",
            "$t demo --into \"demo-$NAME\" > /dev/null && test -f \"demo-$NAME/tarima.ledger\"",
        ] {
            let outcome = try latin(room, line)
            #expect(outcome.status == 0, "\(line): \(outcome)")
        }
        let batches = try room.tarima("batches", "--format", "json")
        #expect(try PrintedReport(batches).rows.contains { $0["file"] as? String == "caf\\xE9.x" })
        let missing = try latin(room, "$t import \"no-$NAME\" --format json")
        #expect(missing.status == 66)
        #expect(missing.said == ["tarima: there is no file no-caf\\xE9.x"])
        #expect(try PrintedReport(missing).rows.first?["file"] as? String == "no-caf\\xE9.x")
        let written = try latin(room, "$t record stock_adjusted --document \"$NAME\" --sku MX-1 --quantity 1")
        #expect(written.status == 64 && written.said.count == 1, "\(written)")
        try room.expectSound()
    }
}
