import Dispatch
import Synchronization

extension Ledger {
    /// Runs a report of which one part can be read in parallel, on its own connection.
    ///
    /// Both parts see one snapshot. If a batch was recorded between their starts, the part runs on the report's own
    /// connection instead. This also happens if no thread has started it in time, and in small ledgers.
    ///
    /// - Parameters:
    ///   - part: the part, as values independent of any connection.
    ///   - report: the rest; asks for the part when it needs it.
    func view<Part: Sendable, T>(
        _ time: ReportTime,
        beside part: @escaping @Sendable (BookView) throws -> Part,
        report: (BookView, _ part: () throws -> Part) throws -> T
    ) throws -> T {
        try view(time) { try beside($0, part, report) }
    }

    /// Runs such a report on an existing snapshot.
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
        // The part uses the ledger's connections, so nobody may close them before it has ended.
        defer { aside.leave() }
        return try report(view) { try aside.value() ?? part(view) }
    }

    private static let eventsWorthThread: Int64 = 20_000
}

/// A part of a report that another thread may take. Nobody waits for a thread that has not taken it, so if all
/// threads are busy with reports, each does its own part.
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

    /// The part; nil if the report has to read it.
    func value() throws -> Part? {
        guard take(as: .report) == .thread else { return nil }
        done.wait()
        return try result.withLock { try $0.get() }
    }

    /// Ends the reading: waits for a thread at work, and prevents a new one.
    func leave() {
        if take(as: .report) == .thread { done.wait() }
    }

    /// Who takes the part: whoever comes first.
    private func take(as who: Taker) -> Taker {
        taker.withLock { taker in
            let first = taker ?? who
            taker = first
            return first
        }
    }
}
