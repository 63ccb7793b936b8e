import Foundation

/// The sheets of a workbook: their names, parts and date system.
struct Workbook {
    struct Sheet: Hashable, Sendable {
        let name: String
        let part: String
        let isHidden: Bool
    }

    let archive: ZipArchive
    let sheets: [Sheet]
    let isFrom1904: Bool
    let strings: SharedStrings
    let styles: CellStyles

    private static let sheetsMax = 1000

    /// Whether a file is a ZIP archive, like every XLSX workbook.
    static func isArchive(_ source: ByteSource) throws -> Bool {
        try source.peek(atLeast: 4).starts(with: [0x50, 0x4B, 0x03, 0x04])
    }

    /// - Throws: `ImportFailure` if the file is not an XLSX workbook.
    init(_ source: ByteSource) throws {
        let archive = try ZipArchive(source)
        let file = archive.name
        let roots = try Self.relations(archive, of: "")
        guard let path = roots.first(where: { $0.type.hasSuffix("/officeDocument") })?.target,
            let part = try archive.open(path), !path.hasSuffix(".bin")
        else {
            throw ImportFailure(
                .badWorkbook,
                "\(file) is an archive, not a workbook; unpack it, or save the workbook as .xlsx"
            )
        }
        var xml = try XMLStream(part, file: file)
        var sheets: [(name: String, id: String, isHidden: Bool)] = []
        var isFrom1904 = false
        reading: while true {
            switch try xml.next() {
            case .documentEnd: break reading
            case .start where xml.isNamed("workbookPr"):
                isFrom1904 = ["1", "true"].contains(try xml.attributeText("date1904"))
            case .start where xml.isNamed("sheet"):
                guard sheets.count < Self.sheetsMax else {
                    throw xml.failure("has too many sheets for a workbook")
                }
                let state = try xml.attributeText("state") ?? "visible"
                // `sheetId` is a different number.
                sheets.append(
                    (
                        try xml.attributeText("name") ?? "", try xml.attributeText("id") ?? "",
                        state != "visible"
                    )
                )
            default: continue
            }
        }
        let relations = try Self.relations(archive, of: path)
        self.sheets = sheets.compactMap { name, id, isHidden in
            relations.first { $0.id == id && $0.type.hasSuffix("/worksheet") }
                .map { Sheet(name: name, part: $0.target, isHidden: isHidden) }
        }
        // Parts are found in any letter case.
        var seen: [String: String] = [:]
        for sheet in self.sheets {
            guard let other = seen.updateValue(sheet.name, forKey: sheet.part.lowercased()) else { continue }
            throw ImportFailure(
                .badWorkbook,
                "\(file): the sheets \(other) and \(sheet.name) share one part, \(sheet.part); save the workbook "
                    + "anew"
            )
        }
        func related(_ type: String) throws -> ZipArchive.Part? {
            try relations.first { $0.type.hasSuffix(type) }.flatMap { try archive.open($0.target) }
        }
        strings = try related("/sharedStrings").map { try SharedStrings($0, file: file) } ?? .none
        styles = try related("/styles").map { try CellStyles($0, file: file) } ?? .none
        self.isFrom1904 = isFrom1904
        self.archive = archive
        guard !self.sheets.isEmpty else {
            throw ImportFailure(.badWorkbook, "\(file) has no sheet of cells")
        }
    }

    private struct Relation {
        let id: String
        let type: String
        /// The name of a part.
        let target: String
    }

    /// The parts that a part refers to; an empty name means the workbook.
    private static func relations(_ archive: ZipArchive, of part: String) throws -> [Relation] {
        let slash = part.lastIndex(of: "/").map { part.index(after: $0) } ?? part.startIndex
        let folder = String(part[..<slash])
        guard let relations = try archive.open(folder + "_rels/" + part[slash...] + ".rels") else {
            return []
        }
        var xml = try XMLStream(relations, file: archive.name)
        var result: [Relation] = []
        reading: while true {
            switch try xml.next() {
            case .documentEnd: return result
            case .start where xml.isNamed("Relationship"):
                guard result.count < sheetsMax * 4 else {
                    throw xml.failure("refers to too many parts for a workbook")
                }
                guard let id = try xml.attributeText("Id"), let type = try xml.attributeText("Type"),
                    let target = try xml.attributeText("Target")
                else { continue }
                result.append(Relation(id: id, type: type, target: resolved(target, from: folder)))
            default: continue
            }
        }
    }

    private static func resolved(_ target: String, from folder: String) -> String {
        if target.hasPrefix("/") { return String(target.dropFirst()) }
        var steps = folder.split(separator: "/")
        for step in target.split(separator: "/") {
            if step == ".." {
                _ = steps.popLast()
            } else if step != "." {
                steps.append(step)
            }
        }
        return steps.joined(separator: "/")
    }
}
