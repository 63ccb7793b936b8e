import Crypto
import Foundation
import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// The encodings of exports: detected or named, and never misread silently. The texts are made up.
@Suite struct EncodingTests {
    /// `类型,单据号,SKU,仓库,数量,发生时间\n采购入库,R-1,MX-1,蒙特雷,4,2026-11-13\n`, as written by Chinese Windows.
    private static let chinese: [UInt8] = [
        0xC0, 0xE0, 0xD0, 0xCD, 0x2C, 0xB5, 0xA5, 0xBE, 0xDD, 0xBA, 0xC5, 0x2C, 0x53, 0x4B, 0x55, 0x2C,
        0xB2, 0xD6, 0xBF, 0xE2, 0x2C, 0xCA, 0xFD, 0xC1, 0xBF, 0x2C, 0xB7, 0xA2, 0xC9, 0xFA, 0xCA, 0xB1,
        0xBC, 0xE4, 0x0A, 0xB2, 0xC9, 0xB9, 0xBA, 0xC8, 0xEB, 0xBF, 0xE2, 0x2C, 0x52, 0x2D, 0x31, 0x2C,
        0x4D, 0x58, 0x2D, 0x31, 0x2C, 0xC3, 0xC9, 0xCC, 0xD8, 0xC0, 0xD7, 0x2C, 0x34, 0x2C, 0x32, 0x30,
        0x32, 0x36, 0x2D, 0x31, 0x31, 0x2D, 0x31, 0x33, 0x0A,
    ]

    /// `Folio;Artículo;Almacén;Cantidad\nR-1;LÁMPARA Nº 5 – “niño”;México;4\n`, as written by Windows in Mexico.
    private static let spanish: [UInt8] = [
        0x46, 0x6F, 0x6C, 0x69, 0x6F, 0x3B, 0x41, 0x72, 0x74, 0xED, 0x63, 0x75, 0x6C, 0x6F, 0x3B, 0x41,
        0x6C, 0x6D, 0x61, 0x63, 0xE9, 0x6E, 0x3B, 0x43, 0x61, 0x6E, 0x74, 0x69, 0x64, 0x61, 0x64, 0x0A,
        0x52, 0x2D, 0x31, 0x3B, 0x4C, 0xC1, 0x4D, 0x50, 0x41, 0x52, 0x41, 0x20, 0x4E, 0xBA, 0x20, 0x35,
        0x20, 0x96, 0x20, 0x93, 0x6E, 0x69, 0xF1, 0x6F, 0x94, 0x3B, 0x4D, 0xE9, 0x78, 0x69, 0x63, 0x6F,
        0x3B, 0x34, 0x0A,
    ]

    private static let chineseRows = [
        "1: 类型|单据号|SKU|仓库|数量|发生时间", "2: 采购入库|R-1|MX-1|蒙特雷|4|2026-11-13",
    ]
    private static let spanishRows = [
        "1: Folio|Artículo|Almacén|Cantidad", "2: R-1|LÁMPARA Nº 5 – “niño”|México|4",
    ]

