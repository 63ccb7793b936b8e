/// Where a JSON file has its records.
enum JSONShape: Hashable, Sendable {
    /// One array whose elements are records.
    case array
    /// Consecutive values, such as one object per line.
    case lines
    /// An array within one object, by its path.
    case member([String])
}

extension JSONShape {
    /// Each is tried. With more arrays, the profile must name the right one.
    private static let arraysMax = 16

    /// The possible shapes of a file by its beginning, most likely first.
    ///
    /// - Parameter beginning: the file's beginning.
    static func candidates(_ beginning: consuming JSONStream) throws -> [JSONShape] {
        var text = beginning
        guard try text.nextByte() == UInt8(ascii: "{") else { return [.array] }
        var arrays: [String] = []
        // A beginning may be cut off anywhere; what came before counts.
        do {
            try text.expect(UInt8(ascii: "{"))
            while arrays.count < arraysMax, let key = try text.memberKey() {
                if try text.isArrayOfObjects() { arrays.append(key) }
                try text.skipValue()
                guard try text.separator(closing: UInt8(ascii: "}")) else { break }
            }
        } catch is ImportFailure {}
        if arrays.contains("results") { return [.member(["results"])] }
        return [.lines] + arrays.map { .member([$0]) }
    }
}
