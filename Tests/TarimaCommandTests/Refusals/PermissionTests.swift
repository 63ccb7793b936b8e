import Foundation
import TestSupport
import Testing

/// Missing permissions are reported in one line, and nothing is half done.
@Suite(
    .enabled(
        if: OrdinaryUser.unavailable == nil,
        "run by the superuser, and setpriv cannot run the command as another user in TMPDIR"
    )
)
struct PermissionTests {
    /// A stockroom owned by the user.
    private func ownRoom() throws -> Stockroom {
        let room = try Stockroom()
        try room.write("receipts.csv", Stockroom.header + "stock_received,GRN-2,MX-1,MTY1,1,2024-10-25\n")
        for name in try room.files() { try OrdinaryUser.give(room.path(name)) }
        try OrdinaryUser.give(room.folder.path)
        return room
    }

    /// Runs a block while files have these permissions.
    private func with<T>(_ permissions: Int, on paths: String..., block: () throws -> T) throws -> T {
        func set(_ permissions: Int) throws {
            for path in paths {
                try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
            }
        }
        try set(permissions)
        defer { try? set(0o700) }
        return try block()
    }

    @Test func `the user may do everything if nothing is forbidden`() throws {
        let room = try ownRoom()
        #expect(try OrdinaryUser.tarima(room, "import", "receipts.csv").status == 0)
        #expect(try OrdinaryUser.tarima(room, "verify").status == 0)
    }

    @Test func `a ledger without read permission`() throws {
        let room = try ownRoom()
        let before = try room.contents()
        for command in [["stock"], ["import", "receipts.csv"], ["verify"]] {
            let outcome = try with(0o000, on: room.path("tarima.ledger")) {
                try command.count == 1
                    ? OrdinaryUser.tarima(room, command[0])
                    : OrdinaryUser.tarima(room, command[0], command[1])
            }
            #expect(outcome.status == 77)
            #expect(outcome.said == ["tarima: no permission to read ./tarima.ledger"])
            #expect(outcome.output.isEmpty)
        }
        #expect(try room.contents() == before)
    }

    @Test func `a ledger without write permission`() throws {
        let room = try ownRoom()
        let before = try room.contents()
        let outcome = try with(0o400, on: room.path("tarima.ledger")) {
            try OrdinaryUser.tarima(room, "import", "receipts.csv")
        }
        #expect(outcome.status == 77)
        #expect(outcome.said.count == 1)
        #expect(outcome.speech.contains("./tarima.ledger"))
        #expect(try room.contents() == before)
    }

    @Test func `a folder without write permission`() throws {
        let room = try ownRoom()
        let before = try room.contents()
        let folder = room.folder.path
        for arguments in [["import", "receipts.csv"], ["undo", "1"]] {
            let outcome = try with(0o500, on: folder) {
                try OrdinaryUser.tarima(room, arguments[0], arguments[1])
            }
            #expect(outcome.status == 77)
            #expect(outcome.said.count == 1, "\(outcome.speech)")
        }
        let made = try with(0o500, on: folder) {
            try OrdinaryUser.tarima(room, "--ledger", "new.ledger", "init")
        }
        #expect(made.status == 73)
        #expect(made.said.count == 1)
        #expect(made.speech.contains("new.ledger"))
        let copied = try with(0o500, on: folder) { try OrdinaryUser.tarima(room, "backup", "kept.ledger") }
        #expect(copied.status == 73)
        #expect(copied.speech.contains("kept.ledger"))
        #expect(try room.contents() == before)
    }

    @Test func `a page without write or read permission keeps its contents`() throws {
        let room = try ownRoom()
        let promotion = try room.tarima("promo", "add", "p", "--from", "2024-11-13", "--to", "2024-11-17")
        try #require(promotion.status == 0)
        try OrdinaryUser.give(room.path("tarima.ledger-lock"))
        try OrdinaryUser.give(try room.write("page.html", "old"))
        for permissions in [0o400, 0o200] {
            let outcome = try with(permissions, on: room.path("page.html")) {
                try OrdinaryUser.tarima(room, "report", "p", "--html", "page.html")
            }
            #expect(outcome.status == 77 && outcome.said.count == 1, "\(outcome)")
            #expect(try String(contentsOfFile: room.path("page.html"), encoding: .utf8) == "old")
        }
        #expect(try OrdinaryUser.tarima(room, "report", "p", "--html", "page.html").status == 0)
    }

    @Test func `a folder without search permission`() throws {
        let room = try ownRoom()
        let outside = try TemporaryFolder()
        var visitor = room
        visitor.runner = CommandRunner(folder: outside.path)
        let ledger = room.path("tarima.ledger")
        let outcome = try with(0o000, on: room.folder.path) {
            try OrdinaryUser.tarima(visitor, "--ledger", ledger, "stock")
        }
        #expect(outcome.status == 77)
        #expect(outcome.said.count == 1)
        #expect(outcome.speech.contains(ledger))
    }

    @Test func `a file without read permission does not stop the others`() throws {
        let room = try ownRoom()
        try room.write("secret.csv", Stockroom.header)
        let outcome = try with(0o000, on: room.path("secret.csv")) {
            try OrdinaryUser.tarima(room, "import", "secret.csv", "receipts.csv", "--format", "json")
        }
        #expect(outcome.status == 77)
        #expect(outcome.said == ["tarima: no permission to read secret.csv"])
        let report = try PrintedReport(outcome)
        #expect(report.isNull(0, "batch"))
        #expect(report.number(1, "recorded") == 1)
    }
}
