import Foundation
import Glibc
import InventoryLedger
import Synchronization
import TestSupport
import Testing
import WarehouseExports

/// Many processes at one ledger: two importers, one of which is killed now and then, four readers, backups, rebuilds,
/// and a program that holds the lock. They continue until each has done its part.
@Suite struct CrowdTests {
    @Test(arguments: seeds(1))
    func `importers, readers, backups and another holder of the lock get along`(seed: UInt64) throws {
        let room = try Stockroom.empty()
        try #require(try room.tarima("init").status == 0)
        var draws = SeededDraws(seed: seed)
        let crowd = Crowd(room, seed: seed)
        let isDone: @Sendable () -> Bool = { crowd.isContent || crowd.hasFailed }
        func add(_ body: @escaping @Sendable (Crowd) throws -> Void) {
            crowd.onThread { while !isDone() { try body(crowd) } }
        }
        let seeds = (draws.next(), draws.next())
        crowd.onThread {
            var draws = SeededDraws(seed: seeds.0)
            while !isDone() {
                try crowd.importByCommand(killedAt: draws.chance(25) ? draws.number(1...150) : nil)
            }
        }
        add { try $0.importByLibrary() }
        add { try $0.readByCommand() }
        add { try $0.readByCommand() }
        add { try $0.readStock() }
        add { try $0.readEvents() }
        add { try $0.backUp() }
        add { try $0.rebuild() }
        crowd.onThread {
            var draws = SeededDraws(seed: seeds.1)
            try crowd.hold(until: "somebody reads, and somebody is told who holds the ledger") {
                before,
                now in
                now.reads > before.reads && now.foreign > before.foreign
            }
            while !isDone() {
                let reads = draws.number(0...4)
                try crowd.hold(until: "somebody reads") { before, now in now.reads >= before.reads + reads }
                usleep(UInt32(draws.number(1...200)) * 1000)
            }
        }
        crowd.wait()
        try crowd.finish()
    }
}

/// The participants, and what they have seen.
private final class Crowd: Sendable {
    struct State {
        var failures: [String] = []
        /// Rows of each of the two SKUs that were acknowledged.
        var recorded: Int64 = 0
        var imports = (command: 0, library: 0)
        var busy = 0
        /// Busy, with the other program named as the holder.
        var foreign = 0
        var kills = 0
        var reads = 0
        var backups = 0
        var rebuilds = 0
        var files = 0
        /// The least that a reader may see from now on.
        var seen: Int64 = 0
        var slowest: Duration = .zero
        /// What the importing command still has to import.
        var pending: (name: String, pairs: Int64)?
    }

    private let state = Mutex(State())
    private let threads = DispatchGroup()
    private let room: Stockroom
    private let ledger: Result<Ledger, any Error>
    private let seed: UInt64

    init(_ room: Stockroom, seed: UInt64) {
        self.room = room
        self.seed = seed
        ledger = Result { try Ledger.open(room.path("tarima.ledger")) }
    }

    /// Whether everyone has done enough.
    var isContent: Bool {
        state.withLock { state in
            let least = isLongRun ? 40 : 3
            return min(state.imports.command, state.imports.library) >= least && state.kills >= least / 3
                && state.reads >= 5 * least && state.foreign > 0
                && min(state.backups, state.rebuilds) > least / 3
        }
    }

    var hasFailed: Bool { state.withLock { !$0.failures.isEmpty } }

    /// Runs blocking work on its own thread.
    func onThread(_ body: @escaping @Sendable () throws -> Void) {
        threads.enter()
        Thread.detachNewThread {
            do { try body() } catch { self.fail("\(error)") }
            self.threads.leave()
        }
    }

    /// Waits until everyone is done.
    func wait() { threads.wait() }

    private func fail(_ what: String) { state.withLock { $0.failures.append(what) } }

