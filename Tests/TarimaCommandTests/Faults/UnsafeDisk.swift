import TestSupport

/// A disk with its cache: what is safe, and what a loss of power may take.
///
/// Synced data is safe. Of everything else, each sector, each change of length and each name may be on the disk or
/// not, in any order, because disks reorder writes.
struct UnsafeDisk {
    private enum Change {
        case write(offset: Int, bytes: ArraySlice<UInt8>)
        case truncate(size: Int)
    }

    private struct File {
        var safe: [UInt8] = []
        var changes: [Change] = []
    }

    private enum NameChange {
        case set(name: String, file: Int)
        case remove(name: String)
    }

    /// Files by a number of our own, because the system reuses inode numbers.
    private var files: [File] = []
    private var numbers: [UInt64: Int] = [:]
    private var names: [String: Int] = [:]
    private var safeNames: [String: Int] = [:]
    private var nameChanges: [NameChange] = []
    /// Changes of files whose creation is not in the log.
    private(set) var strays = 0

    mutating func take(_ call: DiskCall) {
        switch call {
        case .create(let file, let name):
            files.append(File())
            numbers[file] = files.count - 1
            set(name, files.count - 1)
        case .write(let file, let offset, let bytes):
            change(file, .write(offset: offset, bytes: bytes))
        case .truncate(let file, let size):
            change(file, .truncate(size: size))
        case .sync(let file):
            numbers[file].map { number in
                files[number].safe = Self.content(files[number]) { _ in .kept }
                files[number].changes = []
            }
        case .syncFolder:
            safeNames = names
            nameChanges = []
        case .delete(let name): remove(name)
        case .link(let name, let newName):
            if let file = names[name] { set(newName, file) }
        case .rename(let name, let newName):
            if let file = names[name] { set(newName, file) }
            remove(name)
        case .said: break
        }
    }

    /// What becomes of something unsafe.
    enum Fate { case kept, lost, garbled }

    /// A kind of outage.
    enum Outage: CaseIterable, Sendable {
        /// Nothing unsynced is on the disk.
        case losesAll
        /// Everything is.
        case keepsAll
        /// Names and lengths are, as with a journaling file system, but no written data.
        case losesWrites
        /// Any part of it.
        case scatters
        /// Any part of it, and data being written may be garbage.
        case garbles

        fileprivate func fate(isWrite: Bool, _ draws: inout SeededDraws) -> Fate {
            switch self {
            case .losesAll: .lost
            case .keepsAll: .kept
            case .losesWrites: isWrite ? .lost : .kept
            case .scatters: draws.chance(50) ? .kept : .lost
            case .garbles: draws.chance(50) ? .kept : isWrite && draws.chance(30) ? .garbled : .lost
            }
        }
    }

    /// The files after the power is back.
    func afterOutage(_ outage: Outage, _ draws: inout SeededDraws) -> [String: [UInt8]] {
        var left = safeNames
        for change in nameChanges where outage.fate(isWrite: false, &draws) == .kept {
            switch change {
            case .set(let name, let file): left[name] = file
            case .remove(let name): left[name] = nil
            }
        }
        var random = draws
        let found = left.sorted { $0.key < $1.key }.map { name, file in
            (name, Self.content(files[file]) { outage.fate(isWrite: $0, &random) })
        }
        draws = random
        return Dictionary(uniqueKeysWithValues: found)
    }

    private mutating func change(_ file: UInt64, _ change: Change) {
        guard let number = numbers[file] else {
            strays += 1
            return
        }
        files[number].changes.append(change)
    }

    private mutating func set(_ name: String, _ file: Int) {
        names[name] = file
        nameChanges.append(.set(name: name, file: file))
    }

    private mutating func remove(_ name: String) {
        names[name] = nil
        nameChanges.append(.remove(name: name))
    }

    private static let sector = 512

    /// The content of a file after the changes that survive.
    private static func content(_ file: File, _ fate: (_ isWrite: Bool) -> Fate) -> [UInt8] {
        var content = file.safe
        for change in file.changes {
            switch change {
            case .truncate(let size):
                guard fate(false) == .kept else { continue }
                if size < content.count {
                    content.removeSubrange(size...)
                } else {
                    content += Array(repeating: 0, count: size - content.count)
                }
            case .write(let offset, let bytes):
                var start = offset
                while start < offset + bytes.count {
                    let end = min(offset + bytes.count, (start / sector + 1) * sector)
                    let fate = fate(true)
                    if fate != .lost {
                        if content.count < end { content += Array(repeating: 0, count: end - content.count) }
                        let from = bytes.startIndex + start - offset
                        content.replaceSubrange(start..<end, with: bytes[from..<from + end - start])
                        if fate == .garbled { for place in start..<end { content[place] ^= 0xA5 } }
                    }
                    start = end
                }
            }
        }
        return content
    }
}
