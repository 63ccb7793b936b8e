/// The number of a document, stored as numbers until it is written.
enum DocumentNumber {
    case order(OrderNumber)
    /// A prefix and digits, `REC-000123`.
    case numbered(StaticString, Int)
    /// A customs declaration of 2025: the office, and the six digits at its end.
    case pedimento(office: Int, number: Int)

    func write(to output: inout Output) {
        switch self {
        case .order(let number):
            number.write(to: &output)
        case .numbered(let prefix, let number):
            output.append(prefix)
            output.append(decimal: UInt64(number), width: 6)
        case .pedimento(let office, let number):
            output.append("25  ")
            output.append(decimal: UInt64(office), width: 2)
            output.append("  3746  5")
            output.append(decimal: UInt64(number), width: 6)
        }
    }
}
