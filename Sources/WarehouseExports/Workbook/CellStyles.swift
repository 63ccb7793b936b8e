/// The cell styles of a workbook that show numbers as dates.
struct CellStyles {
    private var isDate: [Bool] = []

    static let none = CellStyles()
    private static let countMax = 1 << 16

    private init() {}

    init(_ part: ZipArchive.Part, file: String) throws {
        var xml = try XMLStream(part, file: file)
        var customDates: [Int: Bool] = [:]
        var isInCellFormats = false
        reading: while true {
            switch try xml.next() {
            case .documentEnd: break reading
            case .start where xml.isNamed("numFmt"):
                if let id = try xml.attributeText("numFmtId").flatMap({ Int($0) }),
                    let code = try xml.attributeText("formatCode"), customDates.count < Self.countMax
                {
                    customDates[id] = Self.isDate(code)
                }
            case .start where xml.isNamed("cellXfs"): isInCellFormats = true
            case .start where isInCellFormats && xml.isNamed("xf"):
                guard isDate.count < Self.countMax else {
                    throw xml.failure("has too many styles for a workbook")
                }
                let id = try xml.attributeText("numFmtId").flatMap { Int($0) } ?? 0
                isDate.append(customDates[id] ?? Self.isDate(id))
            case .end where xml.isNamed("cellXfs"): isInCellFormats = false
            default: continue
            }
        }
    }

    func isDate(style: Int) -> Bool { isDate.indices.contains(style) && isDate[style] }

    /// The formats without a code in the file. Source: ECMA-376, part 1, 18.8.30, including those of Chinese locales.
    private static func isDate(_ id: Int) -> Bool {
        (14...22).contains(id) || (27...36).contains(id) || id == 45 || id == 47 || (50...58).contains(id)
    }

    /// Whether a format shows a day or a time of day: it contains one of their letters outside of quotes, escapes and
    /// brackets. A time beyond a day, such as `[h]:mm`, is a duration and not a date.
    static func isDate(_ code: String) -> Bool {
        var letters = ""
        var rest = code.lowercased()[...]
        while let character = rest.popFirst() {
            switch character {
            case "\"":
                rest = rest.drop { $0 != "\"" }.dropFirst()
            case "\\", "_", "*": rest = rest.dropFirst()
            case "[":
                let inside = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(inside.count + 1)
                if !inside.isEmpty, inside.allSatisfy({ "hms".contains($0) }) { return false }
            case ";": rest = ""
            default: letters.append(character)
            }
        }
        // The only format that is a word.
        return letters != "general" && letters.contains { "ymdhs".contains($0) }
    }
}
