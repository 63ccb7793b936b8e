import Foundation
import GRDB
import InventoryLedger
import Synchronization
import TestSupport
import Testing

/// Several threads and processes on one ledger.
@Suite struct ConcurrencyTests {
    /// A batch that receives two SKUs, so that a half-seen batch would show.
    private func pair(_ number: Int) throws -> [Event] {
        try ["LEFT", "RIGHT"].map { sku in
            try .stockReceived(
                Document(trusted: "GRN-\(number)"),
                sku: SKU(trusted: sku),
                quantity: 1,
                warehouse: "MTY1",
                occurredAt: Book.now
            )
        }
    }

    @Test func `writers of two ledgers on one file take turns`() async throws {
        let book = try Book()
        let others = try (0..<3).map { _ in try Ledger.open(book.ledger.path) }
        try await withThrowingTaskGroup { group in
            for (writer, ledger) in others.enumerated() {
                group.addTask {
                    try await onThread {
                        for number in 0..<8 { try ledger.record(pair(writer * 100 + number)) }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try book.stock() == "LEFT MTY1 available 24\nRIGHT MTY1 available 24")
        let batches = try book.ledger.batches()
        #expect(batches.map(\.id) == Array(1...24))
        #expect(batches.allSatisfy { $0.events == 2 })
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `many threads may write through one ledger`() async throws {
        let book = try Book()
        try await withThrowingTaskGroup { group in
            for writer in 0..<4 {
                group.addTask {
                    try await onThread { try book.ledger.record(pair(writer)) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try book.stock() == "LEFT MTY1 available 4\nRIGHT MTY1 available 4")
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `readers see whole batches while a writer writes, and never wait for it`() async throws {
        let book = try Book()
        try book.ledger.record(pair(0))
        let progress = Progress()
        try await withThrowingTaskGroup { group in
            for reader in 0..<2 {
                let ledger = reader == 0 ? book.ledger : try Ledger.open(book.ledger.path)
                group.addTask {
                    try await onThread {
                        var last: Int64 = 0
                        repeat {
                            let units = try ledger.stock().rows.map(\.available)
                            #expect(units.count == 2 && units[0] == units[1], "\(units)")
                            // What was seen stays visible.
                            #expect(units.first.map { $0 >= last } == true)
                            last = units.first ?? last
                            progress.countRead()
                        } while !progress.isDone
                    }
                }
            }
            group.addTask {
                defer { progress.end() }
                try await onThread {
                    for number in 1...20 { try book.ledger.record(pair(number)) }
                }
            }
            try await group.waitForAll()
        }
        #expect(progress.reads > 0)
        #expect(try book.stock() == "LEFT MTY1 available 21\nRIGHT MTY1 available 21")
    }

    @Test func `a reader in the middle of a report keeps its snapshot`() throws {
        let book = try Book()
        try book.ledger.record(pair(0))
        var seen: [Int64] = []
        var written = 0
        try book.ledger.forEachEvent { stored, _ in
            if stored.seq == 1 {
                // The writer does not wait for the reader, which never ends here; waiting would take five seconds
                // each time. On a busy machine one write may take that long, but not each of many.
                var quickest = Duration.seconds(60)
                while quickest > .seconds(4), written < 20 {
                    written += 1
                    quickest = min(
                        quickest,
                        try ContinuousClock().measure { try book.ledger.record(pair(written)) }
                    )
                }
                #expect(quickest <= .seconds(4))
            }
            seen.append(stored.seq)
        }
        #expect(seen == [1, 2])
        #expect(
            try book.stock() == "LEFT MTY1 available \(written + 1)\nRIGHT MTY1 available \(written + 1)"
        )
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `a rebuild, a backup and a verification run beside a writer`() async throws {
        let book = try Book()
        try book.ledger.record(pair(0))
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await onThread {
                    for number in 1...10 { try book.ledger.record(pair(number)) }
                }
            }
            group.addTask {
                try await onThread {
                    let other = try Ledger.open(book.ledger.path)
                    for number in 0..<3 {
                        #expect(try other.rebuild().difference == nil)
                        #expect(try other.backup(to: book.folder.file("backup\(number)")).isSound)
                        #expect(try other.verify().findings == [])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try book.ledger.verify().isSound)
        #expect(try book.ledger.rebuild(checkOnly: true).difference == nil)
    }

    @Test func `a writer that waits too long learns who is writing`() async throws {
        let book = try Book()
        let lock = book.ledger.path + "-lock"
        let descriptor = open(lock, O_RDWR | O_CREAT, 0o600)
        try #require(flock(descriptor, LOCK_EX) == 0)
        let name = "process \(getpid()) (tarima)"
        _ = name.withCString { pwrite(descriptor, $0, strlen($0), 0) }
        defer { close(descriptor) }
        let stock = try book.stock()
        let error = await #expect(throws: LedgerError.self) {
            try await onThread { try book.ledger.record(pair(0)) }
        }
        #expect(error?.code == .busy)
        #expect(error?.message.contains(name) == true)
        #expect(stock == "")
    }

    @Test func `a killed writer is not reported as the program that holds the lock now`() async throws {
        let book = try Book()
        let descriptor = open(book.ledger.path + "-lock", O_RDWR | O_CREAT, 0o600)
        // The name of a process that has ended: process numbers are below this.
        _ = "process 99999999 (tarima)".withCString { pwrite(descriptor, $0, strlen($0), 0) }
        try #require(flock(descriptor, LOCK_EX) == 0)
        defer { close(descriptor) }
        let error = await #expect(throws: LedgerError.self) {
            try await onThread { try book.ledger.record(pair(0)) }
        }
        #expect(error?.code == .busy)
        #expect(error?.message.contains("another program") == true, "\(error?.message ?? "")")
    }

    @Test func `a writer waits for a program that ignores the lock, and continues after its changes`()
        async throws
    {
        let book = try Book()
        try book.ledger.record(pair(0))
        let stranger = try DatabaseQueue(path: book.ledger.path)
        var isRecorded = false
        while !isRecorded {
            let hasBegun = Progress()
            // Begins at once: a task would wait for the tests that are queued before it.
            let held = Held {
                let began = ContinuousClock.now
                try stranger.writeWithoutTransaction { database in
                    try database.execute(
                        sql: "BEGIN IMMEDIATE; CREATE TABLE stranger (a); DROP TABLE stranger"
                    )
                    hasBegun.end()
                    // Long enough for the writer to start waiting.
                    usleep(500_000)
                    try database.execute(sql: "COMMIT")
                }
                return ContinuousClock.now - began
            }
            do {
                try await onThread {
                    try waitUntil("the other program writes") { hasBegun.isDone }
                    try book.ledger.record(pair(1))
                }
                isRecorded = true
                _ = try await held.value
            } catch let error as LedgerError where error.code == .busy {
                // If the other one was delayed longer than a writer waits, this says nothing.
                try #require(try await held.value > .seconds(4))
            }
        }
        try stranger.close()
        #expect(try book.stock() == "LEFT MTY1 available 2\nRIGHT MTY1 available 2")
        #expect(try book.ledger.verify().isSound)
    }
}

/// How the readers and the writer of one test communicate.
private final class Progress: Sendable {
    private let state = Mutex((isDone: false, reads: 0))
    var isDone: Bool { state.withLock { $0.isDone } }
    var reads: Int { state.withLock { $0.reads } }
    func end() { state.withLock { $0.isDone = true } }
    func countRead() { state.withLock { $0.reads += 1 } }
}

/// Work on a thread of its own.
private final class Held: Sendable {
    private let result = Mutex<Result<Duration, any Error>?>(nil)

    init(_ body: @escaping @Sendable () throws -> Duration) {
        Thread.detachNewThread { [self] in
            let found = Result { try body() }
            result.withLock { $0 = found }
        }
    }

    /// What the work took, once it is done.
    var value: Duration {
        get async throws {
            try await onThread {
                try waitUntil("the other program has written") { self.result.withLock { $0 != nil } }
            }
            return try #require(result.withLock { $0 }).get()
        }
    }
}
