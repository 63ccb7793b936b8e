import Glibc

/// A buffered sink over a file descriptor, which it neither opens nor closes.
///
/// A reference type, because two copies of one buffer would print the same bytes twice. Whoever writes must
/// call `flush` at the end: a failure there has to be reported, which a deinitializer could not do. The
/// process must ignore `SIGPIPE`, or the system ends it before `OutputClosed` can be thrown.
final class OutputWriter: TextSink {
    /// The system's `write`, replaceable so that interruptions and short writes can be provoked.
    typealias WriteCall = (Int32, UnsafeRawBufferPointer) -> Int

    /// The most bytes handed to the system in one call.
    static let chunkSize = 64 * 1024

    private let descriptor: Int32
    private let writeCall: WriteCall
    private var buffer: [UInt8] = []

    /// The first error. Writing after it would leave a gap in the output, so it is thrown again each time.
    private var failure: (any Error)?

    /// Makes a stream over an open descriptor.
    init(
        descriptor: Int32,
        writeCall: @escaping WriteCall = { Glibc.write($0, $1.baseAddress, $1.count) }
    ) {
        self.descriptor = descriptor
        self.writeCall = writeCall
        buffer.reserveCapacity(Self.chunkSize)
    }

    /// Queues text as UTF-8, sending every chunk that fills up.
    func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try append($0) }
    }

    /// Queues bytes as they are.
    func write(bytes: [UInt8]) throws {
        try bytes.withUnsafeBufferPointer { try append($0) }
    }

    /// Sends whatever is queued; throws `OutputClosed` when the reader is gone, else `OutputFailure`.
    func flush() throws {
        if let failure { throw failure }
        do {
            try buffer.withUnsafeBytes { try send($0) }
        } catch {
            failure = error
            throw error
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Queues bytes, filling chunks exactly so that the system is always handed full ones.
    private func append(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        if let failure { throw failure }
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.chunkSize - buffer.count)
            buffer.append(contentsOf: part)
            rest = rest.dropFirst(part.count)
            if buffer.count == Self.chunkSize { try flush() }
        }
    }

    /// Hands bytes to the system until it has taken all of them, however few it takes at a time.
    private func send(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = writeCall(descriptor, UnsafeRawBufferPointer(rebasing: rest))
            if written > 0 {
                rest = rest.dropFirst(written)
            } else {
                // A write of nothing sets no error number and would otherwise be repeated without end.
                try recover(from: written == 0 ? EIO : errno)
            }
        }
    }

    /// Returns when the write is worth repeating, and throws when it is not.
    private func recover(from code: Int32) throws {
        switch code {
        case EINTR:
            return
        case EAGAIN:
            // A parent process may have left a shared terminal or pipe in non-blocking mode.
            var entry = pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: POLLOUT), revents: 0)
            _ = poll(&entry, 1, -1)
        case EPIPE:
            throw OutputClosed()
        default:
            throw OutputFailure(code: code)
        }
    }
}
