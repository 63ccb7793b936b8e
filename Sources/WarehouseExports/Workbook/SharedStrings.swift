/// The shared texts of a workbook, end to end in a few large blocks.
struct SharedStrings {
    /// Blocks do not move when there are more of them, so that no text is copied.
    private var blocks: [[UInt8]] = []
    private var places: [Place] = []

    private struct Place {
        let block: UInt16
        let start: UInt32
        let count: UInt32
    }

    static let none = SharedStrings()
    private static let blockBytes = 2 << 20
    private static let blocksMax = 64
    private static let countMax = 4 << 20

    private init() {}

    /// - Throws: `ImportFailure` if it is not XML, or has more text than the memory for it.
    init(_ part: ZipArchive.Part, file: String) throws {
        var xml = try XMLStream(part, file: file)
        var text: [UInt8] = []
        reading: while true {
            switch try xml.next() {
            case .documentEnd: break reading
            case .start where xml.isNamed("si"):
                text.removeAll(keepingCapacity: true)
                let fits = try RichText.read(&xml, appendingTo: &text, bytesMax: DelimitedReader.rowBytesMax)
                guard fits, places.count < Self.countMax, add(text) else {
                    throw xml.failure(
                        "has more text than \(Self.blocksMax * Self.blockBytes >> 20) MiB; save the sheet as CSV"
                    )
                }
            default: continue
            }
        }
    }

    /// Adds a text. Returns false if there is no room.
    private mutating func add(_ text: [UInt8]) -> Bool {
        if blocks.last.map({ $0.count + text.count > Self.blockBytes }) ?? true {
            guard blocks.count < Self.blocksMax else { return false }
            blocks.append([])
            blocks[blocks.count - 1].reserveCapacity(max(Self.blockBytes, text.count))
        }
        let block = blocks.count - 1
        // proven: there are 64 blocks, and a part of a workbook has fewer than 2^32 bytes.
        places.append(
            Place(
                block: UInt16(block),
                start: UInt32(blocks[block].count),
                count: UInt32(text.count)
            )
        )
        blocks[block] += text
        return true
    }

    /// The text with a number from 0; nil if there is none.
    subscript(_ index: Int) -> ArraySlice<UInt8>? {
        guard places.indices.contains(index) else { return nil }
        let place = places[index]
        return blocks[Int(place.block)][Int(place.start)..<Int(place.start + place.count)]
    }
}
