/// The encoding of a text file.
public enum TextEncoding: String, CaseIterable, Sendable {
    /// UTF-8, with or without a byte order mark.
    case utf8 = "utf-8"
    /// In the byte order of its mark or its NUL bytes; little-endian if neither decides.
    case utf16 = "utf-16"
    /// UTF-16, the low byte first.
    case utf16LittleEndian = "utf-16le"
    /// UTF-16, the high byte first.
    case utf16BigEndian = "utf-16be"
    /// Includes GBK and GB2312.
    case gb18030
    /// Windows-1252, the usual one of Western European spreadsheets.
    case windows1252 = "windows-1252"

    /// The encoding of a name, in any letter case; nil for other names.
    public init?(name: String) {
        let name = name.lowercased()
        switch name {
        case "utf8": self = .utf8
        case "gbk", "gb2312", "cp936": self = .gb18030
        case "cp1252", "latin1", "iso-8859-1": self = .windows1252
        default:
            guard let encoding = TextEncoding(rawValue: name) else { return nil }
            self = encoding
        }
    }

    var isUTF16: Bool { self == .utf16 || self == .utf16LittleEndian || self == .utf16BigEndian }

    /// The name for people.
    var title: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16, .utf16LittleEndian, .utf16BigEndian: "UTF-16"
        case .gb18030: "GB18030"
        case .windows1252: "Windows-1252"
        }
    }

    /// The encoding declared by a file's first bytes, and the length of the declaration.
    static func declared(by bytes: ArraySlice<UInt8>) -> (encoding: TextEncoding, markBytes: Int)? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        if bytes.starts(with: [0x84, 0x31, 0x95, 0x33]) { return (.gb18030, 4) }
        return nil
    }

    /// UTF-16 without a mark: in pairs of bytes, one is often NUL and the other hardly ever.
    static func utf16(by bytes: ArraySlice<UInt8>) -> TextEncoding? {
        var first = 0
        var second = 0
        var pairs = 0
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            if bytes[index] == 0 { first += 1 }
            if bytes[index + 1] == 0 { second += 1 }
            pairs += 1
            index += 2
        }
        let often = max(2, pairs * 3 / 10)
        if first * 4 <= second, second >= often { return .utf16LittleEndian }
        if second * 4 <= first, first >= often { return .utf16BigEndian }
        return nil
    }
}
