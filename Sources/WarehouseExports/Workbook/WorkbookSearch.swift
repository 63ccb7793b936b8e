import InventoryLedger

/// workbook -> the sheet, the row and the profile that fit: looks into the first rows of every sheet.
struct WorkbookSearch {
    struct Place: Sendable {
        let sheet: Workbook.Sheet
        let line: Int64
    }

    let workbook: Workbook
    let profiles: [Profile]

    func choose(supplied: Set<Column>) throws -> HeaderCandidate<Place> {
        var candidates: [HeaderCandidate<Place>] = []
        var rows: [Workbook.Sheet: [(line: Int64, header: Header)]] = [:]
        for profile in profiles {
            for sheet in try sheets(profile) {
                let first = Int64(profile.format.headerRow ?? 1)
                let read = try rows[sheet] ?? self.rows(sheet)
                rows[sheet] = read
                let asked = read.filter { $0.line >= first }
                for (line, header) in profile.format.headerRow == nil ? asked : Array(asked.prefix(1)) {
                    candidates.append(
                        HeaderCandidate(
                            profile: profile,
                            header: header,
                            file: FilePlace(path: place(sheet), line: line),
                            place: Place(sheet: sheet, line: line)
                        )
                    )
                }
            }
        }
        guard !candidates.isEmpty else {
            throw ImportFailure(.emptyFile, "\(workbook.archive.name) holds no row that could be a header")
        }
        return try ProfileChoice.choose(candidates, supplied: supplied)
    }

    private func place(_ sheet: Workbook.Sheet) -> String {
        workbook.archive.name + (workbook.sheets.count > 1 ? " [\(sheet.name)]" : "")
    }

    /// The sheets that a profile may be about: the one it names, else all that are shown.
    private func sheets(_ profile: Profile) throws -> [Workbook.Sheet] {
        guard let name = profile.layout.sheet else {
            let shown = workbook.sheets.filter { !$0.isHidden }
            return shown.isEmpty ? workbook.sheets : shown
        }
        let named = workbook.sheets.filter { Header.key($0.name) == Header.key(name) }
        guard named.isEmpty, profiles.count == 1 else { return named }
        let names = workbook.sheets.map(\.name)
        throw ImportFailure(
            .unknownHeader,
            "\(workbook.archive.name) has no sheet \"\(name)\", which profile \(profile.name) reads; it has "
                + names.prefix(20).joined(separator: ", ")
        )
    }

    /// The first rows of a sheet, each as a header.
    private func rows(_ sheet: Workbook.Sheet) throws -> [(line: Int64, header: Header)] {
        var reader = try SheetReader(workbook, sheet: sheet, columnCount: nil, decimal: ".", digest: [])
        var rows: [(line: Int64, header: Header)] = []
        let last = profiles.map { $0.format.headerRow ?? TextFormat.headerRowMax }.max() ?? 1
        reading: while true {
            switch try reader.next() {
            case .end: break reading
            case .badRow: continue
            case .row:
                let names = (0..<reader.filledCount).map { String(decoding: reader.field($0), as: UTF8.self) }
                rows.append((reader.line, Header(names)))
            }
            if reader.line >= last { break reading }
        }
        return rows
    }
}
