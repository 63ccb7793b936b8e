import Foundation
import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// The made-up exports of one built-in profile in `Fixtures`.
struct ExportFixture: Sendable, CustomTestStringConvertible {
    let profile: String
    /// The files in the order of their creation.
    let files: [String]
    /// The values of `--set`, by file; `""` for all of them.
    var supplied: [String: [Column: String]] = [:]
    /// Lines before the first row.
    var headLines = 1
    /// The sheet to create from a file of cells.
    var sheet: String?
    /// A cell that is blank in a row that continues the one above.
    var continuesWhereBlank: Int?
    /// What separates the cells of a row.
    var delimiter: Character = ","

    var testDescription: String { profile }

    static let all: [ExportFixture] = [
        ExportFixture(profile: "amazon-inventory-ledger", files: ["ledger.csv"]),
        ExportFixture(profile: "amazon-inventory-ledger-summary", files: ["summary.csv"]),
        ExportFixture(profile: "amazon-orders", files: ["orders-1.txt", "orders-2.txt"]),
        ExportFixture(profile: "amazon-returns", files: ["returns.txt"]),
        ExportFixture(
            profile: "amazon-fba-inventory",
            files: ["inventory.txt"],
            supplied: ["": [.warehouse: "FBA-MX", .occurredAt: "2026-11-20T08:00"]]
        ),
        ExportFixture(
            profile: "amazon-fba-reserved",
            files: ["reserved.txt"],
            supplied: ["": [.warehouse: "FBA-MX", .occurredAt: "2026-11-20T08:00"]]
        ),
        ExportFixture(
            profile: "mercadolibre-orders",
            files: ["search-1.json", "orders-2.json"],
            supplied: ["": [.warehouse: "CDMX"]]
        ),
        ExportFixture(profile: "mercadolibre-full-operations", files: ["operations.json"]),
        ExportFixture(
            profile: "mercadolibre-full-inventory",
            files: ["inventory.json"],
            supplied: ["": [.occurredAt: "2026-11-20T08:00Z"]]
        ),
        ExportFixture(
            profile: "mercadolibre-full-stock",
            files: ["stock.sheet.csv"],
            supplied: ["": [.occurredAt: "2026-11-20"]],
            headLines: 6,
            sheet: "Resumen"
        ),
        ExportFixture(
            profile: "mercadolibre-full-conciliation",
            files: ["conciliation.sheet.csv"],
            supplied: ["": [.occurredAt: "2026-11-20"]],
            headLines: 3,
            sheet: "{sheet_name}"
        ),
        ExportFixture(
            profile: "mercadolibre-ventas",
            files: ["ventas-0.sheet.csv", "ventas-1.sheet.csv", "ventas-2.sheet.csv"],
            supplied: [
                "ventas-0.sheet.csv": [.statedAt: "2026-11-14"],
                "ventas-1.sheet.csv": [.statedAt: "2026-11-15"],
                "ventas-2.sheet.csv": [.statedAt: "2026-11-20"],
            ],
            headLines: 6,
            sheet: "Ventas MX",
            continuesWhereBlank: 1
        ),
        ExportFixture(
            profile: "mercadolibre-ventas-ar",
            files: ["ventas.sheet.csv"],
            supplied: ["": [.statedAt: "2026-11-20"]],
            headLines: 6,
            sheet: "Ventas AR",
            continuesWhereBlank: 1
        ),
        ExportFixture(
            profile: "mercadolibre-ventas-cl",
            files: ["ventas.sheet.csv"],
            supplied: ["": [.statedAt: "2026-11-20"]],
            headLines: 6,
            sheet: "Ventas CL",
            continuesWhereBlank: 1
        ),
        ExportFixture(
            profile: "mercadolibre-ventas-co",
            files: ["ventas.sheet.csv"],
            supplied: ["": [.statedAt: "2026-11-20"]],
            headLines: 6,
            sheet: "Ventas CO",
            continuesWhereBlank: 1
        ),
        ExportFixture(
            profile: "mercadolibre-vendas-br",
            files: ["vendas.sheet.csv"],
            supplied: ["": [.statedAt: "2026-11-20"]],
            headLines: 6,
            sheet: "Vendas BR",
            continuesWhereBlank: 1
        ),
        ExportFixture(
            profile: "mercadolibre-returns",
            files: ["triages.sheet.csv"],
            supplied: ["": [.warehouse: "CDMX"]],
            headLines: 3,
            sheet: "Triages"
        ),
        ExportFixture(profile: "lingxing-stock-log", files: ["log.csv"]),
        ExportFixture(
            profile: "lingxing-stock",
            files: ["stock.csv"],
            supplied: ["": [.occurredAt: "2026-11-08T12:00"]]
        ),
        ExportFixture(
            profile: "lingxing-receipts",
            files: ["receipts.json"],
            supplied: ["": [.warehouse: "MTY1"]]
        ),
        ExportFixture(
            profile: "mabang-stock",
            files: ["stock.csv"],
            supplied: ["": [.occurredAt: "2026-11-20"]]
        ),
        ExportFixture(
            profile: "receipt-zh-es",
            files: ["receipt.csv"],
            supplied: ["": [.warehouse: "MTY1", .occurredAt: "2026-11-01T11:45"]]
        ),
        ExportFixture(
            profile: "shopify-orders",
            files: ["orders.csv"],
            supplied: ["": [.warehouse: "MTY1", .statedAt: "2026-11-16"]],
            continuesWhereBlank: 2
        ),
        ExportFixture(
            profile: "shopify-inventory",
            files: ["inventory.csv"],
            supplied: ["": [.occurredAt: "2026-11-20T08:00Z"]]
        ),
        ExportFixture(
            profile: "shopify-inventory-levels",
            files: ["levels.json"],
            supplied: ["": [.occurredAt: "2026-11-20T08:00Z"]]
        ),
        ExportFixture(
            profile: "tiktok-shop-orders",
            files: ["orders-1.csv", "orders-2.csv"],
            supplied: [
                "orders-1.csv": [.warehouse: "MTY1", .statedAt: "2026-11-15"],
                "orders-2.csv": [.warehouse: "MTY1", .statedAt: "2026-11-20"],
            ]
        ),
        ExportFixture(
            profile: "ebay-orders",
            files: ["orders.csv"],
            supplied: ["": [.warehouse: "MTY1", .statedAt: "2026-11-20"]],
            headLines: 2
        ),
        ExportFixture(
            profile: "ebay-sales",
            files: ["sales.csv"],
            supplied: ["": [.warehouse: "MTY1", .statedAt: "2026-11-20"]],
            headLines: 2
        ),
        ExportFixture(
            profile: "woocommerce-orders",
            files: ["orders-1.json", "orders-2.json"],
            supplied: ["": [.warehouse: "MTY1"]]
        ),
        ExportFixture(
            profile: "tiendanube-orders",
            files: ["orders.csv"],
            supplied: ["": [.warehouse: "MTY1", .statedAt: "2026-11-20"]],
            continuesWhereBlank: 2,
            delimiter: ";"
        ),
        ExportFixture(
            profile: "shopee-orders",
            files: ["orders.csv"],
            supplied: ["": [.warehouse: "MTY1", .statedAt: "2026-11-20"]]
        ),
    ]

