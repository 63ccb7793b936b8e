/// Wrong arguments. The description is one sentence for the user.
struct UsageError: Error, CustomStringConvertible {
    let description: String
}

/// Arguments of the form `--name number`.
struct NamedNumbers {
    /// Lines of the largest file that is written.
    static let linesMax = 100_000_000

    private var texts: [String: String] = [:]

    /// - Throws: `UsageError` for an unknown name or one without a value.
    init(_ arguments: ArraySlice<String>, known: Set<String>) throws(UsageError) {
        var rest = arguments
        while let name = rest.popFirst() {
            guard known.contains(name) else {
                throw UsageError(description: "there is no option '\(name)'")
            }
            guard let value = rest.popFirst() else {
                throw UsageError(description: "'\(name)' has no value")
            }
            texts[name] = value
        }
    }

    /// The seed, which has no default.
    func seed() throws(UsageError) -> UInt64 {
        guard let text = texts["--seed"] else {
            throw UsageError(description: "--seed is missing")
        }
        guard let number = UInt64(text) else {
            throw UsageError(description: "--seed '\(text)' is no unsigned 64-bit number")
        }
        return number
    }

    /// A missing number without a default.
    func number(
        _ name: String,
        in range: ClosedRange<Int>,
        default standard: Int? = nil
    ) throws(UsageError) -> Int {
        guard let text = texts[name] else {
            guard let standard else {
                throw UsageError(description: "\(name) is missing")
            }
            return standard
        }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                description: "\(name) '\(text)' is not from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}
