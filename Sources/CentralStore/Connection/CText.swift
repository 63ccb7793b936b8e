import Glibc

/// Texts that end with a zero byte.
enum CText {
    /// The text at an address, which ends with a zero byte; empty for none.
    static func string(_ text: UnsafePointer<CChar>?) -> String {
        guard let text else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: text, count: strlen(text)), as: UTF8.self)
    }

    /// The same as one line.
    static func line(_ text: UnsafePointer<CChar>?) -> String {
        string(text).split(whereSeparator: \.isNewline).map { $0.drop { $0 == "\t" } }.joined(separator: " ")
    }
}
