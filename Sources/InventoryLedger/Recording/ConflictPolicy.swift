/// What to do with a row that contradicts the recorded event of its key.
public enum ConflictPolicy: String, Sendable, CaseIterable {
    /// The file is not recorded.
    case fail
    /// The recorded event stays.
    case keep
    /// The recorded event is reversed and the file's event is recorded.
    case amend

    /// What happens to a conflict, for people.
    var hint: String {
        switch self {
        case .fail: "keep that value or amend it"
        case .keep: "the ledger's value is kept"
        case .amend: "the ledger's value is replaced"
        }
    }
}
