import Glibc

/// A code issued by another system: text, compared byte for byte and case-sensitively.
///
/// Swift's own `String` equality would merge codes that differ only in Unicode form; these do not.
public protocol Code: Hashable, Comparable, Sendable, Codable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    /// The column that carries this code.
    static var column: Column { get }
    /// The code, trimmed.
    var text: String { get }
    /// Takes text that is known to be trimmed and valid. An event checks its codes again.
    init(trusted text: String)
}

extension Code {
    /// Trims space, tab, no-break space, U+3000 and BOM, removes spreadsheet armour (`="0123"`), and refuses text
    /// that is empty, contains a NUL or is too long.
    public init(_ text: String) throws(FieldProblem) {
        let trimmed = text.trimmedCode.withoutArmour
        if let problem = Self.problem(in: trimmed) ?? Self.column.lengthProblem(trimmed) { throw problem }
        self.init(trusted: trimmed)
    }

    /// A code in the source code of a program. An invalid one is kept as it is, and no event accepts it.
    public init(stringLiteral value: String) {
        self.init(trusted: value.trimmedCode)
    }

    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    public var description: String { text }

    public static func == (lhs: Self, rhs: Self) -> Bool { lhs.text.hasSameBytes(as: rhs.text) }

    public static func < (lhs: Self, rhs: Self) -> Bool {
        lhs.text.utf8.lexicographicallyPrecedes(rhs.text.utf8)
    }

    public func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }

    static func problem(in text: String) -> FieldProblem? {
        if text.isEmpty {
            return FieldProblem(column, value: text, code: .missingValue, "\(column.rawValue) is empty")
        }
        if text.holdsNUL {
            return FieldProblem(
                column,
                value: text,
                code: .nulByte,
                "\(column.rawValue) contains a NUL character"
            )
        }
        return nil
    }
}

/// A SKU: the seller's number of an article.
public struct SKU: Code {
    /// The column of SKUs.
    public static var column: Column { .sku }
    /// The SKU as it is written.
    public let text: String
    /// A SKU that was checked when it was stored.
    public init(trusted text: String) { self.text = text }
}

/// A warehouse, fulfilment centre or shop that keeps stock.
public struct Warehouse: Code {
    /// The column of warehouses.
    public static var column: Column { .warehouse }
    /// The warehouse's code as it is written.
    public let text: String
    /// A code that was checked when it was stored.
    public init(trusted text: String) { self.text = text }
}

/// A shipment on its way, from a supplier or between warehouses.
public struct Shipment: Code {
    /// The column of shipments.
    public static var column: Column { .shipment }
    /// The shipment's number as it is written.
    public let text: String
    /// A number that was checked when it was stored.
    public init(trusted text: String) { self.text = text }
}

/// The number of the document that an event comes from: order, receipt, pedimento, return.
public struct Document: Code {
    /// The column of documents.
    public static var column: Column { .document }
    /// The document's number as it is written.
    public let text: String
    /// A number that was checked when it was stored.
    public init(trusted text: String) { self.text = text }
}

/// The system and account that issued a document; `manual` if none is named.
public struct Source: Code {
    /// The column of sources.
    public static var column: Column { .source }
    /// The source's name as it is written.
    public let text: String
    /// A name that was checked when it was stored.
    public init(trusted text: String) { self.text = text }
    /// The source of events that no system issued.
    public static let manual: Source = "manual"
}

/// The id of a row within its document.
///
/// A line that begins with `~` is not an id. It is a digest of the columns that a profile names as identity, and the
/// rows that share it form a group.
public struct Line: Code {
    /// The column of lines.
    public static var column: Column { .line }
    /// The line's id as it is written.
    public let text: String
    /// An id that was checked when it was stored.
    public init(trusted text: String) { self.text = text }
    /// Whether rows with this line are one group of interchangeable rows.
    public var namesGroup: Bool { text.utf8.first == Self.groupMark }
    /// The first character of a group's line.
    package static let groupMark = UInt8(ascii: "~")
}

/// The channel of an order: a marketplace or a shop.
public struct Channel: Code {
    /// The column of channels.
    public static var column: Column { .channel }
    /// The channel's name as it is written.
    public let text: String
    /// A name that was checked when it was stored.
    public init(trusted text: String) { self.text = text }
}

extension String {
    /// The text without the space, tab, no-break space, U+3000 and BOM around it.
    package var trimmedCode: String {
        // Most texts begin and end with a visible ASCII character.
        let isPlain = utf8.withContiguousStorageIfAvailable { bytes in
            guard let first = bytes.first, let last = bytes.last else { return true }
            return (0x21..<0x80).contains(first) && (0x21..<0x80).contains(last)
        }
        if isPlain ?? false { return self }
        func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x20, 0x09, 0xA0, 0x3000, 0xFEFF: true
            default: false
            }
        }
        let scalars = unicodeScalars
        guard let first = scalars.first, let last = scalars.last, isBlank(first) || isBlank(last) else {
            return self
        }
        guard let start = scalars.firstIndex(where: { !isBlank($0) }),
            let end = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[start...end])
    }

    /// The text without `="..."`, which keeps the leading zeros of a code in a spreadsheet; the text itself if it has
    /// none.
    package var withoutArmour: String {
        guard utf8.first == UInt8(ascii: "="), utf8.count >= 3, utf8.last == UInt8(ascii: "\""),
            utf8.dropFirst().first == UInt8(ascii: "\"")
        else { return self }
        let inner = String(unicodeScalars.dropFirst(2).dropLast())
        // A quote inside is doubled.
        let text = inner.split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"")
        return text.allSatisfy { $0 == "\"" } ? "" : text.trimmedCode
    }

    package func hasSameBytes(as other: String) -> Bool {
        let isSame = utf8.withContiguousStorageIfAvailable { own in
            other.utf8.withContiguousStorageIfAvailable { others in
                guard own.count == others.count else { return false }
                guard let start = own.baseAddress, let otherStart = others.baseAddress else { return true }
                return memcmp(start, otherStart, own.count) == 0
            }
        }
        return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }

    /// Whether the text contains a NUL, at which SQLite and C would end it.
    var holdsNUL: Bool {
        utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        } ?? utf8.contains(0)
    }

    func hashBytes(into hasher: inout Hasher) {
        let combined: Void? = utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: .init($0)) }
        if combined == nil { for byte in utf8 { hasher.combine(byte) } }
    }
}
