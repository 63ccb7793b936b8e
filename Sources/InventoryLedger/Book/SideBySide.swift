import Dispatch
import Synchronization

extension Ledger {
    /// Runs a report of which one part can be read beside the rest, on a connection and a core of its own.
    ///
    /// Both see one state of the book: where a batch was recorded between the beginnings of the two, the part runs on the
    /// report's own connection instead. So it does where no thread has taken it by the time it is asked for, and in a
    /// ledger that is too small for it to be worth one.
    ///
    /// - Parameters:
    ///   - part: the part, in values that know no connection.
    ///   - report: the rest; asks for the part when it needs it.
    func view<Part: Sendable, T>(
        _ time: ReportTime,
        beside part: @escaping @Sendable (BookView) throws -> Part,
        report: (BookView, _ part: () throws -> Part) throws -> T
    ) throws -> T {
        try view(time) { try beside($0, part, report) }
    }

    /// Runs such a report on a state of the book that is being read already.
    func beside<Part: Sendable, T>(
        _ view: BookView,
        _ part: @escaping @Sendable (BookView) throws -> Part,
        _ report: (BookView, _ part: () throws -> Part) throws -> T
    ) throws -> T {
        let head = try LogHead(view.database)
        guard head.seq >= Self.eventsWorthThread else { return try report(view) { try part(view) } }
        let (time, now) = (view.time, view.now)
        let aside = PartAside<Part> {
            try self.read { database in
                guard try LogHead(database).batch == head.batch else { return nil }
                return try part(BookView(database, settings: self.settings, time: time, now: now))
            }
        }
        // The part reads through the ledger's connections: nobody may think that it is done with before.
        defer { aside.leave() }
        return try report(view) { try aside.value() ?? part(view) }
    }

    private static let eventsWorthThread: Int64 = 20_000
}

/// A part of a report that another thread may take. Nobody waits for a thread that has not taken it: where all threads
/// are at work on reports, each does its own part.
private final class PartAside<Part: Sendable>: Sendable {
    private enum Taker {
        case thread, report
    }

    private let taker = Mutex<Taker?>(nil)
    private let result = Mutex<Result<Part?, any Error>>(.success(nil))
    private let done = DispatchGroup()

    init(_ read: @escaping @Sendable () throws -> Part?) {
        done.enter()
        let hasThread = OwnThread.start { [self] in
            if take(as: .thread) == .thread {
                let made = Result { try read() }
                result.withLock { $0 = made }
            }
            done.leave()
        }
        if !hasThread { done.leave() }
    }

    /// The part; nil where the report is to read it.
    func value() throws -> Part? {
        guard take(as: .report) == .thread else { return nil }
        done.wait()
        return try result.withLock { try $0.get() }
    }

    /// Ends the reading: waits for a thread at work, and lets none begin.
    func leave() {
        if take(as: .report) == .thread { done.wait() }
    }

    /// Who has taken the part, the first who came.
    private func take(as who: Taker) -> Taker {
        taker.withLock { taker in
            let first = taker ?? who
            taker = first
            return first
        }
    }
}
