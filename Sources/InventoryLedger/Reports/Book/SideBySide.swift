import Dispatch
import Synchronization

extension Ledger {
    /// Runs a report of which one part can be read beside the rest, on a connection and a core of its own.
    ///
    /// Both see one state of the book: where a batch was recorded between the beginnings of the two, the part runs on the
    /// report's own connection instead, and so it does in a ledger that is too small for it to be worth a thread.
    ///
    /// - Parameters:
    ///   - part: the part, in values that know no connection.
    ///   - report: the rest; asks for the part when it needs it.
    func view<Part: Sendable, T>(
        _ time: ReportTime,
        beside part: @escaping @Sendable (BookView) throws -> Part,
        report: (BookView, _ part: () throws -> Part) throws -> T
    ) throws -> T {
        let now = clock()
        let settings = settings
        return try read { database in
            let view = try BookView(database, settings: settings, time: time, now: now)
            let head = try LogHead(database)
            guard head.seq >= Self.eventsWorthThread else { return try report(view) { try part(view) } }
            let result = Mutex<Result<Part?, any Error>>(.success(nil))
            let group = DispatchGroup()
            DispatchQueue.global(qos: .userInitiated).async(group: group) {
                let read = Result {
                    try self.read { database -> Part? in
                        guard try LogHead(database).batch == head.batch else { return nil }
                        return try part(BookView(database, settings: settings, time: time, now: now))
                    }
                }
                result.withLock { $0 = read }
            }
            // The part reads through the ledger's connections: nobody may think that it is done with before.
            defer { group.wait() }
            return try report(view) {
                group.wait()
                return try result.withLock { try $0.get() } ?? part(view)
            }
        }
    }

    private static let eventsWorthThread: Int64 = 20_000
}
