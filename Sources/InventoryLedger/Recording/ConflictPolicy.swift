/// What to do with an event whose key the book has with other content.
public enum ConflictPolicy: String, Sendable, CaseIterable {
    /// The file is not recorded.
    case fail
    /// The book's event stands.
    case keep
    /// The book's event is reversed and the file's recorded.
    case amend

    /// What becomes of a conflict, for people.
    var hint: String {
        switch self {
        case .fail: "keep that value or amend it"
        case .keep: "the ledger's value is kept"
        case .amend: "the ledger's value is replaced"
        }
    }
}
