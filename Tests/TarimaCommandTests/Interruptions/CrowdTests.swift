import Foundation
import Glibc
import InventoryLedger
import Synchronization
import TestSupport
import Testing
import WarehouseExports

/// Everybody at one ledger at once: two importers, four readers, backups, rebuilds, a foreign program that holds the
/// lock, and one that kills.
@Suite struct CrowdTests {
    /// How long; minutes find more.
    private static let seconds =
        ProcessInfo.processInfo.environment["TARIMA_CROWD_SECONDS"].flatMap { Double($0) } ?? 11
    /// Longer than a writer waits.
    private static let longHold: Duration = .seconds(8)

    @Test func `importers, readers, backups and a foreign hand on the lock get along`() throws {
        let room = try Stockroom.empty()
        try #require(try room.tarima("init").status == 0)
        var draws = SeededDraws.fresh()
        let crowd = Crowd(room, seed: draws.seed)
        let end = ContinuousClock.now + .seconds(Self.seconds)
        let isDone: @Sendable () -> Bool = { ContinuousClock.now >= end || crowd.hasFailed }
        func add(_ body: @escaping @Sendable (Crowd) throws -> Void) {
            crowd.onThread { while !isDone() { try body(crowd) } }
        }
        add { try $0.importByCommand() }
        add { try $0.importByLibrary() }
        add { try $0.readByCommand() }
        add { try $0.readByCommand() }
        add { try $0.readStock() }
        add { try $0.readEvents() }
        add { try $0.backUp() }
        add { try $0.rebuild() }
        let seeds = (draws.next(), draws.next())
        crowd.onThread {
            var draws = SeededDraws(seed: seeds.0)
            try crowd.hold(for: Self.longHold, isLong: true)
            while !isDone() {
                try crowd.hold(for: .milliseconds(draws.number(0...300)), isLong: false)
                usleep(UInt32(draws.number(1...200)) * 1000)
            }
        }
        crowd.onThread {
            var draws = SeededDraws(seed: seeds.1)
            while !isDone() {
                usleep(UInt32(draws.number(400...2500)) * 1000)
                crowd.killImporter()
            }
        }
        crowd.wait()
        try crowd.finish()
    }
}

/// Those who work on one ledger, and what they have seen.
private final class Crowd: Sendable {
    private struct State {
        var failures: [String] = []
        /// Rows of each of the two SKUs that were acknowledged.
        var recorded: Int64 = 0
        var imports = (command: 0, library: 0)
        var busy = 0
        var kills = 0
        var reads = 0
        var backups = 0
        var rebuilds = 0
        var files = 0
        /// Somebody wants the importing process killed.
        var isDoomed = false
        /// The least that a reader may see from now on.
        var seen: Int64 = 0
        var slowest: Duration = .zero
        /// What the importer by command has yet to bring in.
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

    var hasFailed: Bool { state.withLock { !$0.failures.isEmpty } }

    /// Runs what blocks on a thread of its own.
    func onThread(_ body: @escaping @Sendable () throws -> Void) {
        threads.enter()
        Thread.detachNewThread {
            do { try body() } catch { self.fail("\(error)") }
            self.threads.leave()
        }
    }

    /// Waits until everybody is done.
    func wait() { threads.wait() }

    private func fail(_ what: String) { state.withLock { $0.failures.append(what) } }

    private func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) {
        if !holds { fail(otherwise()) }
    }

    // MARK: Writers

    /// A file of some pairs, one of each SKU, so that a half-seen batch shows.
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

    /// Imports by a process, which may be killed: then the file is brought again.
    func importByCommand() throws {
        let file: (name: String, pairs: Int64)
        if let pending = state.withLock({ $0.pending }) {
            file = pending
        } else {
            file = try self.file()
            state.withLock { $0.pending = file }
        }
        let command = try room.start("import", file.name)
        while !command.hasEnded() {
            // Killed by who waits for it, so that nobody else's process can be meant.
            if takeDoom() { command.send(SIGKILL) }
            usleep(1000)
        }
        let outcome = try command.outcome()
        switch (outcome.status, outcome.signal) {
        case (nil, SIGKILL): return
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
        usleep(700_000)
        do {
            let difference = try timed("a rebuild") { try ledger.get().rebuild().difference }
            expect(difference == nil, "the sums differ: \(difference ?? "")")
            state.withLock { $0.rebuilds += 1 }
        } catch let error as LedgerError where error.code == .busy {
            expectHolder(error.message)
        }
    }

    /// A busy ledger says who holds it.
    private func expectHolder(_ speech: String) {
        state.withLock { $0.busy += 1 }
        let names = ["(tarima)", "(foreign)", "(\(ProcessInfo.processInfo.processName))"]
        expect(speech.contains("process ") && names.contains { speech.contains($0) }, "busy: \(speech)")
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
        // A reader of its own, as a program that has just begun.
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

    /// Whole batches only, and nothing that was seen once is gone.
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

    /// Holds the lock as a program does that knows nothing of ledgers but the lock's file. Readers go on meanwhile.
    func hold(for time: Duration, isLong: Bool) throws {
        let lock = open(room.path("tarima.ledger-lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { return fail("cannot open the lock: \(errno)") }
        defer { close(lock) }
        while flock(lock, LOCK_EX | LOCK_NB) != 0 {
            if hasFailed { return }
            usleep(1000)
        }
        ftruncate(lock, 0)
        _ = "process \(getpid()) (foreign)".withCString { pwrite(lock, $0, strlen($0), 0) }
        let (reads, busy) = state.withLock { ($0.reads, $0.busy) }
        usleep(UInt32(time / .microseconds(1)))
        let after = state.withLock { $0 }
        if isLong {
            expect(after.reads > reads, "readers wait for the lock")
            expect(after.busy > busy, "nobody was told that the ledger is busy")
        }
        ftruncate(lock, 0)
    }

    func killImporter() { state.withLock { $0.isDoomed = true } }

    private func takeDoom() -> Bool {
        state.withLock { state in
            guard state.isDoomed else { return false }
            state.isDoomed = false
            state.kills += 1
            return true
        }
    }

    // MARK: The end

    private func timed<T>(_ what: String, _ body: () throws -> T) throws -> T {
        let began = ContinuousClock.now
        defer {
            let time = ContinuousClock.now - began
            state.withLock { $0.slowest = max($0.slowest, time) }
            expect(time < .seconds(120), "\(what) waited for \(time)")
        }
        return try body()
    }

    func finish() throws {
        // What was killed last is brought once more.
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
