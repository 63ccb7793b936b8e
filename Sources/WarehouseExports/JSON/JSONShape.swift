/// Where a JSON file has its records.
enum JSONShape: Hashable, Sendable {
    /// One array whose elements are records.
    case array
    /// Consecutive values, such as one object per line.
    case lines
    /// An array or a single record within one object, by its path; a star in the path means any member.
    case member([String])

    static let anyMember = "*"

    /// Whether the records are in one member of the file's object.
    var isOneMember: Bool {
        if case .member(let path) = self { path.count == 1 && path != [Self.anyMember] } else { false }
    }

    /// Whether records are found by the key of their member.
    var hasKeys: Bool {
        if case .member(let path) = self { path.contains(Self.anyMember) } else { false }
    }
}

extension JSONShape {
    /// Each is tried. With more places, the profile must name the right one.
    private static let placesMax = 16

    /// The possible shapes of a file by its beginning, most likely first.
    ///
    /// - Parameter beginning: the file's beginning.
    static func candidates(_ beginning: consuming JSONStream) throws -> [JSONShape] {
        var text = beginning
        guard try text.nextByte() == UInt8(ascii: "{") else { return [.array] }
        var arrays: [String] = []
        var objects: [String] = []
        var nested: [[String]] = []
        // A beginning may be cut off anywhere; what came before counts.
        do {
            try text.expect(UInt8(ascii: "{"))
            while arrays.count + objects.count < placesMax, let key = try text.memberKey() {
                if try text.nextByte() == UInt8(ascii: "{") {
                    objects.append(key)
                    nested += try self.arrays(in: &text).map { [key, $0] }
                } else {
                    if try text.isArrayOfObjects() { arrays.append(key) }
                    try text.skipValue()
                }
                guard try text.separator(closing: UInt8(ascii: "}")) else { break }
            }
        } catch is ImportFailure {}
        if arrays.contains("results") { return [.member(["results"])] }
        var paths = arrays.map { [$0] } + nested + objects.map { [$0] }
        if !objects.isEmpty { paths.append([anyMember]) }
        return [.lines] + paths.prefix(placesMax).map { .member($0) }
    }

    /// The arrays of objects that are members of the next value, an object, which is skipped.
    private static func arrays(in text: inout JSONStream) throws -> [String] {
        var arrays: [String] = []
        try text.expect(UInt8(ascii: "{"))
        while let key = try text.memberKey() {
            if arrays.count < placesMax, try text.isArrayOfObjects() { arrays.append(key) }
            try text.skipValue()
            guard try text.separator(closing: UInt8(ascii: "}")) else { break }
        }
        return arrays
    }
}
