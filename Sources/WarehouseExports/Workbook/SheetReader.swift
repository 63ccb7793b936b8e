import InventoryLedger

/// sheet -> rows: the cells of a workbook's sheet, row by row.
///
/// Numbers are as written, and dates are ISO 8601 in the time zone of the file. Memory is bounded by the longest
/// allowed row.
struct SheetReader: RowReader, ~Copyable {
    private var xml: XMLStream
    private let workbook: Workbook
    /// The bytes of the sheet that were read.
    let meter: ReadMeter
    private let digestOfFile: [UInt8]
    /// The number of columns to read. Values further right count as one extra column.
    private var columnCount: Int
    /// The decimal sign that the mapper expects.
    private let decimal: Character

    private(set) var line: Int64 = 0
    private var isInData = false
    private var isAtEnd = false

    private var cells: [FieldBytes.Field] = []
    private static let noCell = FieldBytes.Field(start: 0, end: 0)
    private var used: [Int] = []
    private var values: [UInt8] = []
    private var hasMore = false
    /// Sheets that would match as well, reported once.
    private var alsoFitting: [Workbook.Sheet]
    private let sheet: Workbook.Sheet
    /// The total size that is left for all rows. A shared text may stand in every cell, so a sheet can contain far
    /// more than its file.
    private var bytesLeft: Int
    /// The row was too long; its beginning is in `values`.
    private var isTooLong = false

    private static let columnsMax = 16_384
    private static let rawBytesMax = 200
    private static let rowsMax: Int64 = 1_048_576

    /// - Parameters:
    ///   - columnCount: the number of columns of the header; nil for all.
    ///   - alsoFitting: sheets that would match but are not read.
    init(
        _ workbook: Workbook,
        sheet: Workbook.Sheet,
        columnCount: Int?,
        decimal: Character,
        digest: [UInt8],
        alsoFitting: [Workbook.Sheet] = [],
        bytesMax: Int = 1 << 30
    ) throws {
        guard let part = try workbook.archive.open(sheet.part) else {
            throw ImportFailure(.badWorkbook, "\(workbook.archive.name): the sheet \(sheet.name) is missing")
        }
        xml = try XMLStream(part, file: workbook.archive.name)
        xml.sheet = sheet.name
        self.sheet = sheet
        self.alsoFitting = alsoFitting
        bytesLeft = bytesMax
        self.workbook = workbook
        meter = part.meter
        self.columnCount = columnCount ?? Self.columnsMax
        self.decimal = decimal
        digestOfFile = digest
        cells = Array(repeating: Self.noCell, count: self.columnCount)
    }

    var fieldCount: Int { hasMore ? columnCount + 1 : columnCount }
    func field(_ index: Int) -> ArraySlice<UInt8> {
        index < columnCount ? values[cells[index].start..<cells[index].end] : []
    }
    func isFieldEmpty(_ index: Int) -> Bool {
        index < columnCount ? cells[index].start == cells[index].end : !hasMore
    }
    func doubt(_ index: Int) -> ValueDoubt? { index < columnCount ? cells[index].doubt : nil }
    func digest() -> [UInt8] { digestOfFile }

    func withFieldBytes<T>(_ body: (FieldBytes) -> T) -> T? {
        // A value beyond the header's columns needs `RowMapper`.
        guard !hasMore else { return nil }
        return values.withUnsafeBufferPointer { text in
            cells.withUnsafeBufferPointer { body(FieldBytes(text: text, fields: $0)) }
        }
    }

