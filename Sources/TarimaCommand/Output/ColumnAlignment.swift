/// The side of its column a value is set against in the human table.
enum ColumnAlignment: Equatable, Sendable {
    /// For words, which are read from their beginning.
    case left

    /// For numbers, whose digits are compared from their end.
    case right
}
