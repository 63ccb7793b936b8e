import Crypto
import Foundation
import Glibc

/// file -> bytes: reads a file, or standard input, piece by piece and takes its SHA-256 on the way.
///
/// Files are read, not mapped: one that another program shortens meanwhile would otherwise end this one.
final class ByteSource {
    /// The name shown to people: the path, or `-` for standard input.
    let name: String
    private let descriptor: Int32
    private var hash = SHA256()
    private(set) var isAtEnd = false

    /// - Throws: `ImportFailure` for a path that is missing, a directory, or not readable.
    init(path: String) throws {
        name = path
        if path == "-" {
            descriptor = dup(STDIN_FILENO)
            guard descriptor >= 0 else { throw ImportFailure.unreadable(path, errno) }
            return
        }
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw ImportFailure.unreadable(path, errno) }
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(opened)
            throw ImportFailure(.noInput, "\(path) is a directory; name the files in it")
        }
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// Reads up to `count` bytes to the end of a buffer; none at the end of the file.
    func read(upTo count: Int, appendingTo buffer: inout [UInt8]) throws {
        // The bytes go through memory that nobody clears: they are written before they are read.
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { bytes in
            var got = 0
            repeat {
                got = Glibc.read(descriptor, bytes.baseAddress, count)
            } while got < 0 && errno == EINTR
            guard got >= 0 else { throw ImportFailure.unreadable(name, errno) }
            if got == 0 { isAtEnd = true }
            let read = UnsafeBufferPointer(rebasing: bytes[..<got])
            hash.update(bufferPointer: UnsafeRawBufferPointer(read))
            buffer.append(contentsOf: read)
        }
    }

    /// The SHA-256 of all bytes read so far.
    func digest() -> [UInt8] { Array(hash.finalize()) }
}
