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
    /// The key of the member that the last record is in, if the path has a star for it.
    private(set) var key: String?
    private let shape: JSONShape
    /// Whether the records must be in the only array of objects.
    private let isOnlyArray: Bool
    /// What the position is in, the outermost first.
    private var frames: [Frame] = []
    private var hasStarted = false
    /// Whether nothing of the innermost frame was read yet.
    private var isNew = false
    private var hasFoundArray = false

    private enum Frame {
        /// Values one after another.
        case lines
        /// An array whose elements are records.
        case records
        /// An array within the path. The elements are at this level of the path.
        case array(level: Int)
        /// An object of which some members are on the path.
        case object(level: Int, hasFound: Bool)
    }

    init(_ text: consuming JSONStream, shape: JSONShape, isOnlyArray: Bool) {
        self.text = text
        self.shape = shape
        self.isOnlyArray = isOnlyArray
    }

    private var path: [String] {
        if case .member(let path) = shape { path } else { [] }
    }

    mutating func next() throws -> Step {
        if !hasStarted {
            hasStarted = true
            if shape == .lines { frames = [.lines] } else if let step = try enter(level: 0) { return step }
        }
        while let frame = frames.last {
            switch frame {
            case .lines:
                guard try text.nextByte() != nil else { return .end }
                return try record()
            case .records: if try hasElement() { return try record() }
            case .array(let level): if try hasElement(), let step = try enter(level: level) { return step }
            case .object(let level, let hasFound):
                if let step = try member(level, hasFound: hasFound) { return step }
            }
        }
        if try text.nextByte() != nil {
            throw text.failure("there is text after the records; remove it")
        }
        return .end
    }

    private mutating func record() throws -> Step {
        switch try text.nextValue() {
        case .value: .record
        case .tooLong: .tooLong
        }
    }

    private mutating func push(_ frame: Frame, opening: UInt8) throws {
        try text.expect(opening)
        frames.append(frame)
        isNew = true
    }

    private mutating func pop() {
        _ = frames.popLast()
        isNew = false
    }

    /// Whether the array goes on; leaves it at its end.
    private mutating func hasElement() throws -> Bool {
        let closing = UInt8(ascii: "]")
        if isNew {
            isNew = false
            guard try text.nextByte() == closing else { return true }
            try text.expect(closing)
        } else if try text.separator(closing: closing) {
            return true
        }
        pop()
        return false
    }

    /// Enters the next value, to which this many steps of the path have led. Returns it if it is a record.
    private mutating func enter(level: Int) throws -> Step? {
        let opening = try text.nextByte()
        let isEnd = level == path.count
        switch opening {
        case UInt8(ascii: "["):
            if isEnd { hasFoundArray = true }
            try push(isEnd ? .records : .array(level: level), opening: UInt8(ascii: "["))
        case UInt8(ascii: "{") where isEnd && level > 0: return try record()
        case UInt8(ascii: "{") where !isEnd:
            try push(.object(level: level, hasFound: false), opening: UInt8(ascii: "{"))
        default:
            // Other values beside the records, such as a total.
            guard level > 0, path[level - 1] == JSONShape.anyMember else {
                guard level > 0 else { return try expectStart() }
                throw text.failure("\(path.joined(separator: ".")) is not an array of records")
            }
            try text.skipValue()
        }
        return nil
    }

    /// Fails with what the file should begin with.
    private mutating func expectStart() throws -> Step? {
        try text.expect(UInt8(ascii: shape == .array ? "[" : "{"))
        return nil
    }

    /// Skips one member of an object on the path, or enters it. Returns it if it is a record.
    private mutating func member(_ level: Int, hasFound: Bool) throws -> Step? {
        if !isNew, try !text.separator(closing: UInt8(ascii: "}")) {
            pop()
            return nil
        }
        isNew = false
        guard let key = try text.memberKey() else {
            pop()
            return nil
        }
        if path[level] == JSONShape.anyMember {
            self.key = key
            return try enter(level: level + 1)
        }
        if key == path[level] {
            guard !hasFound else {
                throw text.failure("the key \"\(key)\" appears twice, and both may contain records")
            }
            frames[frames.count - 1] = .object(level: level, hasFound: true)
            return try enter(level: level + 1)
        }
        if isOnlyArray, level == 0, hasFoundArray || !hasFound, try text.isArrayOfObjects() {
            throw text.failure(
                "\(path[0]) and \(key) both contain objects; name the records in the profile: records: \(path[0])"
            )
        }
        try text.skipValue()
        return nil
    }
}
