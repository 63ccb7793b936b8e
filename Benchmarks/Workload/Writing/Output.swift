#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The output could not be written; `code` is the system's `errno`.
struct OutputError: Error, CustomStringConvertible {
    let code: Int32

    var description: String {
        "cannot write the output: \(String(cString: strerror(code)))"
    }
}

/// Bytes collected in memory and written to a file descriptor a megabyte at a time.
struct Output {
    /// Bytes collected before they are written.
    private static let limit = 1 << 20

    private let descriptor: Int32
    private var bytes: [UInt8] = []

    init(descriptor: Int32) {
        self.descriptor = descriptor
        // A line is far shorter than 4 KiB, so a buffer checked once a line does not grow.
        bytes.reserveCapacity(Self.limit + 4096)
    }

    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func append(_ more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    mutating func append(_ word: StaticString) {
        word.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func append(text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// The number in decimal digits, with leading zeros up to `width`.
    mutating func append(decimal number: UInt64, width: Int = 1) {
        let start = bytes.count
        var rest = number
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        while bytes.count - start < width {
            bytes.append(UInt8(ascii: "0"))
        }
        // The digits came lowest first.
        var low = start
        var high = bytes.count - 1
        while low < high {
            bytes.swapAt(low, high)
            low += 1
            high -= 1
        }
    }

    /// Writes the collected bytes if there is a megabyte of them. Call it after each line.
    mutating func flushIfFull() throws(OutputError) {
        if bytes.count >= Self.limit {
            try flush()
        }
    }

    /// Writes everything collected so far.
    mutating func flush() throws(OutputError) {
        var failure: Int32 = 0
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let chunk = UnsafeRawBufferPointer(rebasing: rest)
                let written = write(descriptor, chunk.baseAddress, chunk.count)
                if written >= 0 {
                    rest = rest.dropFirst(written)
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        bytes.removeAll(keepingCapacity: true)
        guard failure == 0 else {
            throw OutputError(code: failure)
        }
    }
}