    /// The folder of all fixtures.
    static var folder: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures")
    }

    var folder: URL { Self.folder.appendingPathComponent(profile) }

    func supplied(to file: String) -> [Column: String] { supplied[file] ?? supplied[""] ?? [:] }

    /// The lines of a file: those before its rows, its rows, and those after them.
    func parts(of file: String) throws -> (head: [Data], rows: [Data], tail: [Data]) {
        var lines = try Data(contentsOf: folder.appendingPathComponent(file)).split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        )
        .map { Data($0) }
        // Only the first line of a file may be blank.
        lines = lines.prefix(1) + lines.dropFirst().filter { !$0.isEmpty }
        let head = Array(lines.prefix(headLines))
        lines.removeFirst(headLines)
        guard file.hasSuffix(".json") else { return (head, lines, []) }
        let tail = [lines.removeLast()]
        // Every record but the last is followed by a comma.
        return (head, lines.map { $0.last == UInt8(ascii: ",") ? $0.dropLast() : $0 }, tail)
    }

    /// Rows that belong together: the lines of an order, a package and its products.
    func blocks(of rows: [Data]) -> [[Data]] {
        var blocks: [[Data]] = []
        for row in rows {
            let cells = String(decoding: row, as: UTF8.self).split(
                separator: delimiter,
                omittingEmptySubsequences: false
            )
            if let cell = continuesWhereBlank, cells[cell].isEmpty, !blocks.isEmpty {
                blocks[blocks.count - 1].append(row)
            } else {
                blocks.append([row])
            }
        }
        return blocks
    }

    /// Writes a file with some of its rows, in its format, and returns its path.
    func write(_ file: String, rows: [Data], in folder: TemporaryFolder) throws -> String {
        let (head, _, tail) = try parts(of: file)
        if let sheet { return try writeWorkbook(sheet, head + rows, file, in: folder) }
        var body = rows
        if file.hasSuffix(".json") {
            body = rows.indices.map { rows[$0] + ($0 + 1 < rows.count ? Data(",".utf8) : Data()) }
        }
        let bytes = (head + body + tail).reduce(into: [UInt8]()) { $0 += $1 + [UInt8(ascii: "\n")] }
        return try folder.write(file, bytes: bytes)
    }

    private func writeWorkbook(_ sheet: String, _ lines: [Data], _ file: String, in folder: TemporaryFolder)
        throws
        -> String
    {
        var xml = ""
        for (index, line) in lines.enumerated() {
            xml += "<row r=\"\(index + 1)\">"
            for (column, cell) in Self.cells(String(decoding: line, as: UTF8.self)).enumerated()
            where !cell.isEmpty {
                let name = String(Character(Unicode.Scalar(UInt8(65 + column)))) + String(index + 1)
                let isNumber = Int(cell) != nil && cell.count < 10
                xml +=
                    isNumber
                    ? "<c r=\"\(name)\"><v>\(cell)</v></c>"
                    : "<c r=\"\(name)\" t=\"inlineStr\"><is><t>\(cell)</t></is></c>"
            }
            xml += "</row>"
        }
        return try WorkbookFixture([(sheet, xml)]).write(
            in: folder,
            file.replacing(".sheet.csv", with: ".xlsx")
        )
    }

    private static func cells(_ line: String) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }
}

