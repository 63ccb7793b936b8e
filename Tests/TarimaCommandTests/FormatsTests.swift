import Foundation
import InventoryLedger
import TestSupport
import Testing
import WarehouseExports

/// Compares the tables of the document on formats with the program.
@Suite struct FormatsTests {
    /// The rows of a table of the document with this header.
    private static func rows(under head: [String]) throws -> [[String]] {
        let text = try RunnableDocument.text("Documentation/Formats.md")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(cells)
        let start = try #require(lines.firstIndex(of: head), "no table with the head \(head)")
        return Array(lines[(start + 2)...].prefix { $0.count == head.count })
    }

    private static func cells(_ line: Substring) -> [String] {
        guard line.hasPrefix("|"), line.hasSuffix("|") else { return [] }
        return line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The names in backquotes.
    private static func names(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    private struct KindRow {
        let kind: EventKind
        let required: [Column]
        let optional: [Column]
    }

    private static func kinds() throws -> [KindRow] {
        try rows(under: ["kind", "required", "may have", "what happened"]).map { row in
            func columns(_ cell: String) throws -> [Column] {
                try names(cell).map { try #require(Column(rawValue: $0)) }
            }
            return KindRow(
                kind: try EventKind(text: #require(names(row[0]).first)),
                required: [.kind, .document, .warehouse, .occurredAt] + (try columns(row[1])),
                optional: [.source, .line, .note] + (try columns(row[2]))
            )
        }
    }

    @Test func `every known export has a place to download it, and says what confirms it`() throws {
        let rows = try Self.rows(under: ["profile", "where", "confirmed by"])
        let exports = Profile.builtIn.map(\.name).filter { $0 != Profile.canonical.name }
        #expect(rows.flatMap { Self.names($0[0]) }.sorted() == exports.sorted())
        for row in rows {
            #expect(!row[1].isEmpty)
            #expect(["https://", "not confirmed", "are not"].contains { row[2].contains($0) }, "\(row)")
        }
    }

    @Test func `the table of columns has every column by its three names`() throws {
        let rows = try Self.rows(under: ["English", "Español", "中文", "meaning"])
        let written = rows.map { row in row.prefix(3).flatMap(Self.names) }
        #expect(written == Column.allCases.map { column in Language.allCases.map { column.name(in: $0) } })
        for row in rows { #expect(row[3].hasSuffix("."), "\(row[0]) has no meaning") }
    }

    @Test func `the table of kinds has every kind with the columns of its template`() throws {
        let kinds = try Self.kinds()
        #expect(kinds.map(\.kind) == EventKind.allCases)
        for row in kinds { #expect(Set(row.required + row.optional) == Set(row.kind.columns), "\(row.kind)") }
    }

    @Test(arguments: EventKind.allCases)
    func `a row of a kind needs exactly the columns that the table calls required`(kind: EventKind) throws {
        let row = try #require(try Self.kinds().first { $0.kind == kind })
        let values: [Column: String] = [
            .kind: kind.rawValue, .document: "D-1", .warehouse: "MTY1", .occurredAt: "2026-11-13",
            .sku: "MX-1",
            .quantity: "1", .stage: "damaged", .fromStage: "available", .toWarehouse: "CDMX",
            .shipment: "D-1",
            .eta: "2026-11-20",
        ]
        let folder = try TemporaryFolder()
        func isTaken(without left: Column?) throws -> Bool {
            let columns = row.required
            let text =
                columns.map(\.rawValue).joined(separator: ",") + "\n"
                + columns.map { $0 == left ? "" : values[$0] ?? "" }.joined(separator: ",") + "\n"
            let preview = try ImportPreview.read(
                folder.write("\(left?.rawValue ?? "all").csv", text),
                options: ImportOptions(),
                eventsMax: 1,
                now: Ledger.systemClock()
            )
            return preview.events.count == 1
        }
        #expect(try isTaken(without: nil))
        // A count needs no number, as the document says.
        for column in row.required where kind != .stockCounted || column != .document {
            #expect(try !isTaken(without: column), "\(kind) does without \(column)")
        }
    }

    @Test func `the table of exports has every built-in profile with its facts`() throws {
        let rows = try Self.rows(under: ["profile", "the file", "tells", "`--set`", "codes to map"])
        let profiles = Profile.builtIn.dropFirst()
        #expect(rows.flatMap { Self.names($0[0]) } == profiles.map(\.name))
        for (row, profile) in zip(rows, profiles) {
            let recorded = row[2].split(separator: ", ").map { Fact(rawValue: String($0)) }
            #expect(Set(recorded) == Set(profile.facts.map { $0 }), "\(profile.name)")
            for name in Self.names(row[3]) {
                let column = try #require(Column(rawValue: name))
                #expect(
                    profile.columns[column] == nil && profile.constants[column] == nil,
                    "\(profile.name): \(name)"
                )
            }
        }
    }
}
