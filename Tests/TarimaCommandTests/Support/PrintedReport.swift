import Foundation
import Testing

/// A report parsed by an independent JSON reader.
struct PrintedReport {
    let members: [String: Any]
    let rows: [[String: Any]]

    /// - Throws: if the text is not a JSON object with rows.
    init(_ outcome: CommandOutcome, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let parsed = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        members = try #require(parsed as? [String: Any], "\(outcome)", sourceLocation: sourceLocation)
        rows = try #require(members["rows"] as? [[String: Any]], "\(outcome)", sourceLocation: sourceLocation)
    }

    /// The keys of the rows, if all rows have the same.
    var rowKeys: Set<String>? {
        let keys = Set(rows.map { Set($0.keys) })
        return keys.count == 1 ? keys.first : nil
    }

    var parameters: [String: Any] { members["parameters"] as? [String: Any] ?? [:] }
    var totals: [String: Any] { members["totals"] as? [String: Any] ?? [:] }

    func text(_ row: Int, _ key: String) -> String? {
        rows.indices.contains(row) ? rows[row][key] as? String : nil
    }
    func number(_ row: Int, _ key: String) -> Int? {
        rows.indices.contains(row) ? rows[row][key] as? Int : nil
    }
    func isNull(_ row: Int, _ key: String) -> Bool { rows.indices.contains(row) && rows[row][key] is NSNull }
    func list(_ row: Int, _ key: String) -> [[String: Any]]? {
        rows.indices.contains(row) ? rows[row][key] as? [[String: Any]] : nil
    }
}