extension Book {
    /// Imports rows of a fixture's file with the profile of its header.
    @discardableResult
    func take(_ fixture: ExportFixture, _ file: String, rows: [Data]) throws -> ImportResult {
        var options = ImportOptions()
        options.file.values = fixture.supplied(to: file)
        // Codes stay those of the source; demand and stock are in one file here.
        let folder = try TemporaryFolder()
        return try Importer(ledger, options: options).importFile(fixture.write(file, rows: rows, in: folder))
    }

    /// The live events, one line each, after their file and row.
    func events(_ columns: [Column]) throws -> [String] {
        let files = Dictionary(uniqueKeysWithValues: try ledger.batches().map { ($0.id, $0.file ?? "") })
        var lines: [(place: String, row: Int64, text: String)] = []
        var query = EventQuery()
        query.onlyLive = true
        try ledger.forEachEvent(query) { stored, _ in
            let name = (files[stored.statedInBatch] ?? "").split(separator: "/").last.map(String.init) ?? ""
            let values = columns.compactMap { column in
                stored.event.text(of: column).flatMap { value in
                    // Obvious values are left out: the source is the profile's, and memo is rare.
                    [.source, .memo, .statedAt].contains(column) ? nil : "\(column.rawValue)=\(value)"
                }
            }
            let kind = stored.event.kind.rawValue
            lines.append(
                (
                    name, stored.statedInRow ?? 0,
                    ([kind] + values.filter { !$0.hasPrefix("kind=") }).joined(separator: " ")
                )
            )
        }
        return lines.sorted { ($0.place, $0.row, $0.text) < ($1.place, $1.row, $1.text) }
            .map { "\($0.place):\($0.row) \($0.text)" }
    }
}
