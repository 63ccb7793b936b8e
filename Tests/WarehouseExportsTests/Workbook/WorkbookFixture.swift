import Foundation
import InventoryLedger
import Libzip
import TestSupport
import Testing

@testable import WarehouseExports

/// A workbook for a test, by the parts of its file.
struct WorkbookFixture {
    var parts: [(name: String, text: String)] = []

    /// A workbook of sheets, each with its name and the XML of its `sheetData`.
    init(
        _ sheets: [(name: String, rows: String)],
        strings: String? = nil,
        formats: [String] = [],
        isFrom1904: Bool = false,
        hidden: Set<String> = []
    ) {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let package = "http://schemas.openxmlformats.org/package/2006/relationships"
        parts.append(
            (
                "_rels/.rels",
                "<Relationships xmlns=\"\(package)\"><Relationship Id=\"rId1\" Type=\"\(office)/officeDocument\" "
                    + "Target=\"xl/workbook.xml\"/></Relationships>"
            )
        )
        var list = ""
        var relations = ""
        for (index, sheet) in sheets.enumerated() {
            let state = hidden.contains(sheet.name) ? " state=\"hidden\"" : ""
            list += "<sheet name=\"\(sheet.name)\" sheetId=\"\(index + 7)\"\(state) r:id=\"s\(index)\"/>"
            relations +=
                "<Relationship Id=\"s\(index)\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet\(index).xml\"/>"
            parts.append(
                (
                    "xl/worksheets/sheet\(index).xml",
                    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<worksheet xmlns=\"\(main)\">"
                        + "<!-- made up --><dimension ref=\"A1\"/><sheetData>\(sheet.rows)</sheetData>"
                        + "<mergeCells><mergeCell ref=\"A1:C1\"/></mergeCells></worksheet>"
                )
            )
        }
        if let strings {
            relations +=
                "<Relationship Id=\"t\" Type=\"\(office)/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
            parts.append(("xl/sharedStrings.xml", "<sst xmlns=\"\(main)\">\(strings)</sst>"))
        }
        relations += "<Relationship Id=\"y\" Type=\"\(office)/styles\" Target=\"styles.xml\"/>"
        let numFmts = formats.enumerated().map { "<numFmt numFmtId=\"\(164 + $0)\" formatCode=\"\($1)\"/>" }
        let xfs = (["0", "14", "22", "46"] + formats.indices.map { "\(164 + $0)" }).map {
            "<xf numFmtId=\"\($0)\"/>"
        }
        parts.append(
            (
                "xl/styles.xml",
                "<styleSheet xmlns=\"\(main)\"><numFmts>\(numFmts.joined())</numFmts><cellStyleXfs><xf numFmtId=\"14\"/>"
                    + "</cellStyleXfs><cellXfs>\(xfs.joined())</cellXfs></styleSheet>"
            )
        )
        parts.append(
            (
                "xl/workbook.xml",
                "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><workbookPr\(isFrom1904 ? " date1904=\"1\"" : "")/>"
                    + "<sheets>\(list)</sheets></workbook>"
            )
        )
        parts.append(
            ("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"\(package)\">\(relations)</Relationships>")
        )
    }

    /// Writes the workbook and returns its path.
    func write(in folder: TemporaryFolder, _ name: String = "book.xlsx") throws -> String {
        let path = folder.file(name)
        let archive = try #require(zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, nil))
        let kept = parts.map { part in (part.name, Array(part.text.utf8)) }
        for (name, bytes) in kept {
            // libzip frees the copy when it is done with it.
            let copy = malloc(max(1, bytes.count))
            bytes.withUnsafeBytes {
                if let start = $0.baseAddress { copy?.copyMemory(from: start, byteCount: bytes.count) }
            }
            let source = zip_source_buffer(archive, copy, UInt64(bytes.count), 1)
            try #require(zip_file_add(archive, name, source, UInt32(ZIP_FL_ENC_UTF_8)) >= 0)
        }
        try #require(zip_close(archive) == 0)
        return path
    }

    /// The result of the workbook with a profile, like `recorded` for text.
    func recorded(by yaml: String?, _ columns: [Column] = [.kind, .document, .sku, .quantity]) throws
        -> [String]
    {
        let folder = try TemporaryFolder()
        var options = ImportOptions()
        options.profile = try yaml.map { try Profile.reading($0) }
        let preview = try ImportPreview.read(
            write(in: folder),
            options: options,
            eventsMax: 1000,
            now: Book.now
        )
        return preview.events.map { row, event in
            "\(row): " + columns.map { event.text(of: $0) ?? "-" }.joined(separator: " ")
        } + preview.problems.map { "\($0.row ?? 0)! \($0.column) \($0.code)" }
            + (preview.ignored == 0 ? [] : ["ignored \(preview.ignored)"])
    }
}

/// Cells of a row, in the order of the columns: numbers as they are, texts inline.
func sheetRow(_ number: Int, _ cells: String...) -> String {
    var row = "<row r=\"\(number)\">"
    for (index, cell) in cells.enumerated() where !cell.isEmpty {
        let reference = "\(Character(Unicode.Scalar(UInt8(65 + index))))\(number)"
        if cell.hasPrefix("<") {
            row += cell.replacing("<c", with: "<c r=\"\(reference)\"", maxReplacements: 1)
        } else {
            row += "<c r=\"\(reference)\" t=\"inlineStr\"><is><t>\(cell)</t></is></c>"
        }
    }
    return row + "</row>"
}
