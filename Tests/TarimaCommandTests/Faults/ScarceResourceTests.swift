import Foundation
import Glibc
import TestSupport
import Testing

/// Resources that the system runs out of: file descriptors, threads, memory, stack, processor time, pages, file size,
/// disk space.
@Suite struct ScarceResourceTests {
    /// Runs the command of a scenario under a limit that is raised until it is enough.
    private func tighten(
        _ scenario: FaultScenario,
        _ limits: StrideThrough<Int>,
        word: String,
        mayBeEnough: Bool = false,
        mayBeDone: Bool = false,
        _ run: (Stockroom, Int) throws -> CommandOutcome
    ) throws {
        let (files, model) = try scenario.prepared()
        var refusals = 0
        for limit in limits {
            let room = try scenario.room(files)
            let outcome = try run(room, limit)
            // The program could not even be loaded.
            if outcome.status == 127 { continue }
            let comment = Comment(rawValue: "\(scenario.name), \(limit): \(outcome)")
            #expect(outcome.status == 0 || outcome.status == 73 || outcome.status == 74, comment)
            if outcome.status != 0 {
                refusals += 1
                #expect(outcome.said.count == 1 && outcome.speech.contains(word), comment)
            }
            let findings = try scenario.findings(
                room,
                model,
                isDone: outcome.status == 0,
                mayBeDone: mayBeDone && outcome.status != 0
            )
            #expect(findings == [], comment)
            if outcome.status == 0 {
                #expect(refusals > 0 || mayBeEnough, "no limit was too tight")
                return
            }
        }
        Issue.record("\(scenario.name): no limit was wide enough")
    }

    @Test(arguments: FaultScenario.all)
    func `too few file descriptors are reported, and all or nothing is done`(scenario: FaultScenario) throws {
        let script = "ulimit -n $1; shift; exec \"$@\""
        try tighten(scenario, stride(from: 4, through: 40, by: 2), word: "open files") { room, limit in
            try room.runner.run(
                "/bin/sh",
                ["-c", script, "sh", "\(limit)", BuiltCommand.path()] + scenario.arguments
            )
        }
    }

    @Test(arguments: FaultScenario.all)
    func `too little address space is reported, and all or nothing is done`(scenario: FaultScenario) throws {
        // The last memory may be needed only to report success.
        try tighten(
            scenario,
            stride(from: 60_000, through: 600_000, by: 12_000),
            word: "memory",
            mayBeEnough: true,
            mayBeDone: true
        ) { room, limit in
            try room.runner.run(
                "/bin/sh",
                ["-c", "ulimit -v $1; shift; exec \"$@\"", "sh", "\(limit)", BuiltCommand.path()]
                    + scenario.arguments
            )
        }
    }

    @Test(arguments: FaultScenario.all)
    func `too little data memory is reported, and all or nothing is done`(scenario: FaultScenario) throws {
        try tighten(
            scenario,
            stride(from: 4000, through: 400_000, by: 8000),
            word: "memory",
            mayBeEnough: true,
            mayBeDone: true
        ) { room, limit in
            try room.runner.run(
                "/bin/sh",
                ["-c", "ulimit -d $1; shift; exec \"$@\"", "sh", "\(limit)", BuiltCommand.path()]
                    + scenario.arguments
            )
        }
    }

