import Foundation
import InventoryLedger
import TestSupport
import WarehouseExports

/// One seed: a season, a shop's orders, and actions on a ledger with their files, beside a model with the same
/// actions.
final class Simulation {
    /// The settings of a simulation.
    struct Settings {
        var steps = 40
        /// The program whose processes are killed; nil for no kills.
        var program: String?
        /// Kills processes after a time instead of at a call. Such a kill is not reproducible.
        var killsAtInstants = false
        /// Called before every step.
        var report: (String) -> Void = { _ in }
    }

    /// A failed simulation, with everything needed to repeat it.
    struct Failure: Error, CustomStringConvertible {
        let seed: UInt64
        let steps: [String]
        let reason: String

        var description: String {
            """
            seed \(seed) failed at step \(steps.count - 1): \(reason)
            \(steps.joined(separator: "\n"))
            replay it with: Tests/Simulator/run --replay \(seed)
            """
        }
    }

    private let settings: Settings
    private let season: Season
    private let draws: StepDraws
    private let clock = SimulatedClock()
    private let folder: TemporaryFolder
    private let path: String
    private var ledger: Ledger
    private var model: ModelLedger
    private var files: [SimulatedFile] = []
    private var backup: (path: String, model: ModelLedger)?
    private var steps: [String] = []
    private var random: SeededDraws
    private(set) var tally = Tally()
    /// The duration of actions in this process; killed ones do not get much longer.
    private var actTime: (total: Duration, count: Int) = (.zero, 0)

    init(seed: UInt64, settings: Settings) throws {
        self.settings = settings
        season = Season(seed: seed, keepsPlans: true)
        random = SeededDraws(seed: seed &+ 9_000)
        let stories = OrderStory.dream(season, &random)
        draws = StepDraws(season, stories)
        model = ModelLedger(stories: stories)
        folder = try TemporaryFolder()
        path = folder.file("simulated.ledger")
        try folder.write("orders.yaml", SimulatedFile.orderProfile)
        let version = random.chance(60) ? nil : random.number(1...AgedLedger.versions)
        if let version {
            steps.append("begin with a ledger of schema \(version)")
            try AgedLedger.make(at: path, version: version, zone: season.clock.zone)
            ledger = try Ledger.open(path, clock: { [clock] in clock.now })
        } else {
            steps.append("begin with a new ledger")
            ledger = try Ledger.create(
                at: path,
                settings: LedgerSettings(timeZone: season.clock.zone, currency: Currency("MXN")),
                clock: { [clock] in clock.now }
            )
        }
        settings.report("seed \(seed): \(steps[0])")
    }

    /// Performs all steps and compares the ledger with the model after each.
    ///
    /// - Throws: `Failure` if they differ, or the ledger throws an unexpected error.
    func run() throws -> Tally {
        tally.seeds = 1
        do {
            for number in 1...settings.steps {
                let step = draws.step(
                    number,
                    model,
                    files: files,
                    hasBackup: backup != nil,
                    canKill: settings.program != nil
                )
                steps.append("\(number). \(step)")
                settings.report(steps[number])
                try perform(step, number)
                try compare()
                if number % 8 == 0 { try prove() }
                tally.steps += 1
            }
            try prove()
        } catch {
            throw Failure(seed: season.seed, steps: steps, reason: "\(error)")
        }
        return tally
    }

    private func compare() throws {
        try Comparison(ledger: ledger, model: model, season: season).run(&random)
    }

    private func prove() throws {
        let findings = try LedgerOracle.check(path: path)
        try expect(findings == [], "\(findings)")
        try checkSums()
    }

    private func checkSums() throws {
        let difference = try ledger.rebuild(checkOnly: true).difference
        try expect(difference == nil, "the sums are not those of the log: \(difference ?? "")")
    }

    private func expect(_ holds: Bool, _ otherwise: @autoclosure () throws -> String) throws {
        if !holds { throw Disagreement(description: try otherwise()) }
    }

    // MARK: Steps

    private func perform(_ step: Step, _ number: Int) throws {
        switch step {
        case .act(let act): try perform(act)
        case .kill(let act, let share): try kill(act, share: share)
        case .fault(let act, let fault): try meet(fault, act)
        case .dryRun(let file, let policy):
            var tried = model
            let expected = tried.take(file, policy: policy, skipsRejected: false, now: clock.now.milliseconds)
            var options = try options(file, policy, skipsRejected: false)
            options.append.isDryRun = true
            let result = try Importer(ledger, options: options).importFile(write(file)).append
            try expect(
                result.counts.text == expected.counts.text,
                "\(result.counts.text), by the model \(expected)"
            )
            try expect(result.batch == nil, "a dry run left batch \(result.batch ?? 0)")
        case .interrupt(let file, let after): try interrupt(file, after: after)
        case .checkSums: try checkSums()
        case .backup:
            let destination = folder.file("backup-\(number).ledger")
            try expect(ledger.backup(to: destination).isSound, "the backup is not sound")
            backup = (destination, model)
        case .restore: try restore()
        case .reopen: ledger = try Ledger.open(path, clock: { [clock] in clock.now })
        case .exportIntoAnother: try exportIntoAnother(number)
        case .sellThrough(let day, let days): try compareSellThrough(day, days)
        case .reports: try report()
        case .clock(let milliseconds): clock.move(milliseconds: milliseconds)
        }
    }

