/// Why a value cannot be taken, as data: the column, the value, a code for programs, a sentence for people.
public struct FieldProblem: Error, Hashable, Sendable {
    /// What is wrong, for programs. The raw values never change.
    public enum Code: String, Sendable, Codable {
        case missingValue = "missing_value"
        case nulByte = "nul_byte"
        case unknownKind = "unknown_kind"
        case unknownStage = "unknown_stage"
        case notAllowed = "not_allowed"
        case notANumber = "not_a_number"
        case outOfRange = "out_of_range"
        case zeroQuantity = "zero_quantity"
        case negativeQuantity = "negative_quantity"
        case notADate = "not_a_date"
        case skippedHour = "skipped_hour"
        case notMoney = "not_money"
        case notACurrency = "not_a_currency"
        case notAPedimento = "not_a_pedimento"
        case notAnRFC = "not_an_rfc"
        case notAFlag = "not_a_flag"
        case roundedCode = "rounded_code"
        case contradiction = "contradiction"
        case pedimentoYear = "pedimento_year"
        case rfcCheckCharacter = "rfc_check_character"
        case futureDate = "future_date"
        case sameDayTwice = "same_day_twice"
    }

    public let column: Column
    public let value: String
    public let code: Code
    /// One sentence that says what to do.
    public let message: String

    public init(_ column: Column, value: String, code: Code, _ message: String) {
        self.column = column
        self.value = value
        self.code = code
        self.message = message
    }
}
