import Foundation
import GRDB
import Migrations

/// An inventory ledger in one SQLite file: events are appended, stock is their sum.
///
/// A ledger may be used from any thread. Readers see whole batches only and never wait for a writer; writers take
/// turns, across processes too.
///
/// What a call has returned as recorded is on the disk, and stays there whatever ends the process or the machine. What
/// has not returned is recorded wholly or not at all. An error says that nothing was recorded, but for a disk that did
/// not confirm what was written: that may be recorded or not. Doing it again is safe either way, since what is recorded
/// already counts once.
public final class Ledger: Sendable {
    /// Where the ledger's file is.
    public let path: String
    /// What was fixed when the ledger was made.
    public let settings: LedgerSettings
    /// Gives the present instant; a test gives its own.
    let clock: @Sendable () -> Instant
    /// Somebody says that the clock is right, however far it is from the last batch.
    let isClockVouchedFor: Bool
    let connections: Connections

    private init(
        connections: Connections,
        settings: LedgerSettings,
        clock: @escaping @Sendable () -> Instant,
        clockIsRight: Bool
    ) {
        path = connections.path
        isClockVouchedFor = clockIsRight
        self.connections = connections
        self.settings = settings
        self.clock = clock
    }

    /// The system's clock.
    public static let systemClock: @Sendable () -> Instant = {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Instant(milliseconds: Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000)
    }

    /// Makes a new ledger, readable by its owner only.
    ///
    /// - Throws: `alreadyExists` where there is a file, `nameTaken` where its name, or one that SQLite would use beside it,
    ///   is another's, `badName`, `cannotCreate` where none can be made.
    public static func create(
        at path: String,
        settings: LedgerSettings? = nil,
        clock: @escaping @Sendable () -> Instant = systemClock
    ) throws -> Ledger {
        let settings = try settings ?? .standard()
        try LedgerFile.create(at: path, settings: settings, createdAt: clock())
        // Nothing that could fail: the ledger is there now.
        return Ledger(
            connections: Connections(path: path),
            settings: settings,
            clock: clock,
            clockIsRight: false
        )
    }

    /// Opens a ledger, and brings one that an older version wrote to today's schema.
    ///
    /// A ledger that may not be written, or lies where nothing may be made, can be read all the same.
    ///
    /// - Parameters:
    ///   - path: where the ledger's file is.
    ///   - clock: gives the present instant.
    ///   - clockIsRight: records batches at the clock's time, even where it is more than a day before the last batch or
    ///     more than five years after it. Without, such a batch is refused with `clockDoubted`, since this clock is wrong or
    ///     the last batch's was.
    /// - Throws: `noLedger`, `notALedger`, `newerLedger`, `noPermission`, `damaged`; `severalNames` for a file with
    ///   hard links or one that is mounted by itself; `nameTaken` where another's file lies where SQLite would use it.
    public static func open(
        _ path: String,
        clock: @escaping @Sendable () -> Instant = systemClock,
        clockIsRight: Bool = false
    ) throws -> Ledger {
        try LedgerFile.check(path)
        let connections = Connections(path: path)
        let version = try connections.read { try LedgerFile.version($0, path: path) }
        if version < Migration.latestVersion {
            if case .still = try LedgerAccess(path) {
                throw LedgerError(
                    .noPermission,
                    "\(path) was made by an earlier version and must be brought up to date before it can be read, which "
                        + "needs permission to write; copy it to a folder of your own and open it there"
                )
            }
            let lock = try WriteLock.acquire(ledgerPath: path)
            defer { lock.release() }
            try connections.write { try SchemaVersion.migrate($0) }
        }
        let settings = try connections.read { try LedgerSettings.fetch($0) }
        return Ledger(connections: connections, settings: settings, clock: clock, clockIsRight: clockIsRight)
    }

    /// The present instant, by the ledger's clock.
    public func now() -> Instant { clock() }

    /// Runs a block that writes, holding the ledger's lock from before its transaction to after its checkpoint.
    func write<T>(_ block: (Database) throws -> T) throws -> T {
        let lock = try WriteLock.acquire(ledgerPath: path)
        defer { lock.release() }
        return try connections.write { database in
            let result = try block(database)
            connections.checkpoint(database)
            return result
        }
    }

    /// Runs a block in one read transaction, after making sure that the sums are of this program's making and of days
    /// that a ledger has.
    func read<T>(_ block: (Database) throws -> T) throws -> T {
        try connections.read { database in
            try Projections.checkVersion(database)
            try Projections.checkDays(database)
            return try block(database)
        }
    }
}
