import InventoryLedger

/// records -> rows: the values of a profile's columns, by their paths.
///
/// The row's number is the index of its record, from 1. Numbers keep all their digits.
struct JSONReader: RowReader, ~Copyable {
    private var records: JSONRecords
    private let profile: Profile
    private let names: [String]
    private let paths: [JSONPath]
    private let rowsPath: JSONPath?
    /// The decimal sign that the mapper expects.
    private let decimal: [UInt8]
    /// The keys that a strict profile knows; nil if others are allowed.
    private let knownKeys: Set<String>?

    private(set) var line: Int64 = 0
    private(set) var rawRow: [UInt8] = []
    /// The record of the remaining rows, and the elements of each.
    private var record: JSONRecord?
    private var rowsLeft: [[Int: Int]] = []

    /// The size of the record's rows so far.
    private var rowsBytes = 0

    private var values: [UInt8] = []
    private var fields: [FieldBytes.Field] = []
    private var isSeen: [Bool]
    private var hasWarned = false
    /// Mostly the same for every record, so the suggestion is cached.
    private var lastBadKey: RowProblem?
    /// The keys of records in which a strict profile knew all of them. Mostly, all records have the same.
    private var goodKeys: Set<[UInt8]> = []
    private var keys: [UInt8] = []
    private static let goodKeysMax = 64

    /// No order or delivery has more rows.
    private static let rowsPerRecordMax = 1000
    /// The maximum size of a record's rows, each of which repeats the shared values.
    private static let rowsBytesMax = 64 << 20
    /// The maximum number of members to search for all rows of a record.
    private static let lookupsMax = 1 << 20

    /// - Throws: `ImportFailure` if the profile has an invalid path.
    init(_ records: consuming JSONRecords, profile: Profile, names: [String]) throws {
        let paths = try names.map { try Self.path($0, profile) }
        let rowsPath = try profile.layout.rows.map { try Self.path($0, profile) }
        self.records = records
        self.profile = profile
        self.names = names
        self.paths = paths
        self.rowsPath = rowsPath
        decimal = Array(String(profile.numbers.decimal).utf8)
        knownKeys = profile.allowsUnknownColumns ? nil : Set(names.map(Header.key))
        // An element chosen by its content need not be in every file.
        isSeen = paths.map { path in path.steps.contains { $0.filter != nil } }
    }

    static func path(_ name: String, _ profile: Profile) throws -> JSONPath {
        guard let path = JSONPath(name) else {
            throw ImportFailure(
                .badProfile,
                "profile \(profile.name): \"\(name)\" is not a path to a JSON value, such as order_items.item.id"
            )
        }
        return path
    }

    var fieldCount: Int { names.count }
    var rawRowCount: Int { rawRow.count }
    func digest() -> [UInt8] { records.text.digest() }

    func field(_ index: Int) -> ArraySlice<UInt8> { values[fields[index].start..<fields[index].end] }
    func isFieldEmpty(_ index: Int) -> Bool { fields[index].start == fields[index].end }
    func doubt(_ index: Int) -> ValueDoubt? { fields[index].doubt }

    func withFieldBytes<T>(_ body: (FieldBytes) -> T) -> T? {
        values.withUnsafeBufferPointer { text in
            fields.withUnsafeBufferPointer { body(FieldBytes(text: text, fields: $0)) }
        }
    }

    mutating func next() throws -> RowStep {
        if let record, let chosen = rowsLeft.popLast() {
            take(record, chosen)
            if rowsBytes <= Self.rowsBytesMax { return .row }
            rowsLeft = []
            return .badRow(tooManyRows)
        }
        record = nil
        switch try records.next() {
        case .end:
            rawRow = []
            try checkSums()
            return .end
        case .tooLong:
            line += 1
            rawRow = Array(records.text.value)
            return .badRow(
                problem(
                    .rowTooLong,
                    "the record is longer than \(JSONStream.valueBytesMax / 1024) KiB; if it contains an array of "
                        + "records, name that array in the profile: records: NAME"
                )
            )
        case .record: return read()
        }
    }

    private mutating func read() -> RowStep {
        line += 1
        // A copy, because the stream moves on while the record's rows are read.
        rawRow = Array(records.text.value)
        do throws(JSONRecord.Mistake) {
            let record = try JSONRecord(rawRow[...])
            guard record.nodes[0].kind == .object else {
                return .badRow(problem(.notAnObject, "the record is not an object with named values"))
            }
            if let knownKeys, let bad = unknownKey(record, knownKeys) { return .badRow(bad) }
            var rows = rowsPath?.rows(record, countMax: Self.rowsPerRecordMax) ?? [[:]]
            guard rows.count <= Self.rowsPerRecordMax else {
                return .badRow(
                    problem(.rowTooLong, "the record has more than \(Self.rowsPerRecordMax) rows; split it")
                )
            }
            guard rows.count < 2 || rows.count * record.children(0).count <= Self.lookupsMax else {
                return .badRow(tooManyRows)
            }
            rows.reverse()
            rowsBytes = 0
            if let first = rows.popLast() { take(record, first) }
            guard values.count * rows.count <= Self.rowsBytesMax else { return .badRow(tooManyRows) }
            rowsLeft = rows
            self.record = record
            return .row
        } catch {
            var place = records.text.valuePlace
            place.advance(over: rawRow[..<error.offset])
            return .badRow(
                RowProblem(
                    row: line,
                    column: "",
                    value: "",
                    code: TextProblem.badJSON.rawValue,
                    message: "at line \(place.line), character \(place.column): \(error.message)"
                )
            )
        }
    }

