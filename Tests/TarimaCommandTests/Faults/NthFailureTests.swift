import Foundation
import Glibc
import TestSupport
import Testing

/// The first, second, third call of each kind fails, once or permanently, until a run has no such call. Each time the
/// command says in one line what is wrong, and has done all or nothing.
@Suite struct NthFailureTests {
    /// A kind of call, how it fails, and the expected message.
    struct Failure: Sendable, CustomTestStringConvertible {
        let calls: String
        let kind: String
        var word = ""
        /// The code of the error, for programs.
        var code = "input_output"
        /// The number of struck calls per scenario and seed.
        var most = 1

        var testDescription: String { "\(calls) \(kind)" }

        static let all = [
            Failure(calls: "read", kind: "EIO"), Failure(calls: "write", kind: "EIO"),
            Failure(calls: "write", kind: "ENOSPC", word: "full", code: "disk_full"),
            Failure(calls: "write", kind: "short", code: "disk_full"),
            Failure(calls: "sync", kind: "EIO"), Failure(calls: "truncate", kind: "EIO"),
            Failure(calls: "delete", kind: "EIO"), Failure(calls: "name", kind: "EIO"),
            Failure(calls: "name", kind: "EPERM"), Failure(calls: "lock", kind: "EIO"),
            Failure(calls: "stat", kind: "EIO"),
            Failure(calls: "map", kind: "ENOMEM", word: "memory", code: "out_of_memory"),
            Failure(calls: "open", kind: "EMFILE", word: "open files", code: "too_many_open_files"),
            Failure(calls: "open", kind: "EIO"),
            Failure(calls: "open", kind: "ENOSPC", word: "full", code: "disk_full"),
            Failure(calls: "alloc", kind: "ENOMEM", word: "memory", code: "out_of_memory", most: 3),
        ]
    }

    /// Half of the failures in each scenario; a long run takes all.
    private static let pairs = FaultScenario.all.enumerated().flatMap { place, scenario in
        Failure.all.enumerated().filter { isLongRun || (place + $0.offset).isMultiple(of: 2) }.map {
            (scenario, $0.element)
        }
    }

    @Test(arguments: pairs)
    func `a command that fails says so, and has done all or nothing`(
        scenario: FaultScenario,
        failure: Failure
    ) throws {
        let (files, model) = try scenario.prepared()
        let count = try scenario.room(files).calls(scenario.arguments, of: failure.calls)
        for strike in strikes(
            of: count,
            most: failure.most,
            seeds(1),
            in: "\(scenario.name) \(failure.testDescription)"
        ) {
            var fault = Fault(calls: failure.calls, number: strike.number, kind: failure.kind)
            // SQLite retries opening a file, so one failure is not enough.
            fault.goesOn = failure.calls == "open" || strike.goesOn
            let room = try scenario.room(files)
            let met = try room.tarima(scenario.arguments, meeting: fault)
            let comment = Comment(
                rawValue: "\(scenario.name) \(fault) of \(count), \(met); TARIMA_SEED=\(strike.seed)"
            )
            if Self.isBeyondReach(met.outcome) { continue }
            let status = met.outcome.status
            // A copy that cannot be read does not verify.
            let isRefusedCopy = status == 65 && scenario.name == "backup" && failure.calls == "read"
            #expect([0, 73, 74, 75].contains(status) || isRefusedCopy, comment)
            if status != 0 {
                #expect(met.outcome.said.count == 1, comment)
                if status != 75, !failure.word.isEmpty {
                    #expect(met.outcome.speech.contains(failure.word), comment)
                }
            }
            // What cannot be deleted remains.
            if failure.calls != "delete" {
                #expect(try !room.files().contains { $0.contains(".new-") }, comment)
            }
            // What was not synced may be there anyway.
            let isUnsafe = failure.calls == "sync"
            let findings = try scenario.findings(room, model, isDone: status == 0, mayBeDone: isUnsafe)
            #expect(findings == [], comment)
        }
    }

