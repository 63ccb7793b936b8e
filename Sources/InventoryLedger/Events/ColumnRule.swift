/// A row of the table of columns: what a column is called, how its value is written and read back, and what it counts
/// for where rows are compared and put together.
package final class ColumnRule: Sendable {
    /// What a value of the column counts for.
    enum Role: Sendable {
        /// Tells what the row is about, or when it happened.
        case key
        /// Says which goods, how many, and between which warehouses.
        case goods
        /// Tells the steps of one line apart.
        case stage
        /// A further fact, which a later row may add.
        case fact
        /// A yes or no.
        case flag
        /// Belongs to the value of another column.
        case part
        /// No part of an event's content.
        case remark
    }

    let role: Role
    /// Whether the values are codes that others gave, of which every character counts.
    package let isCode: Bool
    /// The header in Spanish.
    package let spanish: String
    /// The header in Chinese.
    package let chinese: String
    /// The value of an event as the canonical format writes it; nil where it is empty.
    let text: @Sendable (Event) -> String?
    /// How a statement keeps the value; nil where it has a place of its own.
    let kept: Kept?
    /// Whether fields have a value, and what is done with it; nil where it is never left out or stands by itself.
    let value: Value?

    /// How a statement keeps a value as text.
    struct Kept: Sendable {
        let text: @Sendable (EventFields) -> String?
        /// Reads the text back; the other texts of the statement are there for an amount's currency.
        let read: @Sendable (String, _ texts: [String: String], inout EventFields) throws -> Void
    }

    /// A value that a row may leave out, whatever its type.
    struct Value: Sendable {
        let isStated: @Sendable (EventFields) -> Bool
        /// Takes over what newer fields state; a blank takes nothing away.
        let take: @Sendable (inout EventFields, _ newer: EventFields) -> Void
        let clear: @Sendable (inout EventFields) -> Void

        init<Stated>(_ path: WritableKeyPath<EventFields, Stated?> & Sendable) {
            isStated = { $0[keyPath: path] != nil }
            take = { fields, newer in
                if let value = newer[keyPath: path] { fields[keyPath: path] = value }
            }
            clear = { $0[keyPath: path] = nil }
        }
    }

    init(
        _ role: Role,
        _ spanish: String,
        _ chinese: String,
        isCode: Bool = false,
        text: @escaping @Sendable (Event) -> String?,
        kept: Kept? = nil,
        value: Value? = nil
    ) {
        self.role = role
        self.spanish = spanish
        self.chinese = chinese
        self.isCode = isCode
        self.text = text
        self.kept = kept
        self.value = value
    }

    /// A column whose value a row may leave out.
    ///
    /// - Parameters:
    ///   - path: where fields have the value.
    ///   - stated: the value of an event.
    ///   - text: how it is written.
    ///   - kept: how a statement keeps it, where that is another text.
    ///   - read: reads what a statement keeps.
    convenience init<Stated>(
        _ role: Role,
        _ spanish: String,
        _ chinese: String,
        isCode: Bool = false,
        _ path: WritableKeyPath<EventFields, Stated?> & Sendable,
        of stated: @escaping @Sendable (Event) -> Stated?,
        text: @escaping @Sendable (Stated) -> String,
        kept: (@Sendable (Stated) -> String)? = nil,
        read: @escaping @Sendable (String, _ texts: [String: String]) throws -> Stated?
    ) {
        let keptText = kept ?? text
        self.init(
            role,
            spanish,
            chinese,
            isCode: isCode,
            text: { stated($0).map(text) },
            kept: Kept(
                text: { $0[keyPath: path].map(keptText) },
                read: { $2[keyPath: path] = try read($0, $1) }
            ),
            value: Value(path)
        )
    }

    /// A column of codes.
    convenience init<C: Code>(
        _ role: Role,
        _ spanish: String,
        _ chinese: String,
        isCode: Bool = false,
        _ path: WritableKeyPath<EventFields, C?> & Sendable,
        of stated: @escaping @Sendable (Event) -> C?
    ) {
        self.init(
            role,
            spanish,
            chinese,
            isCode: isCode,
            path,
            of: stated,
            text: { $0.text },
            read: { text, _ in C(trusted: text) }
        )
    }

    /// A column of free text.
    convenience init(
        _ role: Role,
        _ spanish: String,
        _ chinese: String,
        isCode: Bool = false,
        _ path: WritableKeyPath<EventFields, String?> & Sendable,
        of stated: @escaping @Sendable (Event) -> String?
    ) {
        self.init(
            role,
            spanish,
            chinese,
            isCode: isCode,
            path,
            of: stated,
            text: { $0 },
            read: { text, _ in text }
        )
    }
}

extension Column {
    /// The columns that say what happened: events are compared by these.
    static let ofContent = allCases.filter { $0.rule.role != .remark }
    /// The columns that a statement keeps among its texts, in the canonical order.
    static let ofKeptText = allCases.filter { $0.rule.kept != nil }
    /// Further facts: what one row of an event leaves out, another may add.
    static let ofFacts = allCases.filter { $0.rule.role == .fact }
    /// What a statement says of a line, beside its steps.
    static let ofStatements = allCases.filter { $0.rule.role == .fact || $0.rule.role == .goods }
    /// What a newer row of a line says anew, where it says anything.
    static let ofNewerRows = allCases.filter { $0.rule.value != nil }
    /// What only some kinds have.
    static let ofSomeKinds = allCases.filter { [.fact, .goods, .stage].contains($0.rule.role) }
}
