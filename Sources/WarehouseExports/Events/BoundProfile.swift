import InventoryLedger

/// A profile whose columns are positions in the header of one file, and whose constants are values.
///
/// Computed columns have positions behind the file's own columns.
struct BoundProfile: Sendable {
    /// A condition on the columns of a row.
    struct When: Sendable {
        let terms: [(position: Int, patterns: [Condition.Pattern])]
    }

    /// What a row says of one event.
    struct Template: Sendable {
        /// The constants.
        let base: EventFields
        let hasKind: Bool
        /// Where the other values are: of each column, the first position that is not blank.
        let columns: [(column: Column, positions: [Int])]
        let occurredAt: String?
        let amount: String?
        let currency: String?
        let negatesQuantity: Bool
        let skipsZero: Bool

        /// The position of a column in the file.
        func position(of column: Column) -> Int? { columns.first { $0.column == column }?.positions.first }
    }

    /// A column that the file does not have.
    struct Computed: Sendable {
        enum Value: Sendable {
            /// The sum of columns: the possible columns of each summand; the first that is not blank counts.
            case sum([(positions: [Int], isTakenAway: Bool)])
            /// The texts of columns, with blanks between: the possible columns of each part.
            case joined([[Int]])
            /// A column that some files have, and this one lacks.
            case blank
        }

        let name: String
        let value: Value
    }

    /// Columns of which a blank means the value of the row above.
    struct FillDown: Sendable {
        let columns: [Int]
        let within: Int?
        let below: Int?
    }

    /// What the status of a row says of its line.
    struct Statuses: Sendable {
        let positions: [Int]
        let rules: [(rule: Profile.StatusRule, when: When)]
        let times: [EventKind: (positions: [Int], isObserved: Bool)]
    }

    let ignore: [When]
    /// What all events of a row share.
    let line: Template
    let cases: [(when: When, events: [Template])]
    /// Whether a row states events of its own, beside what its status says.
    let hasCases: Bool
    let identity: [Int]
    let fillDown: FillDown?
    let yearFrom: Int?
    /// Nil where rows have no status.
    let statuses: Statuses?
    let unitPrice: [Int]
    let computed: [Computed]
    let isCumulative: Bool
    /// Where the columns of a table are that is not of events.
    let tableColumns: [String: [Int]]
    /// Columns of the profile that the file lacks. Without a warning, a misspelt name would silently lose a column.
    let warnings: [RowProblem]
}