    private func perform(_ act: Step.Act) throws {
        let began = ContinuousClock.now
        var expected = model
        switch act {
        case .take(let file, let policy, let skips):
            let outcome = expected.take(
                file,
                policy: policy,
                skipsRejected: skips,
                now: clock.now.milliseconds
            )
            let result = try Importer(ledger, options: options(file, policy, skipsRejected: skips))
                .importFile(write(file)).append
            try expect(
                result.batch.map { Int($0) } == outcome.batch && result.isRefused == outcome.isRefused
                    && result.counts.text == outcome.counts.text && result.events == Int64(outcome.events),
                """
                batch \(result.batch.map { "\($0)" } ?? "-") \(result.counts.text) events \(result.events), by the model \
                batch \(outcome.batch.map { "\($0)" } ?? "-") \(outcome.counts.text) events \(outcome.events)
                """
            )
            files.append(file)
            tally.imports += 1
            if outcome.isRefused { tally.refused += 1 }
        case .undo(let batch):
            let outcome = expected.undo(batch, now: clock.now.milliseconds)
            let result = try ledger.undo(batch: Int64(batch))
            try expect(
                result.batch.map { Int($0) } == outcome.batch && result.reversed == Int64(outcome.reversed)
                    && result.restored == Int64(outcome.restored),
                "\(result), by the model \(outcome)"
            )
            tally.undos += 1
        case .rebuild:
            try expect(
                ledger.rebuild().events == Int64(model.events),
                "a rebuild of another number of events"
            )
        }
        model = expected
        actTime = (actTime.total + (ContinuousClock.now - began), actTime.count + 1)
    }

    /// The model after an undisturbed action in another process.
    private func prepared(_ act: Step.Act) throws -> ModelLedger {
        var done = model
        switch act {
        case .take(let file, let policy, let skips):
            _ = try write(file)
            files.append(file)
            _ = done.take(file, policy: policy, skipsRejected: skips, now: clock.now.milliseconds)
        case .undo(let batch): _ = done.undo(batch, now: clock.now.milliseconds)
        case .rebuild: break
        }
        return done
    }

    private func start(_ act: Step.Act, _ program: String, environment: [String: String] = [:]) throws
        -> Child
    {
        try Child.start(
            program,
            ChildAct(act, ledger: path, folder: folder.path, now: clock.now).arguments,
            environment: environment,
            output: folder.file("child.out")
        )
    }

    /// Performs the action in another process, which is killed.
    private func kill(_ act: Step.Act, share: Double) throws {
        guard let program = settings.program else { return }
        let done = try prepared(act)
        let child: Child
        if settings.killsAtInstants {
            child = try start(act, program)
            try child.waitUntilBegun()
            let time = actTime.count == 0 ? .milliseconds(20) : actTime.total / actTime.count
            child.killed(after: time * share)
        } else {
            let call = 1 + Int(share * Double(Self.callsOfAct))
            child = try start(act, program, environment: faults(program, "any:\(call):kill"))
            try child.waitForEnd()
        }
        try expect(!child.said().hasFailed, "the killed process said: \(child.said().text)")
        tally.kills += 1
        if try settle(done, child.said()) { tally.killsDone += 1 }
    }

    /// The approximate number of disk calls of an action.
    private static let callsOfAct = 60

    /// The environment for a fault of the disk.
    private func faults(_ program: String, _ fault: String) -> [String: String] {
        let library = URL(fileURLWithPath: program).deletingLastPathComponent()
            .appendingPathComponent("libFaultyDisk.so").path
        return PlainEnvironment.preloading(library).merging(["FAULTY_DISK": fault]) { $1 }
    }

    /// Performs the action in another process with a fault of the disk.
    private func meet(_ fault: String, _ act: Step.Act) throws {
        guard let program = settings.program else { return }
        let done = try prepared(act)
        let child = try start(act, program, environment: faults(program, fault))
        try child.waitForEnd()
        tally.faults += 1
        if try settle(done, child.said()) { tally.faultsDone += 1 }
    }

    /// Finds out whether an action in another process was done completely or not at all, and checks that it was done
    /// if it said so.
    private func settle(_ done: ModelLedger, _ said: Child.Said) throws -> Bool {
        // A new process would see the same.
        ledger = try Ledger.open(path, clock: { [clock] in clock.now })
        let isDone = try ledger.batches().count == done.batches.count
        try expect(isDone || !said.isDone, "what was acknowledged is lost: \(said.text)")
        if isDone { model = done }
        let findings = try LedgerOracle.check(path: path)
        try expect(findings == [], "after \(said.text): \(findings)")
        return isDone
    }

