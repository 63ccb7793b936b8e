import InventoryLedger

/// What a file is: how its header looks, what its columns mean, which events its rows tell.
public struct Profile: Sendable {
    /// The name by which a profile is chosen.
    public let name: String
    /// The YAML that it was read from; nil where it was not.
    package internal(set) var text: String?
    /// The system and account that issues the documents; nil where the file says it, or `--source`.
    public var source: String?
    /// What the file is trusted to tell of a warehouse.
    public var tells: Set<Fact> = []
    /// Columns that are all present in the header of such a file, each under one of its names.
    package var header: [[String]] = []
    package var format = TextFormat()
    package var layout = Layout()
    /// The zone of times that name no offset; nil for the ledger's own.
    package var timeZone: String?
    /// Where each canonical column comes from: the first of these columns that is not blank.
    package var columns: [Column: [String]] = [:]
    /// The values of canonical columns that the file does not have.
    package var constants: [Column: String] = [:]
    /// Translations of the file's values, by canonical column. `*` stands for any other value.
    package var values: [Column: [String: String]] = [:]
    /// How dates are written, tried in order after ISO 8601; empty for ISO 8601 alone.
    package var dates: [DatePattern] = []
    /// The column whose day a date without a year does not come before.
    package var yearFrom: String?
    package var numbers = NumberFormat()
    /// The columns that tell rows without a line of their own apart. A question mark behind a name: the column is not in
    /// every file.
    package var identity: [String] = []
    /// Columns whose blank values take the value of the row above.
    package var fillDown: FillDown?
    /// Rows that are about no goods.
    package var ignore: [IgnoreRule] = []
    /// Columns that hold a row's status: the first that is not blank.
    package var status: [String] = []
    /// What a line of a document has been through, by its row's status; the first that fits decides. Such a row states
    /// the present of a line: its events follow from all that was stated of it. `cases` tell what it states beside.
    package var statuses: [StatusRule] = []
    /// When a step happened, where it is not `occurred_at`.
    package var times: [EventKind: StepTime] = [:]
    /// How far the file lists the documents that it states: a line that a newer export of a whole document does not list
    /// is taken out.
    package var listing = DocumentListing.parts
    /// Quantities are totals so far: what they rose by is what happened.
    package var isCumulative = false
    /// Columns that hold what one unit costs, where no column holds the line's total: the first that is not blank.
    package var unitPrice: [String] = []
    /// Columns that the file does not have and that are sums of its own, by their names.
    package var sums: [String: [Summand]] = [:]
    /// Statuses, conditions and values are compared in any letter case.
    package var anyCase = false
    /// Which events a row tells; the first case that holds decides. Empty: the row tells its kind itself.
    package var cases: [EventCase] = []
    /// Whether a header may have columns that the profile does not know.
    package var allowsUnknownColumns = true

    package init(name: String) { self.name = name }

    /// Blank cells that stand for the value above: an order's fields only on its first line, a parent row's date for
    /// its children. Ignored rows hand their values down too.
    package struct FillDown: Sendable {
        package let columns: [String]
        /// Values are handed down only while this column stays the same; always where nil.
        package let within: String?
        /// Values are handed down only to rows in which this column is blank, from the last row in which it is not; to
        /// all where nil.
        package let below: String?
    }

    /// What a status means.
    package struct StatusRule: Sendable {
        /// As the file writes it, with `*` and `?` as in conditions; nil where the condition says it all.
        let status: Condition.Pattern?
        /// What else the row must hold.
        package let when: Condition
        package let steps: [StatusStep]
    }

    /// A step that a status says was taken.
    package struct StatusStep: Hashable, Sendable {
        package let kind: EventKind
        /// Only where the column of its time is not blank.
        package let needsTime: Bool
    }

    /// A column to add up, or to take away.
    package struct Summand: Hashable, Sendable {
        /// The first of these that the file has and that is not blank.
        package let columns: [String]
        package let isTakenAway: Bool
    }

    /// Where the time of a step stands.
    package struct StepTime: Sendable {
        package let columns: [String]
        /// The column tells when the step was seen, and not when it happened.
        package let isObserved: Bool
    }

    /// A row that holds this is not read.
    package struct IgnoreRule: Sendable {
        package let when: Condition
        package let because: String
    }

    /// The events of rows for which a condition holds.
    package struct EventCase: Sendable {
        package let when: Condition
        package let events: [EventTemplate]
    }

    /// One event that a row tells, as far as it differs from the profile's own columns and constants.
    package struct EventTemplate: Sendable {
        package var columns: [Column: [String]] = [:]
        package var constants: [Column: String] = [:]
        /// The row's quantity counts with the other sign.
        package var negatesQuantity = false
        /// A row whose quantity is 0 or blank tells no such event.
        package var skipsZero = false

        package init() {}
    }
}
