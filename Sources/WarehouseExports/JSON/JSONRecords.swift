import InventoryLedger

/// values -> records: moves through the records of a file, wherever they are.
struct JSONRecords: ~Copyable {
    /// The result of `next`.
    enum Step {
        /// A record; its bytes are in `text.value`.
        case record
        case tooLong
        case end
    }

    private(set) var text: JSONStream
    private let shape: JSONShape
    /// Whether the records must be in the only array of objects.
    private let isOnlyArray: Bool
    private var state = State.start
    /// The number of steps on the path to the records so far.
    private var level = 0
    private var hasFoundRecords = false

    private enum State {
        case start
        /// Before the first or a later record, or the end of the array.
        case first, later
        case members
        case end
    }

    init(_ text: consuming JSONStream, shape: JSONShape, isOnlyArray: Bool) {
        self.text = text
        self.shape = shape
        self.isOnlyArray = isOnlyArray
    }

    mutating func next() throws -> Step {
        while true {
            switch state {
            case .start: try start()
            case .first:
                if try text.nextByte() == UInt8(ascii: "]") {
                    try text.expect(UInt8(ascii: "]"))
                    state = shape == .array ? .end : .members
                    if case .member = shape, try !text.separator(closing: UInt8(ascii: "}")) { try leave() }
                    continue
                }
                state = .later
                return try record()
            case .later:
                if shape == .lines {
                    guard try text.nextByte() != nil else { return .end }
                    return try record()
                }
                if try text.separator(closing: UInt8(ascii: "]")) { return try record() }
                state = shape == .array ? .end : .members
                if case .member = shape, try !text.separator(closing: UInt8(ascii: "}")) { try leave() }
            case .members: try member()
            case .end:
                if try text.nextByte() != nil {
                    throw text.failure("there is text after the records; remove it")
                }
                return .end
            }
        }
    }

    private mutating func start() throws {
        switch shape {
        case .lines: state = .later
        case .array:
            try text.expect(UInt8(ascii: "["))
            state = .first
        case .member:
            try text.expect(UInt8(ascii: "{"))
            state = .members
            if try text.nextByte() == UInt8(ascii: "}") {
                try text.expect(UInt8(ascii: "}"))
                try leave()
            }
        }
    }

    private mutating func record() throws -> Step {
        switch try text.nextValue() {
        case .value: .record
        case .tooLong: .tooLong
        }
    }

    /// Skips one member of an object on the path, or enters the records.
    private mutating func member() throws {
        guard case .member(let path) = shape, let key = try text.memberKey() else { return try leave() }
        if level < path.count, !hasFoundRecords, key == path[level] {
            level += 1
            let isLast = level == path.count
            let opening = UInt8(ascii: isLast ? "[" : "{")
            guard try text.nextByte() == opening else {
                throw text.failure("\(path.joined(separator: ".")) is not an array of records")
            }
            try text.expect(opening)
            if isLast {
                hasFoundRecords = true
                state = .first
                level -= 1
            } else if try text.nextByte() == UInt8(ascii: "}") {
                try text.expect(UInt8(ascii: "}"))
                try leave()
            }
            return
        }
        if level == 0, key == path[0] {
            throw text.failure("the key \"\(key)\" appears twice, and both may contain records")
        }
        if isOnlyArray, level == 0, try text.isArrayOfObjects() {
            throw text.failure(
                "\(path[0]) and \(key) both contain objects; name the records in the profile: records: \(path[0])"
            )
        }
        try text.skipValue()
        if try !text.separator(closing: UInt8(ascii: "}")) { try leave() }
    }

    /// After the closing bracket of an object.
    private mutating func leave() throws {
        while true {
            guard level > 0 else {
                state = .end
                return
            }
            level -= 1
            state = .members
            if try text.separator(closing: UInt8(ascii: "}")) { return }
        }
    }
}
