/// Why a value is refused: the column, the value, a code for programs, and a sentence for people.
public struct FieldProblem: Error, Hashable, Sendable {
    /// What is wrong, for programs. The raw values never change.
    public enum Code: String, Sendable, Codable {
        /// A required value is missing.
        case missingValue = "missing_value"
        /// A text contains a NUL byte.
        case nulByte = "nul_byte"
        /// The text is longer than the column allows.
        case tooLong = "too_long"
        /// The kind of event is not known.
        case unknownKind = "unknown_kind"
        /// The stage is not known.
        case unknownStage = "unknown_stage"
        /// The value is not allowed here.
        case notAllowed = "not_allowed"
        /// The text is not a whole number.
        case notANumber = "not_a_number"
        /// The value is too small or too large.
        case outOfRange = "out_of_range"
        /// A quantity is zero.
        case zeroQuantity = "zero_quantity"
        /// A quantity is negative but must not be.
        case negativeQuantity = "negative_quantity"
        /// The text is not a date or a time.
        case notADate = "not_a_date"
        /// The local time does not exist, because the clocks were set forward.
        case skippedHour = "skipped_hour"
        /// The text is not an amount of the currency.
        case notMoney = "not_money"
        /// The text is not the code of a currency.
        case notACurrency = "not_a_currency"
        /// The text is not the number of a customs release.
        case notAPedimento = "not_a_pedimento"
        /// The text is not a tax number.
        case notAnRFC = "not_an_rfc"
        /// The text is not true or false.
        case notAFlag = "not_a_flag"
        /// A spreadsheet has changed the code.
        case roundedCode = "rounded_code"
        /// Two values of the row contradict each other.
        case contradiction = "contradiction"
        /// The year digit of a customs release is unusual.
        case pedimentoYear = "pedimento_year"
        /// The check character of a tax number does not match.
        case rfcCheckCharacter = "rfc_check_character"
        /// The time is more than a day ahead.
        case futureDate = "future_date"
        /// The units may be one movement that was stated twice.
        case sameDayTwice = "same_day_twice"
    }

    /// The column of the refused value.
    public let column: Column
    /// The value as it was written.
    public let value: String
    /// What is wrong, for programs.
    public let code: Code
    /// One sentence that says what to do.
    public let message: String

    /// A problem with the value of a column.
    public init(_ column: Column, value: String, code: Code, _ message: String) {
        self.column = column
        self.value = value
        self.code = code
        self.message = message
    }
}

extension Column {
    /// What is wrong with a text that is too long for the column; nil where it fits.
    package func lengthProblem(_ text: String) -> FieldProblem? {
        guard text.utf8.count > bytesMax else { return nil }
        return FieldProblem(
            self,
            value: text,
            code: .tooLong,
            "\(rawValue) has \(text.utf8.count) bytes, and may have \(bytesMax); shorten it, or check for a missing quote"
        )
    }
}
