import TestSupport

@testable import WarehouseExports

/// The rows of a file as short texts: `3: a|b` for a row on line 3, `4! bad_quote` for a bad row.
func readRows(_ bytes: [UInt8], _ change: (inout TextFormat) -> Void = { _ in }) throws -> [String] {
    let folder = try TemporaryFolder()
    var format = TextFormat()
    change(&format)
    var reader = try DelimitedReader(path: folder.write("rows.csv", bytes: bytes), format: format)
    var rows: [String] = []
    while true {
        switch try reader.next() {
        case .end: return rows
        case .badRow(let problem): rows.append("\(reader.line)! \(problem.code)")
        case .row:
            let fields = (0..<reader.fieldCount).map { String(decoding: reader.field($0), as: UTF8.self) }
            rows.append("\(reader.line): " + fields.joined(separator: "|"))
        }
    }
}

func readRows(_ text: String, _ change: (inout TextFormat) -> Void = { _ in }) throws -> [String] {
    try readRows(Array(text.utf8), change)
}
