import Foundation

/// A row that could not be read, as in its file.
public struct RejectedRow: Sendable {
    /// The batch that kept the row.
    public let batch: Int64
    /// The file that the row came from.
    public let file: String?
    /// The row's number in the file, from 1.
    public let row: Int64
    /// The row's bytes.
    public let raw: [UInt8]
    /// Why the row could not be read.
    public let problems: [RowProblem]

    /// The problems and what the row is about. If that could not be read, as in all rows of earlier versions, only
    /// the problems are stored.
    private struct Findings: Codable {
        let about: RowSubject
        let problems: [RowProblem]
    }

    static func encode(_ problems: [RowProblem], about subject: RowSubject?) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let subject else { return String(decoding: try encoder.encode(problems), as: UTF8.self) }
        let findings = Findings(about: subject, problems: problems)
        return String(decoding: try encoder.encode(findings), as: UTF8.self)
    }

    static func decode(
        _ text: String,
        _ decoder: JSONDecoder
    ) -> (problems: [RowProblem], subject: RowSubject?) {
        let data = Data(text.utf8)
        if let findings = try? decoder.decode(Findings.self, from: data) {
            return (findings.problems, findings.about)
        }
        return ((try? decoder.decode([RowProblem].self, from: data)) ?? [], nil)
    }
}