    @Test(arguments: FaultScenario.all, [64, 256])
    func `a small stack is enough`(scenario: FaultScenario, kilobytes: Int) throws {
        let (files, model) = try scenario.prepared()
        let room = try scenario.room(files)
        let outcome = try room.runner.run(
            "/bin/sh",
            ["-c", "ulimit -s $1; shift; exec \"$@\"", "sh", "\(kilobytes)", BuiltCommand.path()]
                + scenario.arguments
        )
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try scenario.findings(room, model, isDone: true, mayBeDone: false) == [], "\(outcome)")
    }

    /// From too few to start up to enough for every answer.
    private static let fileNumbers = [4, 5, 6, 7, 8, 10, 13, 16]

    /// The questions.
    private static let answers = [
        ["stock"], ["verify"], ["export"], ["events"], ["events", "--format", "json"], ["card", "MX-1"],
        ["items"], ["batches"], ["rejected"], ["exceptions"], ["slow-movers"], ["reconcile"], ["shipments"],
        ["lead-times"], ["codes"], ["sources"], ["rebuild", "--check"],
        ["sell-through", "--from", "2024-11-01", "--to", "2024-11-30"],
    ]

    @Test(arguments: answers)
    func `an answer with few file descriptors is complete, or the shortage is reported`(_ arguments: [String])
        throws
    {
        let room = try Stockroom()
        let whole = try room.runner.run(BuiltCommand.path(), arguments)
        try #require(whole.status == 0, "\(whole)")
        for limit in Self.fileNumbers {
            let outcome = try room.shell("ulimit -n \(limit); exec \"$@\"", arguments)
            let comment = Comment(rawValue: "\(limit): \(outcome)")
            if outcome.status == 0 {
                #expect(outcome.output == whole.output, comment)
            } else {
                #expect(outcome.status == 74 && outcome.output.isEmpty, comment)
                #expect(outcome.said.count == 1 && outcome.speech.contains("open files"), comment)
            }
        }
    }

    @Test(arguments: ["workbook.xlsx", "file.json", "chinese.csv"])
    func `a file of any kind is read with few file descriptors, or the shortage is reported`(name: String)
        throws
    {
        for limit in Self.fileNumbers {
            let room = try Stockroom()
            try room.write(
                "chinese.csv",
                bytes: Array((Stockroom.header + "stock_received,").utf8) + [0xC4, 0xE3]
                    + Array(",MX-1,MTY1,1,2024-10-22\n".utf8)
            )
            let row = #"{"kind":"stock_received","document":"J","sku":"A","warehouse":"W","quantity":1,"#
            try room.write("file.json", "[\(row)\"occurred_at\":\"2024-10-22\"}]")
            try room.write("workbook.xlsx", bytes: Self.emptyArchive)
            let whole = try room.tarima("import", name, "--dry-run")
            let outcome = try room.shell("ulimit -n \(limit); exec \"$@\"", ["import", name, "--dry-run"])
            let comment = Comment(rawValue: "\(limit): \(outcome)")
            if outcome.status == 74 {
                #expect(outcome.speech.lowercased().contains("open files"), comment)
            } else {
                #expect(outcome.status == whole.status && outcome.speech == whole.speech, comment)
            }
        }
    }

    /// A ZIP archive without parts, which is not a workbook.
    private static let emptyArchive: [UInt8] = [0x50, 0x4B, 0x05, 0x06] + Array(repeating: 0, count: 18)

    @Test(
        .enabled(if: OrdinaryUser.unavailable == nil, "\(OrdinaryUser.unavailable ?? "")"),
        arguments: answers + [["undo", "2"], ["rebuild"], ["backup", "kept.ledger"]]
    )
    func `an answer needs no second thread`(_ arguments: [String]) throws {
        let room = try Self.roomOfOrdinaryUser()
        let outcome = try OrdinaryUser.tarima(room, threads: 1, arguments)
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test(.enabled(if: OrdinaryUser.unavailable == nil, "\(OrdinaryUser.unavailable ?? "")"))
    func `an import that cannot start a thread is an error, and records nothing`() throws {
        let room = try Self.roomOfOrdinaryUser()
        try room.expectUnchanged {
            let outcome = try OrdinaryUser.tarima(
                room,
                threads: 1,
                ["import", "season.csv", "--skip-rejected"]
            )
            #expect(outcome.status == 74, "\(outcome)")
            #expect(outcome.said.count == 1 && outcome.speech.contains("cannot start a thread"), "\(outcome)")
        }
    }

    /// A room with a second batch to undo, owned by an ordinary user.
    private static func roomOfOrdinaryUser() throws -> Stockroom {
        let room = try Stockroom()
        try room.write("more.csv", Stockroom.header + "stock_received,GRN-9,MX-1,MTY1,5,2024-12-01\n")
        try room.write("season.csv", FaultScenario.file)
        try #require(try room.tarima("import", "more.csv").status == 0)
        for name in try room.files() { try OrdinaryUser.give(room.path(name)) }
        try OrdinaryUser.give(room.folder.path)
        return room
    }

    @Test func `the limit on processor time is reported, and nothing is recorded`() throws {
        let room = try Stockroom()
        try room.expectUnchanged {
            // Endless rows, so that the limit is reached on any machine.
            let outcome = try room.shell(
                "{ printf '\(Stockroom.header.dropLast())\\n'; yes stock_received,R,A,W,1,2024-11-01; } "
                    + "| { ulimit -t 1; exec \"$@\"; }",
                ["import", "-"]
            )
            #expect(outcome.status == 74, "\(outcome)")
            #expect(outcome.said.count == 1 && outcome.speech.contains("processor time"), "\(outcome)")
        }
        try room.expectSound()
    }

    @Test(arguments: FaultScenario.all.filter { $0.name != "migrate" })
    func `too few pages are reported, and all or nothing is done`(scenario: FaultScenario) throws {
        try tighten(scenario, stride(from: 4, through: 120, by: 8), word: "full", mayBeEnough: true) {
            room,
            limit in
            var runner = room.runner
            runner.environment.merge(try FaultyDiskLibrary.preloaded()) { $1 }
            runner.environment["FAULTY_DISK_PAGES"] = "\(limit)"
            return try runner.run(BuiltCommand.path(), scenario.arguments)
        }
    }

    @Test(arguments: FaultScenario.all)
    func `a file size limit is reported, and all or nothing is done`(scenario: FaultScenario) throws {
        // The signal for the limit has its default action, which ends the process.
        let script = "ulimit -f $1; shift; exec \"$@\""
        try tighten(scenario, stride(from: 1, through: 1001, by: 80), word: "file size limit") {
            room,
            limit in
            try room.runner.run(
                "/bin/sh",
                ["-c", script, "sh", "\(limit)", BuiltCommand.path()] + scenario.arguments
            )
        }
    }

    /// Why no small file system can be created here; nil if it can.
    private static let noFileSystem: String? = {
        let room = try? Stockroom.empty()
        let made = try? room?.runner.run(
            "unshare",
            ["--mount", "sh", "-c", "mkdir disk && mount -t tmpfs -o size=64k none disk"]
        )
        return made?.status == 0 ? nil : "mounting a file system takes the superuser"
    }()

    @Test(
        .enabled(if: noFileSystem == nil, "mounting a file system takes the superuser"),
        arguments: FaultScenario.all
    )
    func `a full file system is reported, and all or nothing is done`(scenario: FaultScenario) throws {
        // The room is in a file system that only this shell sees; its content is copied back at the end.
        let script = """
            size=$1; shift; here=$PWD; mkdir disk && mount -t tmpfs -o size=${size}k none disk || exit 99
            cp *.* disk/ 2> /dev/null || exit 127; cd disk; "$@"; status=$?; rm -f "$here"/*.ledger*; cp -a ./*.ledger* "$here"/ 2> /dev/null || :; exit $status
            """
        try tighten(scenario, stride(from: 60, through: 2000, by: 80), word: "full") { room, limit in
            try room.runner.run(
                "unshare",
                ["--mount", "sh", "-c", script, "sh", "\(limit)", BuiltCommand.path()] + scenario.arguments
            )
        }
    }
}