    private func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) {
        if !holds { fail(otherwise()) }
    }

    // MARK: Writers

    /// A file of pairs, one of each SKU, so that a half-seen batch would show.
    private func file() throws -> (name: String, pairs: Int64) {
        let number = state.withLock { state in
            state.files += 1
            return state.files
        }
        let pairs = Int64([1, 40, 400][number % 3])
        var text = Stockroom.header
        for sku in ["LEFT", "RIGHT"] {
            for pair in 0..<pairs {
                text += "stock_received,GRN-\(number)-\(pair),\(sku),MTY1,1,2024-10-25\n"
            }
        }
        let name = "file-\(number).csv"
        try room.write(name, text)
        return (name, pairs)
    }

    /// Imports in a process that may be killed; the file is then imported again.
    ///
    /// - Parameter call: the system call at which it is killed, if it makes that many.
    func importByCommand(killedAt call: Int? = nil) throws {
        let file: (name: String, pairs: Int64)
        if let pending = state.withLock({ $0.pending }) {
            file = pending
        } else {
            file = try self.file()
            state.withLock { $0.pending = file }
        }
        let arguments = ["import", file.name]
        let outcome =
            try call.map {
                try room.tarima(arguments, meeting: Fault(calls: "any", number: $0, kind: "kill")).outcome
            } ?? room.runner.run(BuiltCommand.path(), arguments)
        switch (outcome.status, outcome.signal) {
        case (nil, SIGKILL): state.withLock { $0.kills += 1 }
        case (75, _): expectHolder(outcome.speech)
        case (0, _):
            state.withLock { state in
                state.imports.command += 1
                state.recorded += file.pairs
                state.pending = nil
            }
        default: fail("import: \(outcome)")
        }
    }

    func importByLibrary() throws {
        let file = try file()
        let importer = Importer(try ledger.get())
        while !hasFailed {
            do {
                let result = try timed("an import") { try importer.importFile(room.path(file.name)) }
                expect(result.append.counts.recorded == 2 * file.pairs, "recorded \(result.append.counts)")
                state.withLock { state in
                    state.imports.library += 1
                    state.recorded += file.pairs
                }
                return
            } catch let error as LedgerError where error.code == .busy {
                expectHolder(error.message)
            }
        }
    }

    func rebuild() throws {
        usleep(100_000)
        do {
            let difference = try timed("a rebuild") { try ledger.get().rebuild().difference }
            expect(difference == nil, "the sums differ: \(difference ?? "")")
            state.withLock { $0.rebuilds += 1 }
        } catch let error as LedgerError where error.code == .busy {
            expectHolder(error.message)
        }
    }

    /// A busy ledger names its holder, or another program if the holder has not written its name yet.
    private func expectHolder(_ speech: String) {
        let names = ["(tarima)", "(foreign)", "(\(ProcessInfo.processInfo.processName))"]
        let isNamed = speech.contains("process ") && names.contains { speech.contains($0) }
        expect(isNamed || speech.contains("being written by another program"), "busy: \(speech)")
        state.withLock { state in
            state.busy += 1
            if speech.contains("(foreign)") { state.foreign += 1 }
        }
    }

    // MARK: Readers

    func readByCommand() throws {
        let least = state.withLock { $0.seen }
        let outcome = try timed("a reader") { try room.tarima("stock", "--all", "--format", "csv") }
        guard outcome.status == 0 else { return fail("stock: \(outcome)") }
        let available = outcome.csvHeader.firstIndex(of: "available") ?? 0
        let rows = outcome.lines.dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        see(rows.prefix(2).compactMap { Int64($0[available]) }, least)
    }

    func readStock() throws {
        let least = state.withLock { $0.seen }
        try see(timed("a reader") { try ledger.get().stock().rows.map(\.available) }, least)
        usleep(2000)
    }

    func readEvents() throws {
        let least = state.withLock { $0.seen }
        // A separate reader, like a program that has just started.
        let ledger = try Ledger.open(room.path("tarima.ledger"))
        var units: [String: Int64] = [:]
        try timed("a reader") {
            try ledger.forEachEvent { stored, _ in
                units[stored.event.sku?.text ?? "", default: 0] += stored.event.quantity?.units ?? 0
            }
        }
        see(units.sorted { $0.key < $1.key }.map(\.value), least)
        usleep(20_000)
    }

    /// Only whole batches, and nothing that was seen before is gone.
    private func see(_ units: [Int64], _ least: Int64) {
        expect(
            units.isEmpty && least == 0 || units.count == 2 && units[0] == units[1] && units[0] >= least,
            "a reader sees \(units) after \(least)"
        )
        state.withLock { state in
            state.reads += 1
            state.seen = max(state.seen, units.first ?? 0)
        }
    }

    func backUp() throws {
        let number = state.withLock { $0.backups + 1 }
        let least = state.withLock { $0.seen }
        let outcome = try timed("a backup") { try room.tarima("backup", "backup-\(number)") }
        guard outcome.status == 0 else { return fail("backup: \(outcome)") }
        let copy = try Ledger.open(room.path("backup-\(number)"))
        try see(copy.stock().rows.map(\.available), least)
        state.withLock { $0.backups = number }
        usleep(100_000)
    }

    // MARK: Troublemakers

    /// Holds the lock like a program that knows only the lock file. Readers continue meanwhile.
    func hold(until what: String, _ isEnough: (_ before: State, _ now: State) -> Bool) throws {
        let lock = open(room.path("tarima.ledger-lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { return fail("cannot open the lock: \(errno)") }
        defer { close(lock) }
        try waitUntil("the lock") { flock(lock, LOCK_EX | LOCK_NB) == 0 || hasFailed }
        if hasFailed { return }
        ftruncate(lock, 0)
        _ = "process \(getpid()) (foreign)".withCString { pwrite(lock, $0, strlen($0), 0) }
        let before = state.withLock { $0 }
        try waitUntil(what) { isContent || hasFailed || isEnough(before, state.withLock { $0 }) }
        ftruncate(lock, 0)
    }

    // MARK: The end

    private func timed<T>(_ what: String, _ body: () throws -> T) throws -> T {
        let began = ContinuousClock.now
        defer {
            let time = ContinuousClock.now - began
            state.withLock { $0.slowest = max($0.slowest, time) }
            expect(time < longPatience, "\(what) waited for \(time)")
        }
        return try body()
    }

    func finish() throws {
        // The file of the last killed import is imported again.
        while state.withLock({ $0.pending != nil }), !hasFailed { try importByCommand() }
        let state = state.withLock { $0 }
        #expect(state.failures == [], "TARIMA_SEED=\(seed)")
        let stock = try ledger.get().stock().rows.map(\.available)
        #expect(stock == [state.recorded, state.recorded])
        let batches = try ledger.get().batches()
        #expect(batches.count == state.files)
        #expect(Set(batches.compactMap(\.file)).count == state.files)
        #expect(batches.reduce(0) { $0 + $1.events } == 2 * state.recorded)
        #expect(try ledger.get().verify().findings == [])
        #expect(try ledger.get().rebuild(checkOnly: true).difference == nil)
        #expect(min(state.imports.command, state.imports.library, state.reads, state.backups) > 0)
        print(
            "crowd: \(state.imports.command) imports by command, \(state.imports.library) by library, "
                + "\(state.busy) busy, \(state.kills) kills, \(state.reads) reads, \(state.backups) backups, "
                + "\(state.rebuilds) rebuilds; the slowest took \(state.slowest)"
        )
    }
}