    private func interrupt(_ file: SimulatedFile, after: Int) throws {
        let questions = Questions()
        var options = try options(file, .fail, skipsRejected: true)
        options.isInterrupted = { questions.ask() > after }
        var done = model
        _ = done.take(file, policy: .fail, skipsRejected: true, now: clock.now.milliseconds)
        do {
            _ = try Importer(ledger, options: options).importFile(write(file))
            model = done
        } catch let error as LedgerError where error.code == .interrupted {}
    }

    private func restore() throws {
        guard let backup else { return }
        for suffix in ["", "-wal", "-shm", "-lock"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
        try FileManager.default.copyItem(atPath: backup.path, toPath: path)
        ledger = try Ledger.open(path, clock: { [clock] in clock.now })
        model = backup.model
    }

    private func exportIntoAnother(_ number: Int) throws {
        var text = Event.canonicalHeader + "\n"
        var query = EventQuery()
        query.onlyLive = true
        try ledger.forEachEvent(query) { stored, _ in text += stored.event.canonicalRow() + "\n" }
        let other = try Ledger.create(
            at: folder.file("other-\(number).ledger"),
            settings: ledger.settings,
            clock: { [clock] in clock.now }
        )
        let path = try folder.write("export-\(number).csv", text)
        let result = try Importer(other).importFile(path).append
        try expect(!result.isRefused, "the export is refused: \(result.problems.prefix(3))")
        let (one, two) = try (shown(ledger), shown(other))
        try expect(one == two, "the export gives \(two), not \(one)")
    }

    private func shown(_ ledger: Ledger) throws -> [String] {
        try ledger.stock().rows.filter { position in
            (Stage.onTheWay + Stage.inWarehouse).contains { position.units.units(at: $0) != 0 }
        }.map { "\($0.sku) \($0.warehouse) \($0.units)".exact }
    }

    private func compareSellThrough(_ first: Int, _ days: Int) throws {
        let window =
            season.clock.instant(day: first, time: 0)..<season.clock.instant(day: first + days, time: 0)
        let query = SellThroughQuery(
            window: try ReportWindow(
                start: Instant(milliseconds: window.lowerBound),
                end: Instant(milliseconds: window.upperBound),
                zone: ledger.settings.zone
            )
        )
        let report = try ledger.sellThrough(query)
        let live = model.live.filter { $0.units != nil }
        // If orders are recorded as memo, they are the demand, and the sales that moved are not.
        let memo = Set(
            live.filter { $0.kind == "order_placed" && $0["memo"] == "true" }.map {
                Array($0["warehouse"].utf8)
            }
        )
        var demand: [String: Int64] = [:]
        for row in live where window.contains(row.at) {
            let isDemand =
                row.kind == "order_placed"
                || row.kind == "sale_shipped" && !memo.contains(Array(row["warehouse"].utf8))
            if isDemand { demand["\(row["sku"]) \(row["warehouse"])".exact, default: 0] += row.units ?? 0 }
        }
        var ordered: [String: Int64] = [:]
        for row in report.rows where row.ordered != 0 {
            ordered["\(row.sku?.text ?? "") \(row.warehouse?.text ?? "")".exact] = row.ordered
        }
        try expect(ordered == demand, "ordered \(ordered), by the model \(demand)")
    }

    /// Checks that reports about stock agree with the stock, and that the others answer.
    private func report() throws {
        _ = try (
            ledger.exceptions(), ledger.shipments(), ledger.leadTimes(), ledger.slowMovers(),
            ledger.coverage()
        )
        _ = try (
            ledger.waitingRows(), ledger.missingCodes(), ledger.items(), ledger.factSources(),
            ledger.promotions()
        )
        _ = try ledger.reconcile()
        let total = try ledger.stock().total()
        for grouping in StockGrouping.allCases {
            let sum = try ledger.stock().lines(by: grouping).reduce(0) { $0 + $1.units.available }
            try expect(
                sum == total.available,
                "available \(sum) by \(grouping.rawValue), \(total.available) in all"
            )
        }
    }

    // MARK: Files

    private func write(_ file: SimulatedFile) throws -> String { try folder.write(file.name, file.text) }

    private func options(_ file: SimulatedFile, _ policy: ConflictPolicy, skipsRejected: Bool) throws
        -> ImportOptions
    {
        try .simulated(
            profile: file.isOrderExport ? folder.file("orders.yaml") : nil,
            policy,
            skipsRejected: skipsRejected
        )
    }
}

extension ImportOptions {
    /// The options of a simulated import.
    static func simulated(profile: String?, _ policy: ConflictPolicy, skipsRejected: Bool) throws
        -> ImportOptions
    {
        var options = ImportOptions()
        options.profile = try profile.map { try Profile.named($0) }
        options.append.onConflict = policy
        options.append.skipsRejected = skipsRejected
        return options
    }
}