    @Test(arguments: Failure.all.filter { ["write", "sync", "alloc"].contains($0.calls) })
    func `of several files, each is recorded once or can be imported again`(failure: Failure) throws {
        let scenario = FaultScenario.severalFiles
        let (files, model) = try scenario.prepared()
        let count = try scenario.room(files).calls(scenario.arguments, of: failure.calls)
        for strike in strikes(of: count, most: 3, seeds(1), in: "several files \(failure.testDescription)") {
            var fault = Fault(calls: failure.calls, number: strike.number, kind: failure.kind)
            fault.goesOn = strike.goesOn
            let room = try scenario.room(files)
            let met = try room.tarima(scenario.arguments, meeting: fault)
            if Self.isBeyondReach(met.outcome) { continue }
            let findings = try scenario.findings(
                room,
                model,
                isDone: met.outcome.status == 0,
                mayBeDone: true
            )
            #expect(findings == [], "\(fault) of \(count), \(met); TARIMA_SEED=\(strike.seed)")
        }
    }

    @Test(arguments: Failure.all.filter { $0.kind != "short" })
    func `the error of a file that could not be recorded has its code`(failure: Failure) throws {
        let scenario = FaultScenario.all[0]
        let files = try scenario.prepared().files
        let arguments = scenario.arguments + ["--format", "json"]
        let count = try scenario.room(files).calls(arguments, of: failure.calls)
        for strike in strikes(of: count, most: 2, seeds(1), in: failure.testDescription) {
            var fault = Fault(calls: failure.calls, number: strike.number, kind: failure.kind)
            fault.goesOn = true
            let met = try scenario.room(files).tarima(arguments, meeting: fault)
            // If the ledger cannot be opened, there is no row for the file.
            guard met.outcome.status != 0, !met.outcome.output.isEmpty else { continue }
            let report = try PrintedReport(met.outcome)
            let code = report.list(0, "problems")?.first?["code"] as? String
            #expect(
                code == failure.code || failure.calls == "lock" && code == "busy",
                "\(fault) of \(count), \(met); TARIMA_SEED=\(strike.seed)"
            )
        }
    }

    /// Commands that only read.
    private static let questions = [
        ["stock"], ["card", "MX-1"], ["export"], ["batches"], ["verify"], ["exceptions"],
        ["sell-through", "--from", "2024-11-13", "--to", "2024-11-17"],
    ]

    @Test(arguments: questions, Failure.all.filter { ["read", "alloc", "map", "open"].contains($0.calls) })
    func `an answer is complete, or the command says why there is none`(
        question: [String],
        failure: Failure
    )
        throws
    {
        let scenario = FaultScenario.all[1]
        let files = try scenario.prepared().files
        let room = try scenario.room(files)
        let answer = try room.runner.run(BuiltCommand.path(), question)
        let count = try room.calls(question, of: failure.calls)
        for strike in strikes(
            of: count,
            most: failure.most,
            seeds(1),
            in: "\(question) \(failure.testDescription)"
        ) {
            let fault = Fault(
                calls: failure.calls,
                number: strike.number,
                kind: failure.kind,
                goesOn: failure.calls == "open" || strike.goesOn
            )
            let met = try scenario.room(files).tarima(question, meeting: fault)
            if Self.isBeyondReach(met.outcome) { continue }
            let comment = Comment(
                rawValue: "\(question) \(fault) of \(count), \(met); TARIMA_SEED=\(strike.seed)"
            )
            if met.outcome.status == 0 {
                #expect(met.outcome.output == answer.output, comment)
            } else {
                // What verify cannot read is not sound.
                #expect(
                    met.outcome.status == 74 || question == ["verify"] && met.outcome.status == 65,
                    comment
                )
            }
        }
    }

    @Test(arguments: [("init", "tarima.ledger"), ("backup", "kept.ledger")])
    func `a file system without second names, such as a memory stick, can have a ledger`(
        command: String,
        file: String
    ) throws {
        let room = command == "init" ? try Stockroom.empty() : try Stockroom()
        let arguments = command == "init" ? [command] : [command, file]
        let met = try room.tarima(arguments, meeting: Fault(calls: "name", number: 1, kind: "EPERM"))
        #expect(met.struck != nil && met.outcome.status == 0, "\(met)")
        #expect(try LedgerOracle.check(path: room.path(file)) == [])
        #expect(try !room.files().contains { $0.contains(".new-") })
    }

    /// GRDB registers functions on every new connection, and ends the process if SQLite has no memory for them.
    /// Nothing is being written then.
    private static func isBeyondReach(_ outcome: CommandOutcome) -> Bool {
        outcome.signal != nil && outcome.speech.contains("GRDB/Utils.swift")
            && outcome.speech.contains("SQLite error 7: out of memory")
    }
}
