import Glibc
import Libzip

/// Writes a workbook around the XML of one sheet.
///
/// libzip takes a `malloc` copy of each part and frees it.
enum Archive {
    static func write(_ sheet: [UInt8], to path: String) -> Bool {
        guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, nil) else { return false }
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let parts: [(String, [UInt8])] = [
            ("_rels/.rels", relations([("w", "\(office)/officeDocument", "xl/workbook.xml")])),
            (
                "xl/_rels/workbook.xml.rels",
                relations([
                    ("s", "\(office)/worksheet", "sheet.xml"),
                    ("t", "\(office)/sharedStrings", "strings.xml"),
                    ("y", "\(office)/styles", "styles.xml"),
                ])
            ),
            (
                "xl/workbook.xml",
                Array("<workbook><sheets><sheet name=\"S\" id=\"s\"/></sheets></workbook>".utf8)
            ),
            ("xl/strings.xml", Array("<sst><si><t>Ref</t></si><si><t>A&amp;B</t></si></sst>".utf8)),
            (
                "xl/styles.xml",
                Array(
                    "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
                        .utf8
                )
            ),
            ("xl/sheet.xml", sheet),
        ]
        for (name, bytes) in parts {
            guard let copy = malloc(max(1, bytes.count)) else { return false }
            bytes.withUnsafeBytes { if let start = $0.baseAddress { memcpy(copy, start, bytes.count) } }
            guard let source = zip_source_buffer(archive, copy, UInt64(bytes.count), 1) else { return false }
            guard zip_file_add(archive, name, source, 0) >= 0 else { return false }
        }
        return zip_close(archive) == 0
    }

    private static func relations(_ list: [(id: String, type: String, target: String)]) -> [UInt8] {
        let items = list.map { "<Relationship Id=\"\($0.id)\" Type=\"\($0.type)\" Target=\"\($0.target)\"/>" }
        return Array("<Relationships>\(items.joined())</Relationships>".utf8)
    }
}
