import InventoryLedger

/// workbook -> the sheet, the row and the profile that match: checks the first rows of every sheet.
///
/// One sheet after the other, so that memory does not grow with their number.
struct WorkbookSearch {
    struct Place: Sendable {
        let sheet: Workbook.Sheet
        let line: Int64
    }

    struct Found: Sendable {
        let candidate: HeaderCandidate<Place>
        /// Other sheets that match the same profile, if it does not name its sheet.
        let alsoFitting: [Workbook.Sheet]
    }

    let workbook: Workbook
    let profiles: [Profile]
    /// The maximum number of cells in the first rows of all sheets: a thousand sheets of two hundred columns.
    var cellsMax = 4_000_000

    func choose(supplied: Set<String>) throws -> Found {
        let asked = try profiles.map { try Set(sheets($0)) }
        var choice = HeaderChoice<Place>(supplied: supplied)
        var fitting: [String: [Workbook.Sheet]] = [:]
        var cellsLeft = cellsMax
        var bad: ImportFailure?
        var hasRows = false
        for sheet in workbook.sheets {
            // Hidden sheets are checked only to mention those that would match.
            let curious = profiles.map { $0.layout.sheet == nil && sheet.isHidden }
            let about = profiles.indices.filter { asked[$0].contains(sheet) || curious[$0] }
            if about.isEmpty { continue }
            let read = try rows(sheet, cellsLeft: &cellsLeft)
            if about.contains(where: { asked[$0].contains(sheet) }) {
                bad = bad ?? read.failure
                hasRows = hasRows || !read.rows.isEmpty
            }
            for index in about {
                let profile = profiles[index]
                for candidate in candidates(profile, sheet, read.rows) {
                    let fits =
                        asked[index].contains(sheet)
                        ? choice.consider(candidate, rank: index)
                        : ProfileChoice.fits(profile, candidate.header, supplied)
                    if fits {
                        fitting[profile.name, default: []].append(sheet)
                        break
                    }
                }
            }
        }
        guard hasRows else {
            throw bad
                ?? ImportFailure(
                    .emptyFile,
                    "\(workbook.archive.name) has no row that could be a header"
                )
        }
        do {
            let candidate = try choice.found()
            let others = fitting[candidate.profile.name] ?? []
            return Found(
                candidate: candidate,
                alsoFitting: candidate.profile.layout.sheet == nil
                    ? others.filter { $0 != candidate.place.sheet } : []
            )
        } catch let unknown as ImportFailure where unknown.code == .unknownHeader {
            // A row that could not be read may be the header.
            throw bad ?? unknown
        }
    }

    /// The rows of a sheet that may be the header of a profile.
    private func candidates(
        _ profile: Profile,
        _ sheet: Workbook.Sheet,
        _ rows: [(line: Int64, header: Header)]
    )
        -> [HeaderCandidate<Place>]
    {
        let first = Int64(profile.format.headerRow ?? 1)
        let asked = rows.filter { $0.line >= first }
        return (profile.format.headerRow == nil ? asked : Array(asked.prefix(1))).map { line, header in
            HeaderCandidate(
                profile: profile,
                header: header,
                file: FilePlace(path: place(sheet), line: line),
                place: Place(sheet: sheet, line: line)
            )
        }
    }

    private func place(_ sheet: Workbook.Sheet) -> String {
        workbook.archive.name + (workbook.sheets.count > 1 ? " [\(sheet.name)]" : "")
    }

    /// The sheets that a profile may mean: the one it names, else all visible ones.
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

    /// The first rows of a sheet as headers, and the problem with a row before all of them.
    private func rows(_ sheet: Workbook.Sheet, cellsLeft: inout Int) throws -> (
        rows: [(line: Int64, header: Header)], failure: ImportFailure?
    ) {
        var reader = try SheetReader(workbook, sheet: sheet, columnCount: nil, decimal: ".", digest: [])
        var rows: [(line: Int64, header: Header)] = []
        var failure: ImportFailure?
        let first = Int64(profiles.map { $0.format.headerRow ?? 1 }.min() ?? 1)
        let last = profiles.map { $0.format.headerRow ?? TextFormat.headerRowMax }.max() ?? 1
        reading: while true {
            switch try reader.next() {
            case .end: break reading
            case .badRow(let problem):
                if rows.isEmpty, failure == nil, reader.line >= first {
                    failure = ImportFailure(
                        .badWorkbook,
                        "\(workbook.archive.name) [\(sheet.name)]:\(reader.line): \(problem.message)"
                    )
                }
            case .row where reader.line < first: continue
            case .row:
                cellsLeft -= reader.filledCount
                guard cellsLeft >= 0 else {
                    throw ImportFailure(
                        .badWorkbook,
                        "\(workbook.archive.name) has too many wide sheets to search all of them for a header; name the "
                            + "sheet in a profile: sheet: NAME"
                    )
                }
                let names = (0..<reader.filledCount).map { String(decoding: reader.field($0), as: UTF8.self) }
                rows.append((reader.line, Header(names)))
            }
            if reader.line >= last { break reading }
        }
        return (rows, failure)
    }
}
