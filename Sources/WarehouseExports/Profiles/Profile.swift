import InventoryLedger

/// A description of a file: its header, the meaning of its columns, and the events of its rows.
public struct Profile: Sendable {
    /// The name of the profile.
    public let name: String
    /// Where it comes from.
    public package(set) var origin = Origin.builtIn
    /// The YAML that it was read from; nil if it was not.
    package internal(set) var text: String?
    /// The system and account that issues the documents; nil if the file or the user names it.
    public var source: String?
    /// The facts that the source is authoritative for; empty for whatever its rows state.
    public var facts: Set<Fact> = []
    /// Columns that must all be in the header, each under one of its names.
    package var header: [[String]] = []
    package var format = TextFormat()
    package var layout = Layout()
    /// The zone of times without an offset; nil for the ledger's.
    package var timeZone: String?
    /// The file's columns for each canonical column; the first that is not blank counts.
    package var columns: [Column: [String]] = [:]
    /// The values of canonical columns that the file does not have.
    package var constants: [Column: String] = [:]
    /// Translations of the file's values, by canonical column. `*` stands for any other value.
    package var values: [Column: [String: String]] = [:]
    /// The date formats, tried in order after ISO 8601.
    package var dates: [DatePattern] = []
    /// The column with the earliest day for dates without a year.
    package var yearFrom: String?
    package var numbers = NumberFormat()
    /// The columns that identify rows without an id. A question mark after a name marks an optional column.
    package var identity: [String] = []
    /// Columns whose blank cells repeat the value above.
    package var fillDown: FillDown?
    /// Rows without goods.
    package var ignore: [IgnoreRule] = []
    /// The columns of a row's status; the first that is not blank counts.
    package var status: [String] = []
    /// The steps of a line by its row's status; the first rule that matches decides. Such a row states the present of
    /// a line, and its events follow from all of its statements. `cases` adds events besides.
    package var statuses: [StatusRule] = []
    /// The time of a step, if it is not `occurred_at`.
    package var times: [EventKind: StepTime] = [:]
    /// How completely the file lists its documents. A line that a newer export of a whole document does not list is
    /// removed.
    package var listing = DocumentListing.parts
    /// Quantities are totals so far; the increase is what happened.
    package var isCumulative = false
    /// The columns of the price of one unit, if there is no total of the line; the first that is not blank counts.
    package var unitPrice: [String] = []
    /// Computed columns by name: sums of columns of the file.
    package var sums: [String: [Summand]] = [:]
    /// Computed columns by name: the texts of columns of the file, with blanks between.
    package var joins: [String: [[String]]] = [:]
    /// Columns whose cells become rows.
    package var spread: Spread?
    /// Statuses, conditions and values ignore letter case.
    package var anyCase = false
    /// The events of a row; the first case that matches decides. If empty, the row names its kind.
    package var cases: [EventCase] = []
    /// Whether a header may have columns that the profile does not know.
    package var allowsUnknownColumns = true
    /// A list that people fill in by the names of its columns. Another profile that fits a file knows it better.
    package var isList = false
    /// Columns that a list must not have, because its rows would then say something else.
    package var refusedColumns: [Column] = []
    /// Why a file that fits is refused; nil if it is read.
    package var refusal: String?
    /// What the rows state, if they are not events.
    package var table: Table?

    package init(name: String) { self.name = name }

    /// Where a profile comes from.
    public enum Origin: Hashable, Sendable {
        /// It is a part of this library, or was given for one import.
        case builtIn
        /// It is saved in the ledger.
        case saved
        /// It is a file in the folder beside the ledger, at this path.
        case file(String)
    }

    /// A table whose rows are not events: its kind, and where the values of its columns are.
    package struct Table: Sendable {
        package let kind: TableKind
        /// The file's columns for each column of the table; the first that is not blank counts.
        var columns: [String: [String]] = [:]
        /// The values of columns that the file does not have.
        var constants: [String: String] = [:]
        /// Translations of the file's values.
        var values: [String: [String: String]] = [:]
    }

    /// Blank cells that repeat the value above, such as an order's fields only on its first line. Ignored rows hand
    /// their values down too.
    package struct FillDown: Sendable {
        package let columns: [String]
        /// Values are handed down only while this column stays the same; nil for always.
        package let within: String?
        /// Values are handed down only to rows in which this column is blank, from the last row in which it is not;
        /// nil for all rows.
        package let below: String?
    }

    /// Columns of one meaning, such as days or warehouses. Each cell that is not blank becomes a row, with two more
    /// columns.
    package struct Spread: Sendable {
        /// The columns, by name.
        let columns: [Condition.Pattern]
        /// The new column with the name of the cell's column.
        package let name: String
        /// The new column with the cell's value.
        package let value: String
    }

    /// The meaning of a status.
    package struct StatusRule: Sendable {
        /// The status in the file, with `*` and `?`; nil if the condition says everything.
        let status: Condition.Pattern?
        /// Further conditions.
        package let when: Condition
        package let steps: [StatusStep]
    }

    /// A step of a status.
    package struct StatusStep: Hashable, Sendable {
        package let kind: EventKind
        /// Only if the column of its time is not blank.
        package let needsTime: Bool
    }

    /// A column to add or subtract.
    package struct Summand: Hashable, Sendable {
        /// The first of these that exists and is not blank.
        package let columns: [String]
        package let isTakenAway: Bool
    }

    /// The time of a step.
    package struct StepTime: Sendable {
        package let columns: [String]
        /// The column says when the step was seen, not when it happened.
        package let isObserved: Bool
    }

    /// Rows that match are not read.
    package struct IgnoreRule: Sendable {
        package let when: Condition
        package let because: String
    }

    /// The events of rows that match a condition.
    package struct EventCase: Sendable {
        package let when: Condition
        package let events: [EventTemplate]
    }

    /// An event of a row, as far as it differs from the profile's columns and constants.
    package struct EventTemplate: Sendable {
        package var columns: [Column: [String]] = [:]
        package var constants: [Column: String] = [:]
        /// The quantity is negated.
        package var negatesQuantity = false
        /// A row whose quantity is 0 or blank does not have this event.
        package var skipsZero = false

        package init() {}
    }
}
