import Crypto
import Foundation
import Glibc
import InventoryLedger

/// file -> bytes: reads a file or standard input piece by piece and computes its SHA-256.
///
/// Files are read and not mapped, because a mapped file that another program shortens would end the process.
final class ByteSource {
    /// The name for people: the path, or `-` for standard input.
    let name: String
    private let descriptor: Int32
    /// The file's state before reading; nil for a pipe, a device, or bytes in memory.
    private let stateBefore: FileState?
    /// Whether it must end. A pipe or a device may go on forever.
    let isSureToEnd: Bool
    private var hash = SHA256()
    /// Counts the bytes read.
    let meter: ReadMeter
    /// Bytes that were peeked at and are still to be read.
    private var pending: ArraySlice<UInt8> = []
    private var isDescriptorAtEnd = false
    /// Whether the end was reached and everything before it was returned.
    var isAtEnd: Bool { isDescriptorAtEnd && pending.isEmpty }

    /// - Throws: `ImportFailure` if the path is missing, a directory, or not readable.
    init(path: String) throws {
        name = path
        // Standard input may be a file as well.
        guard !OpenLedgers.use(path == "-" ? "/proc/self/fd/0" : path) else {
            throw ImportFailure(.unsupportedText, "\(path) is a database; export a table of it")
        }
        if path == "-" {
            descriptor = dup(STDIN_FILENO)
            guard descriptor >= 0 else { throw ImportFailure.unreadable(path, errno) }
            stateBefore = FileState.beforeReading(descriptor)
            var status = stat()
            meter = ReadMeter(bytesTotal: fstat(descriptor, &status) == 0 ? Self.size(status) : nil)
            isSureToEnd = meter.bytesTotal != nil
            return
        }
        let opened = FileSystem.open(path, O_RDONLY)
        guard opened >= 0 else { throw ImportFailure.unreadable(path, errno) }
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(opened)
            throw ImportFailure(.noInput, "\(path) is a folder; name the files in it")
        }
        descriptor = opened
        stateBefore = FileState.beforeReading(opened)
        meter = ReadMeter(bytesTotal: Self.size(status))
        isSureToEnd = meter.bytesTotal != nil
    }

    /// Only a regular file has a size.
    private static func size(_ status: stat) -> Int64? {
        status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
    }

    /// Bytes in memory, such as the beginning of a file, read like a file.
    init(_ bytes: [UInt8], name: String) {
        self.name = name
        descriptor = -1
        stateBefore = nil
        isSureToEnd = true
        meter = ReadMeter(bytesTotal: Int64(bytes.count))
        pending = bytes[...]
        isDescriptorAtEnd = true
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Whether a peek has returned everything.
    var isAllSeen: Bool { isDescriptorAtEnd }

    /// The next bytes without consuming them: at least this many, or all that are left.
    ///
    /// It does not wait longer for a pipe than that requires, and may return more.
    func peek(atLeast count: Int) throws -> ArraySlice<UInt8> {
        if pending.count < count, !isDescriptorAtEnd {
            var bytes = Array(pending)
            while bytes.count < count, !isDescriptorAtEnd {
                try readDescriptor(upTo: max(1 << 16, count - bytes.count), appendingTo: &bytes)
            }
            pending = bytes[...]
        }
        return pending
    }

    /// Reads up to `count` bytes and appends them to a buffer; none at the end of the file.
    func read(upTo count: Int, appendingTo buffer: inout [UInt8]) throws {
        if pending.isEmpty { return try readDescriptor(upTo: count, appendingTo: &buffer) }
        buffer.append(contentsOf: pending.prefix(count))
        pending = pending.dropFirst(count)
    }

    private func readDescriptor(upTo count: Int, appendingTo buffer: inout [UInt8]) throws {
        if isDescriptorAtEnd { return }
        // Uninitialized memory, because the bytes are written before they are read.
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { bytes in
            var got = 0
            repeat {
                got = Glibc.read(descriptor, bytes.baseAddress, count)
            } while got < 0 && errno == EINTR
            guard got >= 0 else { throw ImportFailure.unreadable(name, errno) }
            if got == 0 {
                isDescriptorAtEnd = true
                try checkState()
            }
            meter.add(got)
            let read = UnsafeBufferPointer(rebasing: bytes[..<got])
            hash.update(bufferPointer: UnsafeRawBufferPointer(read))
            buffer.append(contentsOf: read)
        }
    }

    /// - Throws: `ImportFailure` if another program changed the file meanwhile, so that the bytes may be a mixture.
    private func checkState() throws {
        guard FileState(descriptor) == stateBefore else {
            throw ImportFailure(
                .fileChanged,
                "\(name) changed while it was read; try again when nothing writes to it"
            )
        }
    }

    /// The SHA-256 of all bytes read so far.
    func digest() -> [UInt8] { Array(hash.finalize()) }
}
