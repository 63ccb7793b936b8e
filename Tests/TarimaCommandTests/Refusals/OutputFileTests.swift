import Foundation
import Glibc
import TestSupport
import Testing

/// Output files named by options: they never destroy anything.
@Suite struct OutputFileTests {
    /// A command that writes a file, which is named after it.
    static let writers = [
        ["report", "p", "--html"], ["reconcile", "count.csv", "--propose"],
    ]

    private func room() throws -> Stockroom {
        let room = try Stockroom()
        try room.write("count.csv", "sku,quantity,warehouse,occurred_at\nMX-1,90,MTY1,2024-12-01\n")
        let promotion = try room.tarima("promo", "add", "p", "--from", "2024-11-13", "--to", "2024-11-17")
        try #require(promotion.status == 0)
        return room
    }

    private func write(_ room: Stockroom, _ writer: [String], _ file: String) throws -> CommandOutcome {
        try room.runner.run(BuiltCommand.path(), writer + [file])
    }

    private func link(_ room: Stockroom, _ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: room.path(name), withDestinationPath: target)
    }

    private func mode(_ path: String) throws -> mode_t {
        var status = stat()
        try #require(lstat(path, &status) == 0)
        return status.st_mode
    }

    @Test(arguments: writers)
    func `a ledger and its files are never overwritten, whatever their names`(_ writer: [String])
        throws
    {
        let room = try room()
        try #require(try room.tarima("backup", "other.ledger").status == 0)
        try link(room, "link", to: "tarima.ledger")
        try link(room, "link-to-log", to: "tarima.ledger-wal")
        try #require(symlink("link", room.path("link-to-link")) == 0)
        try #require(mkdir(room.path("d"), 0o700) == 0)
        let names = [
            "tarima.ledger", "./d/../tarima.ledger", room.path("tarima.ledger"), "link", "link-to-link",
            "link-to-log", "other.ledger", "tarima.ledger-wal", "tarima.ledger-shm", "tarima.ledger-lock",
            "tarima.ledger-journal", "other.ledger-wal", "other.ledger-journal",
        ]
        let before = try room.files()
        for name in names {
            let outcome = try room.expectUnchanged { try write(room, writer, name) }
            #expect(outcome.status == 73, "\(name): \(outcome)")
            #expect(outcome.said.count == 1 && outcome.output.isEmpty, "\(name): \(outcome)")
        }
        #expect(try Set(room.files()) == Set(before).union(["tarima.ledger-wal", "tarima.ledger-shm"]))
        try room.expectSound()
    }

    @Test func `the log of another ledger is never overwritten`() throws {
        let room = try room()
        try room.write("moved-wal", bytes: [0x37, 0x7F, 0x06, 0x82] + Array(repeating: 0, count: 60))
        #expect(try write(room, Self.writers[0], "moved-wal").status == 73)
        #expect(try Data(contentsOf: URL(fileURLWithPath: room.path("moved-wal"))).count == 64)
    }

    @Test func `a proposal replaces no file, especially not its input`() throws {
        let room = try room()
        try #require(Glibc.link(room.path("count.csv"), room.path("count-2.csv")) == 0)
        try room.write("notes.txt", "mine")
        for name in ["count.csv", "./count.csv", "count-2.csv", "notes.txt"] {
            let outcome = try write(room, Self.writers[1], name)
            #expect(outcome.status == 73 && outcome.said.count == 1, "\(outcome)")
        }
        #expect(try String(contentsOfFile: room.path("notes.txt"), encoding: .utf8) == "mine")
        #expect(try String(contentsOfFile: room.path("count.csv"), encoding: .utf8).hasPrefix("sku,"))
        #expect(try write(room, Self.writers[1], "fix.csv").status == 0)
    }

    @Test(arguments: writers)
    func `a pipe or device is written to and stays what it is`(_ writer: [String]) throws {
        let room = try room()
        try #require(mkfifo(room.path("pipe"), 0o600) == 0)
        let piped = try room.shell(
            "cat pipe & \"$@\" pipe > report.txt; status=$?; wait; exit $status",
            words: writer
        )
        #expect(piped.status == 0, "\(piped)")
        #expect(piped.output.hasPrefix("<!doctype html>") || piped.output.hasPrefix("kind,"))
        #expect(try mode(room.path("pipe")) & S_IFMT == S_IFIFO)
        #expect(try write(room, writer, "/dev/null").status == 0)
        #expect(try mode("/dev/null") & S_IFMT == S_IFCHR)
        let output = try room.shell("\"$@\" /dev/stdout >> kept.txt; echo more >> kept.txt", words: writer)
        #expect(output.status == 0, "\(output)")
        let kept = try String(contentsOfFile: room.path("kept.txt"), encoding: .utf8)
        #expect(kept.hasSuffix("more\n") && kept.count > 100)
    }

    @Test(arguments: writers)
    func `a dash is standard output, with nothing else on it`(_ writer: [String]) throws {
        let room = try room()
        let outcome = try write(room, writer, "-")
        #expect(outcome.status == 0 && outcome.said.isEmpty, "\(outcome)")
        #expect(!room.exists("-"))
        #expect(try write(room, writer, "file.out").status == 0)
        #expect(try outcome.output == String(contentsOfFile: room.path("file.out"), encoding: .utf8))
    }

    @Test func `a backup through a pipe is verified too, and leaves nothing behind`() throws {
        let room = try room()
        try #require(mkdir(room.path("tmp"), 0o700) == 0)
        for line in ["backup - > kept.ledger", "backup /dev/stdout | cat > kept.ledger", "backup pipe"] {
            if line == "backup pipe" { try #require(mkfifo(room.path("pipe"), 0o600) == 0) }
            let reader = line == "backup pipe" ? "cat pipe > kept.ledger &" : ""
            let outcome = try room.shell("\(reader) TMPDIR=tmp \"$@\" \(line); status=$?; wait; exit $status")
            #expect(outcome.status == 0 && outcome.said.count == 1, "\(line): \(outcome)")
            let verified = try room.tarima("--ledger", "kept.ledger", "verify")
            #expect(verified.status == 0, "\(line): \(verified)")
            #expect(
                try room.tarima("--ledger", "kept.ledger", "export").output == room.tarima("export").output
            )
            for side in ["", "-wal", "-shm", "-lock"] { unlink(room.path("kept.ledger\(side)")) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: room.path("tmp")).isEmpty)
        #expect(try !room.files().contains("-"))
        let full = try room.shell("TMPDIR=tmp exec \"$@\" backup /dev/full")
        #expect(full.status == 74 && full.speech.contains("full") && full.said.count == 1, "\(full)")
    }

    @Test func `a page through a link replaces its file, which keeps its permissions`() throws {
        let room = try room()
        try room.write("private.html", "old")
        try #require(chmod(room.path("private.html"), 0o640) == 0)
        try link(room, "link.html", to: "private.html")
        #expect(try write(room, Self.writers[0], "link.html").status == 0)
        #expect(try mode(room.path("link.html")) & S_IFMT == S_IFLNK)
        #expect(try mode(room.path("private.html")) & 0o7777 == 0o640)
        #expect(try String(contentsOfFile: room.path("private.html"), encoding: .utf8).hasPrefix("<!doctype"))
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: "/dev/full"),
            "this system has no device that is always full"
        ),
        arguments: writers
    )
    func `a full disk is reported, and the old file stays complete`(_ writer: [String]) throws {
        let room = try room()
        let device = try write(room, writer, "/dev/full")
        #expect(device.status == 74 && device.said.count == 1)
        #expect(device.speech.contains("full"), "\(device)")
    }

    @Test(arguments: writers)
    func `a file that cannot be written completely is not begun, and the old one stays complete`(
        _ writer: [String]
    )
        throws
    {
        let room = try room()
        // The faulty disk recognizes the files of ledgers by their names.
        let name = "page.ledger.out"
        let count = try room.calls(writer + [name], of: "write")
        unlink(room.path(name))
        if writer[0] == "report" { try room.write(name, "old") }
        let before = try room.files()
        for kind in ["ENOSPC", "EIO", "short"] {
            let fault = Fault(calls: "write", number: count, kind: kind, goesOn: kind != "short")
            let met = try room.tarima(writer + [name], meeting: fault)
            let comment = Comment(rawValue: "\(fault): \(met)")
            // Partial writes are continued.
            #expect(met.struck != nil && met.outcome.status == (kind == "short" ? 0 : 74), comment)
            if kind == "ENOSPC" { #expect(met.outcome.speech.contains("full"), comment) }
            if kind == "short" {
                #expect(try String(contentsOfFile: room.path(name), encoding: .utf8).count > 100)
            } else {
                #expect(try room.files() == before, comment)
                if writer[0] == "report" {
                    #expect(try String(contentsOfFile: room.path(name), encoding: .utf8) == "old")
                }
            }
        }
    }

    @Test(arguments: writers)
    func `a name that is not a file is an error in one line`(_ writer: [String]) throws {
        let room = try room()
        try #require(mkdir(room.path("d"), 0o700) == 0)
        for (name, status) in [("", 64), ("d", 73), ("d/", 64), (".", 64), ("no/x", 73), ("count.csv/x", 73)]
        {
            let outcome = try write(room, writer, name)
            #expect(outcome.status == Int32(status) && outcome.said.count == 1, "\(name): \(outcome)")
        }
    }

    @Test(arguments: ["stock >> tarima.ledger", "export >> tarima.ledger-wal", "stock 2>> tarima.ledger"])
    func `standard output and error are never written into a ledger`(_ line: String) throws {
        let room = try room()
        let before = try Data(contentsOf: URL(fileURLWithPath: room.path("tarima.ledger")))
        let outcome = try room.shell("\"$@\" \(line)")
        #expect(outcome.status == 73, "\(outcome)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: room.path("tarima.ledger"))) == before)
        try room.expectSound()
    }
}
