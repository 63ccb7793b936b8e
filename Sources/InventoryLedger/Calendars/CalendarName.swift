/// The name of a calendar of work days.
///
/// `cn`, `mx` and `mx-customs` are built in. A detail after a colon narrows one of them: `mx-customs:16` is one customs
/// office, `warehouse:MTY1` one warehouse.
public struct CalendarName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name as written.
    public let text: String

    /// The names that a detail may follow, or that stand alone.
    package static let heads = ["cn", "mx", "mx-customs", "warehouse"]

    /// China, where shipments are dispatched.
    public static let china = CalendarName(trusted: "cn")
    /// Mexico by its labour law.
    public static let mexico = CalendarName(trusted: "mx")
    /// The Mexican customs.
    public static let mexicanCustoms = CalendarName(trusted: "mx-customs")
    /// The calendar of one warehouse in Mexico.
    public static func of(_ warehouse: Warehouse) -> CalendarName {
        CalendarName(trusted: "warehouse:\(warehouse.text)")
    }

    /// - Throws: `badCalendar` if the name does not begin with the name of a known calendar.
    public init(_ text: String) throws {
        let text = text.trimmedCode
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let head = parts.first.map { String($0) } ?? ""
        let isWhole = parts.count == 2 ? !parts[1].isEmpty : head != "warehouse"
        guard Self.heads.contains(head), isWhole, !text.holdsNUL, text.utf8.count <= Self.bytesMax else {
            throw LedgerError(
                .badCalendar,
                "\"\(text)\" is not a calendar; write cn, mx, mx-customs, or one of them with a detail, such as "
                    + "mx-customs:16 or warehouse:MTY1"
            )
        }
        self.text = text
    }

    private init(trusted text: String) { self.text = text }

    private static let bytesMax = 512

    /// The calendar that holds on days of which this one says nothing; nil for the widest.
    public var wider: CalendarName? {
        let parts = text.split(separator: ":", maxSplits: 1)
        if parts.count == 2 {
            return parts[0] == "warehouse" ? .mexico : CalendarName(trusted: String(parts[0]))
        }
        return self == .mexicanCustoms ? .mexico : nil
    }

    public static func == (lhs: Self, rhs: Self) -> Bool { lhs.text.hasSameBytes(as: rhs.text) }
    public func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }
    public static func < (lhs: Self, rhs: Self) -> Bool {
        lhs.text.utf8.lexicographicallyPrecedes(rhs.text.utf8)
    }

    /// The name as written.
    public var description: String { text }
}
