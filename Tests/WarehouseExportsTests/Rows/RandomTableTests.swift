import TestSupport
import Testing

@testable import WarehouseExports

/// Random tables written in any way that CSV allows, and read back.
@Suite struct RandomTableTests {
    @Test(arguments: seeds(1))
    func `however a table is written, its fields are read back`(seed: UInt64) throws {
        var draws = SeededDraws(seed: seed)
        for _ in 0..<300 {
            let delimiter = [",", ";", "\t", "|"].randomElement(using: &draws) ?? ","
            let (text, rows) = table(delimiter, &draws)
            let read = try readRows(text) { $0.delimiter = delimiter.utf8.first }
            guard read == rows else {
                Issue.record("\(text.debugDescription) was read as \(read), not \(rows); seed \(draws.seed)")
                return
            }
        }
    }

    /// A table as text, and as `readRows` should return it.
    private func table(_ delimiter: String, _ draws: inout SeededDraws) -> (text: String, rows: [String]) {
        var text = Bool.random(using: &draws) ? "\u{FEFF}" : ""
        var rows: [String] = []
        var line = 1
        let rowCount = Int.random(in: 1...6, using: &draws)
        for number in 1...rowCount {
            let fields = (0..<Int.random(in: 2...5, using: &draws)).map { _ in field(&draws) }
            let written = fields.map { field in
                let mustQuote = field.unicodeScalars.contains {
                    ("\"\r\n" + delimiter).unicodeScalars.contains($0)
                }
                guard mustQuote || Int.random(in: 0..<4, using: &draws) == 0 else { return field }
                var doubled = String.UnicodeScalarView()
                for scalar in field.unicodeScalars {
                    doubled.append(contentsOf: scalar == "\"" ? [scalar, scalar] : [scalar])
                }
                return "\"" + String(doubled) + "\""
            }
            rows.append("\(line): " + fields.joined(separator: "|"))
            let end = ["\n", "\r\n", "\r"].randomElement(using: &draws) ?? "\n"
            let row = written.joined(separator: delimiter)
            // A blank line now and then, which is counted and skipped. It is only LF, so that it does not join a CR
            // before it.
            let blank = end == "\n" && Int.random(in: 0..<5, using: &draws) == 0 ? "\n" : ""
            text += row + (number == rowCount && Bool.random(using: &draws) ? "" : end + blank)
            line += breaks(row) + 1 + (blank.isEmpty ? 0 : 1)
        }
        return (text, rows)
    }

    private func field(_ draws: inout SeededDraws) -> String {
        let letters: [String] = [
            "a", "7", "\"", ",", ";", "\t", "|", "\n", "\r", "\r\n", " ", "é", "\u{301}", "中", "'",
        ]
        let count = Int.random(in: 0...6, using: &draws)
        return (0..<count).map { _ in letters.randomElement(using: &draws) ?? "a" }.joined()
    }

    /// The line breaks in a text: LF, CR, or both together.
    private func breaks(_ text: String) -> Int {
        var count = 0
        var last: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if scalar == "\r" || scalar == "\n" && last != "\r" { count += 1 }
            last = scalar
        }
        return count
    }
}