    /// A text in UTF-16.
    private func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let halves = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return bigEndian ? halves : halves.reversed()
        }
    }

    private func failure(_ bytes: [UInt8], _ change: (inout TextFormat) -> Void = { _ in }) throws -> String {
        try #require(#expect(throws: ImportFailure.self) { try readRows(bytes, change) }).message
    }

    @Test func `Chinese and Spanish texts are recognized by their bytes`() throws {
        #expect(try readRows(Self.chinese) == Self.chineseRows)
        #expect(try readRows(Self.spanish) == Self.spanishRows)
    }

    @Test func `far into a file the first character beyond ASCII still decides`() throws {
        let ascii = Array(String(repeating: "plain;text;1;2\n", count: 60_000).utf8)
        let rows = try readRows(ascii + Self.spanish)
        #expect(rows.count == 60_002)
        #expect(rows.last == "60002: R-1|LÁMPARA Nº 5 – “niño”|México|4")
    }

    @Test(arguments: [true, false])
    func `UTF-16 is recognized by its mark, or by its NUL bytes`(bigEndian: Bool) throws {
        let text = "a;b\r\n\"x\r\ny\";中\r\nñ;𠀀\r\n"
        let rows = ["1: a|b", "2: x\r\ny|中", "4: ñ|𠀀"]
        #expect(try readRows(utf16("\u{FEFF}" + text, bigEndian: bigEndian)) == rows)
        #expect(try readRows(utf16(text, bigEndian: bigEndian)) == rows)
        // Longer than any single read, so that pairs and characters are cut everywhere.
        let long = String(repeating: "a;𠀀中\r\n", count: 60_000)
        let read = try readRows(utf16("\u{FEFF}x" + long, bigEndian: bigEndian))
        #expect(read.count == 60_000)
        #expect(read.dropFirst().allSatisfy { $0.hasSuffix(": a|𠀀中") })
    }

    @Test func `a long file in GB18030 is read wherever its chunks end`() throws {
        var bytes = Array("x".utf8) + Self.chinese
        // Two and four bytes per character, so a chunk sometimes ends within one.
        for _ in 0..<40_000 { bytes += [0xB2, 0xD6, 0x95, 0x32, 0x82, 0x36, 0x2C, 0x31, 0x0A] }
        let rows = try readRows(bytes) { $0.encodings = [.gb18030] }
        #expect(rows.dropFirst(2).allSatisfy { $0.hasSuffix(": 仓𠀀|1") })
        #expect(rows.count == 40_002)
    }

    @Test func `the first named encoding in which the text is valid is used`() throws {
        let named = { (format: inout TextFormat) in format.encodings = [.utf8, .windows1252] }
        #expect(try readRows(Self.spanish, named) == Self.spanishRows)
        #expect(try readRows(Array("Artículo;b\n".utf8), named) == ["1: Artículo|b"])
        #expect(
            try readRows(Self.chinese) { $0.encodings = [.utf8, .gb18030, .windows1252] } == Self.chineseRows
        )
    }

    @Test func `a mark at the beginning takes precedence over a named encoding`() throws {
        #expect(try readRows(Array("\u{FEFF}ñ;b".utf8)) { $0.encodings = [.windows1252] } == ["1: ñ|b"])
    }

    @Test func `bytes that are invalid in the named encoding are shown with their place`() throws {
        let folder = try TemporaryFolder()
        var format = TextFormat()
        format.encodings = [.gb18030]
        let text = Array("a,b\nzz".utf8) + [0xFF, 0x2C] + Array("2\n3,4\n".utf8)
        var reader = try DelimitedReader(path: folder.write("f", bytes: text), format: format)
        _ = try reader.next()
        guard case .badRow(let problem) = try reader.next() else {
            Issue.record("the row was read")
            return
        }
        #expect(problem.code == "bad_encoding")
        #expect(problem.value == "FF")
        #expect(problem.message.contains("at line 2, character 3"))
        #expect(reader.rawRow == Array("zz".utf8) + [0xFF] + Array(",2".utf8))
        guard case .row = try reader.next() else {
            Issue.record("reading did not go on")
            return
        }
        #expect(
            try readRows([0x61, 0x81, 0x0A, 0x62]) { $0.encodings = [.windows1252] } == [
                "1! bad_encoding", "2: b",
            ]
        )
        let half = utf16("a\n", bigEndian: false) + [0x0A, 0xD8] + utf16("\nb", bigEndian: false)
        #expect(try readRows(half) { $0.encodings = [.utf16] } == ["1: a", "2! bad_encoding", "3: b"])
        // A file cut off within a character.
        let cut = utf16("a\nb\n", bigEndian: false).dropLast()
        #expect(try readRows(Array(cut)) { $0.encodings = [.utf16] } == ["1: a", "2! bad_encoding"])
    }

    /// Ambiguous bytes, and the place of the first that decides.
    @Test(
        arguments: [
            // «CAÑÓN» in Windows-1252; the two letters are also one common Chinese character.
            ([0x61, 0x2C, 0x62, 0x0A, 0x43, 0x41, 0xD1, 0xD3, 0x4E], "2:3"),
            // «一» is also a letter of Cyrillic in UTF-8.
            ([0x78, 0x2C, 0xD2, 0xBB, 0x0A], "1:3"),
            ([0xFF, 0x2C, 0x80], "1:1"),
        ] as [([UInt8], String)]
    )
    func `an undetermined encoding is an error with both possibilities and what to do`(
        bytes: [UInt8],
        place: String
    )
        throws
    {
        let message = try failure(bytes)
        #expect(message.contains(":\(place): the bytes "))
        #expect(message.contains("name the encoding, gb18030 or windows-1252"))
    }

    @Test func `one more pair of common characters makes it Chinese`() throws {
        #expect(try readRows([0x78, 0x2C, 0xD2, 0xBB, 0xB0, 0xA1, 0x0A]) == ["1: x|一啊"])
    }

    @Test func `a guess is reported, except UTF-8`() throws {
        let folder = try TemporaryFolder()
        for (bytes, recorded) in [(Self.spanish, ["windows-1252"]), (Array("ñ;b".utf8), [])] {
            var reader = try DelimitedReader(path: folder.write("f", bytes: bytes), format: TextFormat())
            while case .row = try reader.next() {}
            #expect(reader.takeWarnings().map(\.value) == recorded)
            #expect(reader.takeWarnings().isEmpty)
        }
    }

    @Test func `a profile or the command names the encoding`() throws {
        let book = try Book()
        let path = try book.folder.write("r.csv", bytes: Self.spanish)
        let yaml = """
            name: entradas
            header: [Folio, Artículo]
            columns: { document: Folio, sku: Artículo, warehouse: Almacén, quantity: Cantidad }
            constants: { kind: stock_received, occurred_at: 2026-11-13 }
            """
        for (encoding, sku) in [
            ("[utf-8, windows-1252]", "LÁMPARA Nº 5 – “niño”"), ("windows-1252", "LÁMPARA Nº 5 – “niño”"),
        ] {
            var options = ImportOptions()
            options.profile = try Profile.reading(yaml + "\ntext: { encoding: \(encoding) }")
            let preview = try ImportPreview.read(path, options: options, eventsMax: 9, now: Book.now)
            #expect(preview.events.map { $0.event.sku?.text } == [sku])
        }
        var options = ImportOptions()
        options.profile = try Profile.reading(yaml + "\ntext: { encoding: gb18030 }")
        options.file.encodings = [.windows1252]
        #expect(try ImportPreview.read(path, options: options, eventsMax: 9, now: Book.now).events.count == 1)
        let wrong = #expect(throws: ImportFailure.self) {
            try Profile.reading(yaml + "\ntext: { encoding: ebcdic }")
        }
        #expect(wrong?.message.contains("profile.yaml:5:19: an encoding must be one of utf-8") == true)
    }

    @Test func `a batch keeps the digest of the original bytes`() throws {
        let book = try Book()
        let path = try book.folder.write("r.csv", bytes: Self.chinese)
        var options = ImportOptions()
        options.profile = try Profile.reading(
            """
            name: r
            header: [单据号]
            columns: { document: 单据号, sku: SKU, warehouse: 仓库, quantity: 数量, occurred_at: 发生时间 }
            constants: { kind: stock_received }
            """
        )
        let result = try Importer(book.ledger, options: options).importFile(path)
        #expect(result.append.counts.recorded == 1)
        let digest = try #require(try book.ledger.batches().first?.fileDigest)
        #expect(digest == Array(SHA256.hash(data: Data(Self.chinese))))
        #expect(result.append.warnings.map(\.code) == ["guessed_encoding"])
    }
}
