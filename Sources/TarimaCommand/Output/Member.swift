/// A named value: an entry of an object cell, a parameter of a report or one of its totals.
///
/// Kept in arrays rather than dictionaries because the order of printing is part of the output.
struct Member: Equatable, Sendable {
    let name: String
    let value: Cell
}