    private var tooManyRows: RowProblem {
        problem(
            .rowTooLong,
            "the record is too large for so many rows, each of which repeats the shared values; split it"
        )
    }

    /// A key that a strict profile does not know, or that is repeated in other letters.
    private mutating func unknownKey(_ record: JSONRecord, _ known: Set<String>) -> RowProblem? {
        keys.removeAll(keepingCapacity: true)
        record.appendKeys(of: 0, to: &keys)
        if goodKeys.contains(keys) { return nil }
        var seen: Set<String> = []
        for child in record.children(0) {
            let name = record.key(child)
            let key = Header.key(name)
            if known.contains(key), seen.insert(key).inserted { continue }
            if let lastBadKey, lastBadKey.column == name {
                return RowProblem(
                    row: line,
                    column: name,
                    value: "",
                    code: lastBadKey.code,
                    message: lastBadKey.message
                )
            }
            let isRepeated = known.contains(key)
            let problem = RowProblem(
                row: line,
                column: name,
                value: "",
                code: (isRepeated ? TextProblem.repeatedColumn : .unknownColumn).rawValue,
                message: isRepeated
                    ? "the key \"\(name)\" appears twice with different letters; remove one of them"
                    : "unknown column \"\(name)\""
                        + name.suggestion(among: names, otherwise: "; remove it")
            )
            lastBadKey = problem
            return problem
        }
        if goodKeys.count < Self.goodKeysMax { goodKeys.insert(keys) }
        return nil
    }

    /// Takes the values of one row.
    private mutating func take(_ record: JSONRecord, _ chosen: [Int: Int]) {
        values.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        for index in paths.indices {
            let start = values.count
            var doubt: ValueDoubt?
            if names[index] == JSONShape.anyMember, let key = records.key {
                isSeen[index] = true
                values += key.utf8
                fields.append(FieldBytes.Field(start: start, end: values.count))
                continue
            }
            switch paths[index].follow(record, chosen: chosen) {
            case .nowhere: break
            case .several(let array):
                isSeen[index] = true
                doubt = .severalValues
                values += record.text(array)
            case .node(let node):
                isSeen[index] = true
                switch record.nodes[node].kind {
                case .null: break
                case .string, .flag: values += record.text(node)
                case .number: append(number: record.text(node))
                case .array, .object:
                    // An empty one means the same as null.
                    guard record.nodes[node].next > node + 1 else { break }
                    doubt = .notAValue
                    values += record.text(node)
                }
            }
            fields.append(FieldBytes.Field(start: start, end: values.count, doubt: doubt))
        }
        rowsBytes += values.count
    }

    private mutating func append(number: ArraySlice<UInt8>) {
        for byte in number {
            if byte == UInt8(ascii: ".") { values += decimal } else { values.append(byte) }
        }
    }

    /// Refuses a file if no record has a value of a sum. It may have another name, and the sum would then report
    /// units as gone that only changed their stage.
    private func checkSums() throws {
        guard line > 0 else { return }
        let seen = Set(zip(names, isSeen).filter(\.1).map(\.0))
        for (sum, summands) in profile.sums.sorted(by: { $0.key < $1.key }) {
            for summand in summands where seen.isDisjoint(with: summand.columns) {
                throw ImportFailure(
                    .unknownHeader,
                    "\(records.text.name): profile \(profile.name) adds up \(summand.columns.joined(separator: " or ")) for "
                        + "\(sum), but no record has it; add its name in this file under sums, in a copy of the profile",
                    .profile(profile.name)
                )
            }
        }
    }

    /// Names that no record had. Without a warning, a misspelt one would silently lose a column.
    mutating func takeWarnings() -> [RowProblem] {
        guard record == nil, rawRow.isEmpty, line > 0, !hasWarned, profile.allowsUnknownColumns,
            !profile.isList
        else { return [] }
        hasWarned = true
        let seen = Set(zip(names, isSeen).filter(\.1).map(\.0))
        let alternatives =
            Array(profile.columns.values) + profile.header + profile.sums.values.flatMap { $0.map(\.columns) }
        return zip(names, isSeen).compactMap { name, isSeen in
            if isSeen || alternatives.contains(where: { $0.contains(name) && !seen.isDisjoint(with: $0) }) {
                return nil
            }
            return RowProblem(
                row: nil,
                column: name,
                value: "",
                code: TextProblem.missingColumn.rawValue,
                message: "profile \(profile.name) uses \(name), which no record has"
            )
        }
    }

    private func problem(_ code: TextProblem, _ message: String) -> RowProblem {
        RowProblem(row: line, column: "", value: "", code: code.rawValue, message: message)
    }
}
