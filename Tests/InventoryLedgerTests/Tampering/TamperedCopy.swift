import Foundation
import GRDB
import InventoryLedger
import TestSupport
import Testing

/// A copy of a small ledger with everything in it that is changed, asked for all reports, and restored.
final class TamperedCopy {
    /// The outcome of a change.
    enum Outcome: Hashable {
        case notOpened
        /// All differing reports were refused, and verify finds nothing.
        case refused
        /// A report differs, and verify finds why.
        case found
        case foundWithoutEffect
        case noEffect
        /// What must not happen.
        case wrong(String)
    }

    struct Sound: Sendable {
        let bytes: [UInt8]
        let account: LedgerAccount
    }

    /// The ledger before any change, created once.
    static let sound = Result {
        let book = try Book.ofEverything()
        try #require(try book.ledger.verify().findings == [])
        let account = LedgerAccount(of: book.ledger)
        let silent = account.sections.filter {
            $0.isRefused || $0.text.isEmpty || $0.text.hasPrefix("ended")
        }
        try #require(silent.isEmpty, "\(account.text)")
        return Sound(
            bytes: Array(try Data(contentsOf: URL(fileURLWithPath: book.ledger.path))),
            account: account
        )
    }

    let path: String
    private let folder: TemporaryFolder
    private let file: FileHandle
    private let sound: Sound

    init() throws {
        sound = try Self.sound.get()
        folder = try TemporaryFolder()
        path = try folder.write("tampered.ledger", bytes: sound.bytes)
        file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    }

    /// Changes one byte.
    func outcome(ofFlipping offset: Int, by mask: UInt8) throws -> Outcome {
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data([sound.bytes[offset] ^ mask]))
        return try outcome()
    }

    /// Changes the ledger by SQL, despite its triggers. Nil if SQLite refuses the change.
    ///
    /// - Parameter thenWrites: also records in the changed ledger and undoes its batches.
    func outcome(of sql: String, thenWrites: Bool) throws -> Outcome? {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        do {
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON")
                try database.inTransaction {
                    let guards = try Row.fetchAll(
                        database,
                        sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
                    )
                    for trigger in guards {
                        try database.execute(sql: "DROP TRIGGER \(trigger[0] as String)")
                    }
                    try database.execute(sql: sql)
                    for trigger in guards { try database.execute(sql: trigger[1]) }
                    return .commit
                }
            }
            try queue.close()
        } catch {
            try queue.close()
            try restore()
            return nil
        }
        let unforeseen = thenWrites ? writes() : nil
        let outcome = try outcome()
        return unforeseen.map { .wrong($0) } ?? outcome
    }

    private static func event() throws -> Event {
        try .stockReceived("GRN-9", sku: "MX-1", quantity: 3, warehouse: "MTY1", occurredAt: Book.now)
    }

    /// Writes to a second copy of the changed ledger in every way. Failed writes must be reported as such.
    private func writes() -> String? {
        let second = folder.file("written.ledger")
        defer { for suffix in ["", "-wal", "-shm", "-lock"] { unlink(second + suffix) } }
        let ways: [(String, (Ledger) throws -> Void)] = [
            ("rebuild", { _ = try $0.rebuild() }), ("record", { try $0.record([Self.event()]) }),
            ("items", { try $0.declare(items: [Item(sku: "MX-9", name: "new")]) }),
            (
                "codes",
                {
                    try $0.declare(codes: [
                        CodeMapping(.sku, source: "shop", code: "KIT", components: [.init(value: "MX-2")])
                    ])
                }
            ),
            ("undo 5", { _ = try $0.undo(batch: 5) }), ("undo 6", { _ = try $0.undo(batch: 6) }),
            ("undo 13", { _ = try $0.undo(batch: 13) }), ("undo 14", { _ = try $0.undo(batch: 14) }),
        ]
        do {
            try FileManager.default.copyItem(atPath: path, toPath: second)
            let ledger = try Ledger.open(second, clock: { Book.now.advanced(byMilliseconds: 86_400_000) })
            defer { Self.close(ledger) }
            for (name, way) in ways {
                do {
                    try way(ledger)
                } catch let error as LedgerError where error.code != .unexpected {
                } catch {
                    return "\(name) ended unforeseen: \(error)"
                }
            }
        } catch {}
        return nil
    }

    /// The names returned by a query of the unchanged ledger.
    func names(_ sql: String) throws -> [String] {
        let queue = try DatabaseQueue(path: path)
        let names = try queue.read { try String.fetchAll($0, sql: sql) }
        try queue.close()
        try restore()
        return names
    }

    private func outcome() throws -> Outcome {
        let outcome = ask()
        try restore()
        return outcome
    }

    /// A thread of a report may use a ledger slightly longer, and closing the last connection deletes the log at that
    /// path, which may be that of another file by then.
    private static func close(_ ledger: Ledger) { try? ledger.close() }

    private func restore() throws {
        for suffix in ["-wal", "-shm", "-lock"] { unlink(path + suffix) }
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(sound.bytes))
    }

    private func ask() -> Outcome {
        let ledger: Ledger
        do {
            ledger = try Ledger.open(path, clock: { Book.now.advanced(byMilliseconds: 86_400_000) })
        } catch let error as LedgerError where error.code != .unexpected {
            return .notOpened
        } catch {
            return .wrong("not opened for \(error)")
        }
        defer { Self.close(ledger) }
        let account = LedgerAccount(of: ledger)
        let differing = zip(account.sections, sound.account.sections).filter { $0 != $1 }.map(\.0)
        if let odd = differing.first(where: {
            $0.text == "refused: unexpected" || $0.text.hasPrefix("ended")
        }) {
            return .wrong("\(odd.name) \(odd.text)")
        }
        do {
            if try !ledger.verify().isSound { return differing.isEmpty ? .foundWithoutEffect : .found }
        } catch let error as LedgerError where error.code != .unexpected {
            return .found
        } catch {
            return .wrong("verify: \(error)")
        }
        if let silent = differing.first(where: { !$0.isRefused }) {
            return .wrong("\(silent.name) differs and verify finds nothing: \(silent.text)")
        }
        return differing.isEmpty ? .noEffect : .refused
    }
}

/// How many of each outcome there were, printed if all of a kind was tried.
struct OutcomeCount {
    private var counts: [String: Int] = [:]

    mutating func add(_ outcome: TamperedCopy.Outcome) {
        if case .wrong = outcome {
            counts["wrong", default: 0] += 1
        } else {
            counts["\(outcome)", default: 0] += 1
        }
    }

    var text: String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}
