/// The format of a text file: its encoding and its delimiters.
package struct TextFormat: Hashable, Sendable {
    /// The encodings to try, in order; empty to detect it.
    package var encodings: [TextEncoding] = []
    /// Between fields; nil to detect comma, semicolon, tab or pipe from the header.
    package var delimiter: UInt8?
    /// Around fields with delimiters or line ends; nil if the format has no quoting.
    package var quote: UInt8? = UInt8(ascii: "\"")
    /// The line or sheet row of the header, from 1; nil for the first of rows 1 to 20 with the profile's columns.
    package var headerRow: Int?

    /// The last row that may be the header.
    static let headerRowMax = 20

    package init() {}

    static let delimiters: [String: UInt8] = [
        "comma": UInt8(ascii: ","), "semicolon": UInt8(ascii: ";"), "tab": UInt8(ascii: "\t"),
        "pipe": UInt8(ascii: "|"),
    ]
}
