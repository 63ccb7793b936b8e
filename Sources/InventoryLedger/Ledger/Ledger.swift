import Foundation
import GRDB
import Migrations

/// An inventory ledger in one SQLite file: events are appended, and stock is their sum.
///
/// A ledger may be used from any thread. Readers see whole batches only and never wait for a writer. Writers take
/// turns, also across processes.
///
/// When a call returns a batch as recorded, the batch is on disk and survives a crash of the process or the machine.
/// A batch is recorded completely or not at all. After an error nothing was recorded, with one exception: if a disk
/// did not confirm a write, the batch may be recorded or not. It is always safe to repeat the call, because an event
/// that is already recorded counts once.
public final class Ledger: Sendable {
    /// Where the ledger's file is.
    public let path: String
    /// The settings that were fixed when the ledger was created.
    public let settings: LedgerSettings
    /// The clock; tests use their own.
    let clock: @Sendable () -> Instant
    /// The caller says that the clock is right, however far it is from the last batch.
    let isClockVouchedFor: Bool
    /// Whether this is a part of a book that was fetched from a central store. Reports read it, and nothing else works
    /// on it.
    package let isSlice: Bool
    let connections: Connections

    private init(
        connections: Connections,
        settings: LedgerSettings,
        clock: @escaping @Sendable () -> Instant,
        clockIsRight: Bool,
        isSlice: Bool = false
    ) {
        self.isSlice = isSlice
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

    /// Creates a new ledger, readable only by its owner.
    ///
    /// - Throws: `alreadyExists` if the file exists, `nameTaken` if the name or one that SQLite would use beside it
    ///   belongs to another file, `badName`, `cannotCreate` if no file can be created.
    public static func create(
        at path: String,
        settings: LedgerSettings? = nil,
        clock: @escaping @Sendable () -> Instant = systemClock
    ) throws -> Ledger {
        let settings = try settings ?? .standard()
        try LedgerFile.create(at: path, settings: settings, createdAt: clock())
        // From here on nothing may fail, because the ledger exists.
        return Ledger(
            connections: Connections(path: path),
            settings: settings,
            clock: clock,
            clockIsRight: false
        )
    }

    /// Opens a ledger. A ledger of an older version is migrated to the current schema, which takes as long as a
    /// rebuild if something that follows from the log has to be made anew.
    ///
    /// A ledger can be read even if it is not writable or its folder is read-only.
    ///
    /// - Parameters:
    ///   - path: the ledger's file.
    ///   - clock: gives the present instant.
    ///   - clockIsRight: records batches at the clock's time, even if it is more than a day before the last batch or
    ///   more than five years after it. Otherwise such a batch is refused with `clockDoubted`, because either this
    ///   clock or that of the last batch is wrong.
    /// - Throws: `noLedger`, `notALedger`, `newerLedger`, `noPermission`, `damaged`; `severalNames` for a file with
    ///   hard links or one that is mounted by itself; `nameTaken` if another file has a name that SQLite would use.
    public static func open(
        _ path: String,
        clock: @escaping @Sendable () -> Instant = systemClock,
        clockIsRight: Bool = false
    ) throws -> Ledger {
        try LedgerFile.check(path)
        let connections = Connections(path: path)
        let version = try connections.read { try LedgerFile.version($0, path: path) }
        let isOld =
            try version < Migration.latestVersion || connections.read { try Projections.areMissing($0) }
        let isSlice = try connections.read { try LedgerFile.isSlice($0) }
        guard !isOld || !isSlice else {
            throw LedgerError(.stale, "\(path) was fetched by an earlier version; fetch it again")
        }
        if isOld, case .still = try LedgerAccess(path) {
            throw LedgerError(
                .noPermission,
                "\(path) was made by an earlier version and must be brought up to date before it can be read, which "
                    + "needs permission to write; copy it to a folder of your own and open it there"
            )
        }
        if isOld {
            let lock = try WriteLock.acquire(ledgerPath: path)
            defer { lock.release() }
            try connections.write { database in
                try SecureDelete.withoutOverwriting(database) { try SchemaVersion.migrate(database) }
            }
            try SchemaVersion.makeMissingSums(connections)
        }
        let settings = try connections.read { try LedgerSettings.fetch($0) }
        return Ledger(
            connections: connections,
            settings: settings,
            clock: clock,
            clockIsRight: clockIsRight,
            isSlice: isSlice
        )
    }

    /// The present instant, by the ledger's clock.
    public func now() -> Instant { clock() }

    /// - Throws: `slice` if this is a part of a book.
    func refuseSlice() throws {
        guard isSlice else { return }
        throw LedgerError(
            .slice,
            "\(path) is a part of a book that was fetched from a central store: reports read it, but it is not a ledger"
        )
    }

    /// Runs a block that writes. The ledger's lock is held from before the transaction until after the checkpoint.
    func write<T>(_ block: (Database) throws -> T) throws -> T {
        try refuseSlice()
        let lock = try WriteLock.acquire(ledgerPath: path)
        defer { lock.release() }
        return try connections.write { database in
            let result = try block(database)
            connections.checkpointAfterWrite(database)
            return result
        }
    }

    /// Runs a block that records several batches. Each is on disk when it is recorded, but the pages that the batches
    /// change are written into the ledger's file once for many of them, instead of once for each.
    package func inSeries<T>(_ block: () throws -> T) rethrows -> T {
        connections.beginSeries()
        defer {
            connections.endSeries()
            // Another writer does it if this one cannot.
            if connections.logBytes > 0 { try? write { _ in } }
        }
        return try block()
    }

    /// Runs a block in one read transaction, after checking that the sums were made by this version and have valid
    /// days.
    func read<T>(_ block: (Database) throws -> T) throws -> T {
        try connections.read { database in
            try Projections.checkVersion(database)
            try Projections.checkDays(database)
            return try block(database)
        }
    }
}
