import Foundation
import TestSupport
import Testing

@testable import WarehouseExports

/// A file is read in chunks of 256 KiB; their ends must not show.
@Suite struct ChunkBoundaryTests {
    private static let chunkBytes = 1 << 18

    /// The rows of a text whose byte at `offset` starts another chunk, without the padding.
    private func readRows(_ text: [UInt8], startingPieceAt offset: Int) throws -> [String] {
        let padding = [UInt8](repeating: UInt8(ascii: "p"), count: Self.chunkBytes - 1 - offset)
        let rows = try WarehouseExportsTests.readRows(padding + [0x0A] + text) {
            $0.delimiter = UInt8(ascii: ",")
        }
        return try rows.dropFirst().map { row in
            let digits = row.prefix { $0.isNumber }
            return try "\(#require(Int(digits)) - 1)" + row.dropFirst(digits.count)
        }
    }

    @Test(arguments: [
        "\"a\"\"b\",c\r\n\"x\r\ny\",é\r\"q\",\"\"\r\n\r\n中,\"\"\"\"\n",
        "ok,1\r\n\"bad\"x,2,3\r\n1,\"bad\"\"\"y\n\n\"a\",b",
        "1,2\r\n\"never closed,3\r\n4,5\r\n",
    ])
    func `rows are the same wherever a chunk ends`(text: String) throws {
        let bytes = Array(text.utf8)
        let whole = try WarehouseExportsTests.readRows(bytes) { $0.delimiter = UInt8(ascii: ",") }
        for offset in 0...bytes.count {
            #expect(
                try readRows(bytes, startingPieceAt: offset) == whole,
                "a piece begins \(offset) bytes into \(text.debugDescription)"
            )
        }
    }

    @Test func `a long row may end with a chunk, also between CR and LF`() throws {
        for short in 0...2 {
            let long = [UInt8](repeating: UInt8(ascii: "x"), count: 5 * Self.chunkBytes - short)
            #expect(
                try WarehouseExportsTests.readRows(long + Array("\r\nc,d\r\n".utf8))
                    == ["1! row_too_long", "2: c|d"]
            )
        }
    }

    @Test func `a file of many chunks is read from its first row to its last`() throws {
        var text = "number,square\n"
        for number in 1...30_000 { text += "\(number),\"\(number)\n\"\n" }
        let rows = try WarehouseExportsTests.readRows(text)
        #expect(rows.count == 30_001)
        #expect(rows.last == "60000: 30000|30000\n")
    }

    /// A pipe returns what it has, so a header may come in two parts.
    @Test(arguments: [
        ["\u{FEFF}k", "ind;document\n", "1;2\n"], ["kind;", "document\n1;", "2\n"],
        ["\n", "kind;document\n1;2"],
    ])
    func `a pipe may return less than a line`(pieces: [String]) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("pipe")
        try #require(mkfifo(path, 0o600) == 0)
        let writer = Thread {
            let descriptor = open(path, O_WRONLY)
            for piece in pieces {
                // A byte order mark has three bytes; the first may come alone.
                for part in [piece.utf8.prefix(1), piece.utf8.dropFirst(1)] {
                    _ = Array(part).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                    usleep(20_000)
                }
            }
            close(descriptor)
        }
        writer.start()
        var reader = try DelimitedReader(path: path, format: TextFormat())
        var rows: [String] = []
        while case .row = try reader.next() {
            rows.append(
                (0..<reader.fieldCount).map { String(decoding: reader.field($0), as: UTF8.self) }.joined(
                    separator: "|"
                )
            )
        }
        #expect(rows == ["kind|document", "1|2"])
    }
}
