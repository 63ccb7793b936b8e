import Glibc
import LinuxCalls

/// System calls that take a file name; see `FileName`.
package enum FileSystem {
    /// Identifies a file, whatever its name.
    package struct FileID: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64

        package init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    /// The file that the name leads to, with links followed; nil with `errno` set.
    package static func status(_ name: String) -> stat? {
        var status = stat()
        return name.withFileName { fstatat(AT_FDCWD, $0, &status, 0) } == 0 ? status : nil
    }

    /// The file of this name itself, which may be a link; nil with `errno` set.
    package static func ownStatus(_ name: String) -> stat? {
        var status = stat()
        return name.withFileName { lstat($0, &status) } == 0 ? status : nil
    }

    /// The open file; nil with `errno` set.
    package static func status(of descriptor: Int32) -> stat? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status : nil
    }

    package static func open(_ name: String, _ flags: Int32, mode: mode_t = 0) -> Int32 {
        name.withFileName { Glibc.open($0, flags | O_CLOEXEC | O_NOCTTY, mode) }
    }

    @discardableResult
    package static func unlink(_ name: String) -> Int32 { name.withFileName { Glibc.unlink($0) } }

    /// Whether the effective user may use a file (`R_OK`, `W_OK`), as the system decides it.
    package static func allows(_ name: String, _ use: Int32) -> Bool {
        name.withFileName { faccessat(AT_FDCWD, $0, use, AT_EACCESS) } == 0
    }

    /// Whether something is mounted at a name, such as a single file. False if the system cannot say.
    package static func isMountPoint(_ name: String) -> Bool {
        name.withFileName { is_mount_point($0) } != 0
    }

    /// The name without links and dots; nil with `errno` set if there is no such file.
    package static func realName(_ name: String) -> String? {
        guard let path = name.withFileName({ realpath($0, nil) }) else { return nil }
        defer { free(path) }
        return FileName.name(of: bytes(path))
    }

    /// What a link points to; nil with `errno` set.
    package static func destination(ofLink name: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = name.withFileName { link in
            buffer.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { readlink(link, $0.assumingMemoryBound(to: CChar.self), bytes.count) }
                    ?? -1
            }
        }
        return count >= 0 ? FileName.name(of: Array(buffer[..<count])) : nil
    }

    /// The names in a folder; empty if it cannot be read.
    package static func names(in folder: String) -> [String] {
        guard let stream = folder.withFileName({ opendir($0) }) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // The name begins within the entry, which may be shorter than its type.
            let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
            let start = UnsafeRawPointer(entry) + offset
            names.append(FileName.name(of: bytes(start.assumingMemoryBound(to: CChar.self))))
        }
        return names
    }

    /// The folder of a name; `.` if it has none.
    package static func folder(of name: String) -> String {
        guard let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        let folder = name[..<slash].reversed().drop { $0 == "/" }.reversed()
        return folder.isEmpty ? "/" : String(folder)
    }

    /// The last part of a name; empty if the name ends with a slash.
    package static func lastPart(of name: String) -> String {
        guard let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")) else { return name }
        return String(name[name.utf8.index(after: slash)...])
    }

    private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
        (0..<strlen(text)).map { UInt8(bitPattern: text[$0]) }
    }
}
