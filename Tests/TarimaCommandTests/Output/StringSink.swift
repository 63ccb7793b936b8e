@testable import TarimaCommand

/// A sink that keeps what it is given, for outputs wanted as a value.
struct StringSink: TextSink {
    private var bytes: [UInt8] = []

    /// Everything written so far.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Appends the text; never throws.
    mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Appends the text; never throws.
    mutating func write(bytes: [UInt8]) { self.bytes += bytes }
}
