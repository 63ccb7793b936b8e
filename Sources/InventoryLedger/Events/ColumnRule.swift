/// A row of the table of columns: the names of a column, how its value is written and read back, and its role when
/// rows are compared and merged.
package final class ColumnRule: Sendable {
    /// The role of a column's value.
    enum Role: Sendable {
        /// Identifies the row, or says when it happened.
        case key
        /// Identifies the goods, their number and their warehouses.
        case goods
        /// Distinguishes the steps of one line.
        case stage
        /// An additional fact, which a later row may add.
        case fact
        /// True or false.
        case flag
        /// Part of the value of another column.
        case part
        /// Not part of an event's content.
        case remark
    }

    let role: Role
    /// Whether the values are codes of other systems, in which every character counts.
    package let isCode: Bool
    /// The header in Spanish.
    package let spanish: String
    /// The header in Chinese.
    package let chinese: String
    /// The value of an event in the canonical format; nil if it is empty.
    let text: @Sendable (Event) -> String?
    /// How a statement stores the value; nil if the value has a column of its own.
    let kept: Kept?
    /// Reads what a file states into the fields; nil if the notation depends on the file, as for numbers and times.
    package let stated: Reading?
    /// How to test and merge the value; nil if a row cannot leave it out, or it does not stand alone.
    let value: Value?

    package typealias Reading = @Sendable (String, inout EventFields) throws(FieldProblem) -> Void

    /// How a statement stores a value as text.
    struct Kept: Sendable {
        let text: @Sendable (EventFields) -> String?
        /// Reads the text back. The other texts of the statement supply the currency of an amount.
        let read: @Sendable (String, _ texts: NamedTexts, inout EventFields) throws -> Void
    }

    /// A value that a row may leave out, whatever its type.
    struct Value: Sendable {
        let isStated: @Sendable (EventFields) -> Bool
        /// Takes the values of newer fields. A blank does not erase a value.
        let take: @Sendable (inout EventFields, _ newer: EventFields) -> Void
        let clear: @Sendable (inout EventFields) -> Void

        init<Stated>(_ place: Place<Stated>) {
            isStated = { place.get($0) != nil }
            take = { fields, newer in
                if let value = place.get(newer) { place.set(&fields, value) }
            }
            clear = { place.set(&$0, nil) }
        }
    }

    /// Where a value is in the fields. Every row is read and written through these, and a key path takes several times
    /// as long.
    struct Place<Stated>: Sendable {
        let get: @Sendable (EventFields) -> Stated?
        let set: @Sendable (inout EventFields, Stated?) -> Void

        init(
            _ get: @escaping @Sendable (EventFields) -> Stated?,
            _ set: @escaping @Sendable (inout EventFields, Stated?) -> Void
        ) {
            self.get = get
            self.set = set
        }
    }

    init(
        _ role: Role,
        _ spanish: String,
        _ chinese: String,
        isCode: Bool = false,
        text: @escaping @Sendable (Event) -> String?,
        stated: Reading? = nil,
        kept: Kept? = nil,
        value: Value? = nil
    ) {
        self.role = role
        self.spanish = spanish
        self.chinese = chinese
        self.isCode = isCode
        self.text = text
        self.stated = stated
        self.kept = kept
        self.value = value
    }

    /// A column whose value a row may leave out.
    ///
    /// - Parameters:
    ///   - place: the value in the fields.
    ///   - stated: the value in an event.
    ///   - text: how it is written.
    ///   - reading: reads what a file states.
    ///   - kept: how a statement stores it, if differently.
    ///   - read: reads what a statement stores.
    convenience init<Stated>(
        _ role: Role,
        _ spanish: String,
        _ chinese: String,
        isCode: Bool = false,
        _ place: Place<Stated>,
        of stated: @escaping @Sendable (Event) -> Stated?,
        text: @escaping @Sendable (Stated) -> String,
        reading: Reading? = nil,
        kept: (@Sendable (Stated) -> String)? = nil,
        read: @escaping @Sendable (String, _ texts: NamedTexts) throws -> Stated?
    ) {
        let keptText = kept ?? text
        self.init(
            role,
            spanish,
            chinese,
            isCode: isCode,
            text: { stated($0).map(text) },
            stated: reading,
            kept: Kept(
                text: { place.get($0).map(keptText) },
                read: { place.set(&$2, try read($0, $1)) }
            ),
            value: Value(place)
        )
    }

    /// A column of codes.
    ///
    /// - Parameter column: the column, if its name is not that of its codes.
    convenience init<C: Code>(
        _ role: Role,
        _ spanish: String,
        _ chinese: String,
        isCode: Bool = false,
        as column: Column = C.column,
        _ place: Place<C>,
        of stated: @escaping @Sendable (Event) -> C?
    ) {
        self.init(
            role,
            spanish,
            chinese,
            isCode: isCode,
            place,
            of: stated,
            text: { $0.text },
            reading: { (text, fields) throws(FieldProblem) in
                place.set(&fields, try C(text, in: column))
            },
            read: { text, _ in C(trusted: text) }
        )
    }

    /// A column of free text.
    convenience init(
        _ role: Role,
        _ spanish: String,
        _ chinese: String,
        isCode: Bool = false,
        _ place: Place<String>,
        of stated: @escaping @Sendable (Event) -> String?
    ) {
        self.init(
            role,
            spanish,
            chinese,
            isCode: isCode,
            place,
            of: stated,
            text: { $0 },
            reading: { (text, fields) throws(FieldProblem) in place.set(&fields, text) },
            read: { text, _ in text }
        )
    }
}

extension Code {
    /// A code in a column that may have another name than its type's.
    fileprivate init(_ text: String, in column: Column) throws(FieldProblem) {
        do {
            try self.init(text)
        } catch {
            throw FieldProblem(
                column,
                value: error.value,
                code: error.code,
                error.message.replacing(Self.column.rawValue, with: column.rawValue, maxReplacements: 1)
            )
        }
    }
}

extension Column {
    /// The columns of content, by which events are compared.
    static let ofContent = allCases.filter { $0.rule.role != .remark }
    /// The columns that a statement stores as texts, in canonical order.
    static let ofKeptText = allCases.filter { $0.rule.kept != nil }
    /// Further facts: if one row of an event leaves one out, another row may add it.
    static let ofFacts = allCases.filter { $0.rule.role == .fact }
    /// The columns of a statement about a line, besides its steps.
    static let ofStatements = allCases.filter { $0.rule.role == .fact || $0.rule.role == .goods }
    /// The columns that a newer row of a line replaces, if it has a value.
    static let ofNewerRows = allCases.filter { $0.rule.value != nil }
    /// The columns that only some kinds have.
    static let ofSomeKinds = allCases.filter { [.fact, .goods, .stage].contains($0.rule.role) }
}
