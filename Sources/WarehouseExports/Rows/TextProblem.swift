/// A problem with a row before its fields are read.
enum TextProblem: String {
    case nulByte = "nul_byte"
    case notUTF8 = "not_utf8"
    case badEncoding = "bad_encoding"
    case guessedEncoding = "guessed_encoding"
    case rowTooLong = "row_too_long"
    case badQuote = "bad_quote"
    case tooManyFields = "too_many_fields"
    case tooFewFields = "too_few_fields"
    case badJSON = "bad_json"
    case notAnObject = "not_an_object"
    case unknownColumn = "unknown_column"
    case missingColumn = "missing_column"
    case repeatedColumn = "repeated_column"
    case anotherSheet = "another_sheet"
}
