/// The classes of a row in order of precedence.
enum RowClass: Int, Comparable {
    case rejected, conflict, waiting, recorded, stale, duplicate, ignored
    static func < (lhs: RowClass, rhs: RowClass) -> Bool { lhs.rawValue < rhs.rawValue }
}
