/// The texts that a workbook keeps once for all its cells, end to end in one array.
struct SharedStrings {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    static let none = SharedStrings()
    private static let bytesMax = 128 << 20
    private static let countMax = 4 << 20

    private init() {}

    /// - Throws: `ImportFailure` for what is no XML, or more text than memory is kept for.
    init(_ part: ZipArchive.Part, file: String) throws {
        var xml = try XMLStream(part, file: file)
        reading: while true {
            switch try xml.next() {
            case .documentEnd: break reading
            case .start where xml.isNamed("si"):
                let fits = try RichText.read(&xml, appendingTo: &bytes, bytesMax: DelimitedReader.rowBytesMax)
                guard fits, bytes.count <= Self.bytesMax, ends.count < Self.countMax else {
                    throw xml.failure(
                        "holds more text than \(Self.bytesMax >> 20) MiB; save the sheet as CSV"
                    )
                }
                ends.append(bytes.count)
            default: continue
            }
        }
    }

    /// The text of a number from 0, nil where there is none.
    subscript(_ index: Int) -> ArraySlice<UInt8>? {
        guard ends.indices.contains(index) else { return nil }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }
}
