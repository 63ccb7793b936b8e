import CentralStore
import Interrupts
import InventoryLedger
import Synchronization

/// The part of a book that this command reports on. A command has at most one.
enum FetchedSlice {
    /// The temporary file that is removed at the end.
    private struct Slice {
        let path: String
        let note: Int32
    }

    private static let current = Mutex<Slice?>(nil)
    private static let known = Mutex<[CentralStore.Head]?>(nil)

    /// How far the book had come when it was fetched; nil if the report is not about a book.
    static var heads: [CentralStore.Head]? { known.withLock { $0 } }

    /// Notes how far the book had come, if the ledger is a part of one that was fetched before.
    static func note(_ ledger: Ledger) throws {
        guard ledger.isSlice else { return }
        let heads = try CentralStore.heads(in: ledger)
        known.withLock { $0 = heads }
    }

    static func open(of book: String, _ query: CentralStore.SliceQuery) throws -> Ledger {
        let (path, note) = newFile()
        // Noted first, so that the file is removed whatever happens.
        current.withLock { $0 = Slice(path: path, note: note) }
        let fetched = try ProgressBar.during("fetching the book") {
            try StoreChoice.open().fetchOnce(query, of: book, to: path)
        }
        known.withLock { $0 = fetched.heads }
        return try Ledger.open(path)
    }

    /// Removes the file, at the end of the command.
    static func remove() {
        current.withLock { slice in
            if let slice { remove(slice.path, slice.note) }
            slice = nil
        }
    }

    /// Runs a block with the name of a new file, which is removed afterwards.
    static func withFile(_ body: (String) throws -> Void) throws {
        let (path, note) = newFile()
        defer { remove(path, note) }
        try body(path)
    }

    /// The name of a file that is removed if a signal ends the program.
    private static func newFile() -> (path: String, note: Int32) {
        let folder = CommandLineText.environment("TMPDIR") ?? "/tmp"
        let path = "\(folder)/tarima-\(UInt64.random(in: .min ... .max)).ledger"
        return (path, path.withFileName { unfinished_file_note($0) })
    }

    private static func remove(_ path: String, _ note: Int32) {
        for suffix in ["", "-wal", "-shm", "-lock", "-journal"] { FileSystem.unlink(path + suffix) }
        unfinished_file_forget(note)
    }
}
