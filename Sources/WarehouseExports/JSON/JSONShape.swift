/// Where a JSON file keeps its records.
enum JSONShape: Hashable, Sendable {
    /// One array, of which every element is a record.
    case array
    /// Values one after another, such as one object per line.
    case lines
    /// An array within one object, by its path.
    case member([String])
}

extension JSONShape {
    /// Each is tried; where there are more, the profile names the one that is meant.
    private static let arraysMax = 16

    /// The shapes that a file may have, by its beginning; the likeliest first.
    ///
    /// - Parameter beginning: the file's, read from its start on.
    static func candidates(_ beginning: consuming JSONStream) throws -> [JSONShape] {
        var text = beginning
        guard try text.nextByte() == UInt8(ascii: "{") else { return [.array] }
        var arrays: [String] = []
        // A beginning may end anywhere: what was seen until then is what there is to go by.
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
