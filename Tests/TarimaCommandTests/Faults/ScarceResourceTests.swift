import Foundation
import Glibc
import TestSupport
import Testing

/// What the system itself runs out of: file numbers, pages, the length of files, the space of a real file system.
@Suite struct ScarceResourceTests {
    /// Runs the command of a scenario under a shell's limit, with more of it each time, until it has enough.
    private func tighten(
        _ scenario: FaultScenario,
        _ limits: StrideThrough<Int>,
        word: String,
        mayBeEnough: Bool = false,
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
            if outcome.signal == SIGILL, outcome.said.count <= 1 {
                // libdispatch ends a process in which it cannot open what it waits for events with, be it after the
                // command has said what is wrong.
                let findings = try scenario.findings(room, model, isDone: false, mayBeDone: true)
                #expect(findings == [], comment)
                continue
            }
            #expect(outcome.status == 0 || outcome.status == 73 || outcome.status == 74, comment)
            if outcome.status != 0 {
                refusals += 1
                #expect(outcome.said.count == 1 && outcome.speech.contains(word), comment)
            }
            let findings = try scenario.findings(room, model, isDone: outcome.status == 0, mayBeDone: false)
            #expect(findings == [], comment)
            if outcome.status == 0 {
                #expect(refusals > 0 || mayBeEnough, "no limit was too tight")
                return
            }
        }
        Issue.record("\(scenario.name): no limit was wide enough")
    }

    @Test(arguments: FaultScenario.all)
    func `too few file numbers are told, and all or nothing is done`(scenario: FaultScenario) throws {
        // A crash is told without its trace, which takes file numbers too.
        let script = "ulimit -n $1; shift; SWIFT_BACKTRACE=enable=no exec \"$@\""
        try tighten(scenario, stride(from: 4, through: 40, by: 1), word: "open files") { room, limit in
            try room.runner.run(
                "/bin/sh",
                ["-c", script, "sh", "\(limit)", BuiltCommand.path()] + scenario.arguments
            )
        }
    }

    @Test(arguments: FaultScenario.all.filter { $0.name != "migrate" })
    func `too few pages are told, and all or nothing is done`(scenario: FaultScenario) throws {
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
    func `a limit on the length of files is told, and all or nothing is done`(scenario: FaultScenario) throws
    {
        // The signal that tells of the limit is at its default, which is to end the process.
        let script = "ulimit -f $1; shift; exec \"$@\""
        try tighten(scenario, stride(from: 1, through: 1001, by: 80), word: "limit on the length") {
            room,
            limit in
            try room.runner.run(
                "/bin/sh",
                ["-c", script, "sh", "\(limit)", BuiltCommand.path()] + scenario.arguments
            )
        }
    }

    /// Why no file system of a size of its own can be made here; nil where it can.
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
    func `a file system that is full is told, and all or nothing is done`(scenario: FaultScenario) throws {
        // The room lies in a file system that only this shell sees; what it holds at the end is carried back.
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