    mutating func takeWarnings() -> [RowProblem] {
        guard !alsoFitting.isEmpty else { return [] }
        let names = alsoFitting.map { $0.name + ($0.isHidden ? " (hidden)" : "") }
        alsoFitting = []
        return [
            RowProblem(
                row: nil,
                column: "",
                value: names.joined(separator: ", "),
                code: TextProblem.anotherSheet.rawValue,
                message: "only the sheet \"\(sheet.name)\" is read, and \(names.count) more would match: "
                    + names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", ..." : "")
                    + "; name the sheet to read in a profile: sheet: NAME"
            )
        ]
    }

    var rawRowCount: Int { isTooLong ? Self.rawBytesMax : values.count }

    /// The row's values as a line of CSV, or the beginning of a row that is too long.
    var rawRow: [UInt8] {
        var row: [UInt8] = []
        for index in 0..<(filledCount) {
            if index > 0 { row.append(UInt8(ascii: ",")) }
            let value = isTooLong ? field(index).prefix(Self.rawBytesMax) : field(index)
            guard value.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
                row += value
                continue
            }
            row.append(0x22)
            for byte in value {
                if byte == 0x22 { row.append(0x22) }
                row.append(byte)
            }
            row.append(0x22)
        }
        return isTooLong ? Array(row.prefix(Self.rawBytesMax)) : row
    }

    /// The number of columns up to the last that is not blank.
    var filledCount: Int { (used.filter { !isFieldEmpty($0) }.max() ?? -1) + 1 }

    mutating func next() throws -> RowStep {
        while !isAtEnd {
            switch try xml.next() {
            case .documentEnd: isAtEnd = true
            case .start where !isInData:
                if xml.isNamed("sheetData") { isInData = true }
            case .start where xml.isNamed("row"):
                let problem = try row()
                if let problem { return .badRow(problem) }
                if hasMore || used.contains(where: { !isFieldEmpty($0) }) { return .row }
            case .start: try xml.skipElement()
            case .end where isInData && xml.isNamed("sheetData"): isInData = false
            default: continue
            }
        }
        return .end
    }

    /// Reads a row to its end.
    private mutating func row() throws -> RowProblem? {
        let stated = try xml.attributeText("r")
        guard let number = stated.map({ Int64($0) }) ?? line + 1, number > line, number <= Self.rowsMax else {
            throw xml.failure("has row \(stated ?? "") after row \(line); save the workbook again")
        }
        line = number
        xml.row = line
        for column in used { cells[column] = Self.noCell }
        used.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        hasMore = false
        isTooLong = false
        var problem: RowProblem?
        var column = -1
        while true {
            switch try xml.next() {
            case .start where xml.isNamed("c"):
                column = try self.column(behind: column)
                if let found = try cell(column), problem == nil { problem = found }
            case .start: try xml.skipElement()
            case .end:
                bytesLeft -= values.count
                guard bytesLeft >= 0 else {
                    throw xml.failure("has far too much text for a sheet of goods; save the sheet as CSV")
                }
                return problem ?? textProblem()
            case .text: continue
            case .documentEnd: return problem
            }
        }
    }

    /// The column of the current cell, from 0.
    private func column(behind last: Int) throws -> Int {
        guard let reference = try xml.attribute("r") else {
            guard last + 1 < Self.columnsMax else {
                throw xml.failure("has more columns than a sheet can have")
            }
            return last + 1
        }
        var column = 0
        for byte in reference.prefix(4) {
            guard case let letter = byte & 0xDF, (0x41...0x5A).contains(letter) else { break }
            column = column * 26 + Int(letter - 0x40)
        }
        guard column > last + 1 || column == last + 1, column > 0, column <= Self.columnsMax,
            column - 1 > last
        else {
            throw xml.failure(
                "has a cell \(String(decoding: reference.prefix(20), as: UTF8.self)) in an impossible place; save the workbook "
                    + "anew"
            )
        }
        return column - 1
    }

    private mutating func cell(_ column: Int) throws -> RowProblem? {
        let type = try xml.attributeText("t") ?? "n"
        let style = try xml.attributeText("s").flatMap { Int($0) } ?? 0
        var text: [UInt8] = []
        var fits = true
        reading: while true {
            switch try xml.next() {
            case .start where xml.isNamed("is"):
                let room = DelimitedReader.rowBytesMax - text.count
                fits = try RichText.read(&xml, appendingTo: &text, bytesMax: room) && fits
            case .start where xml.isNamed("v"): fits = try value(&text) && fits
            // A formula is not a value.
            case .start: try xml.skipElement()
            case .end, .documentEnd: break reading
            case .text: continue
            }
        }
        guard fits, values.count + text.count <= DelimitedReader.rowBytesMax else { return giveUpRow() }
        guard !text.isEmpty else { return nil }
        guard column < columnCount else {
            hasMore = true
            return nil
        }
        let shared = type == "s" ? try self.shared(text) : []
        // Checked before copying, because one text of a megabyte may stand in each of a million cells.
        guard values.count + shared.count <= DelimitedReader.rowBytesMax else { return giveUpRow() }
        if type == "s" { text.removeAll() }
        used.append(column)
        cells[column].start = values.count
        values += shared
        cells[column].doubt = try append(text, type, style)
        cells[column].end = values.count
        return nil
    }

    private mutating func giveUpRow() -> RowProblem {
        isTooLong = true
        return problem(
            .rowTooLong,
            "the row is longer than \(DelimitedReader.rowBytesMax / 1024) KiB; check the sheet there"
        )
    }

    /// The text that a cell refers to by its number.
    private func shared(_ number: [UInt8]) throws -> ArraySlice<UInt8> {
        guard let index = Int(String(decoding: number, as: UTF8.self)), let shared = workbook.strings[index]
        else {
            throw xml.failure("refers to a text that the workbook does not have; save it again")
        }
        return shared
    }

    /// Reads the text of a `v` element to its end.
    private mutating func value(_ text: inout [UInt8]) throws -> Bool {
        var fits = true
        while true {
            switch try xml.next() {
            case .text:
                if text.count + xml.text.count > DelimitedReader.rowBytesMax {
                    fits = false
                } else {
                    text += xml.text
                }
            case .start: try xml.skipElement()
            case .end, .documentEnd: return fits
            }
        }
    }

    /// Appends a cell's value to those of the row.
    private mutating func append(_ text: [UInt8], _ type: String, _ style: Int) throws -> ValueDoubt? {
        switch type {
        case "s": break
        case "b": values += (text == [0x31] ? "TRUE" : "FALSE").utf8
        case "e":
            values += text
            return .error
        case "n":
            guard let number = CellNumber(text[...]) else {
                values += text
                return nil
            }
            if workbook.styles.isDate(style: style), let serial = Double(number.text),
                let date = SpreadsheetDate.text(serial, isFrom1904: workbook.isFrom1904)
            {
                values += date.utf8
                return .date
            }
            values += (decimal == "." ? number.text : number.text.replacing(".", with: String(decimal))).utf8
            return number.doubt
        case "str":
            let start = values.count
            values += text
            RichText.unescape(&values, from: start)
        default: values += text
        }
        return nil
    }

    private func textProblem() -> RowProblem? {
        if values.contains(0) {
            return problem(.nulByte, "the row contains a NUL character; save the workbook again")
        }
        guard String(validating: values, as: UTF8.self) != nil else {
            return problem(.notUTF8, "the row is not UTF-8; save the workbook again")
        }
        return nil
    }

    private func problem(_ code: TextProblem, _ message: String) -> RowProblem {
        RowProblem(row: line, column: "", value: "", code: code.rawValue, message: message)
    }

    /// Skips to a row.
    mutating func skip(through line: Int64) throws {
        while self.line < line {
            if case .end = try next() { return }
        }
    }
}
