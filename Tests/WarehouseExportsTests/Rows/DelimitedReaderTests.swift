import Foundation
import TestSupport
import Testing

@testable import WarehouseExports

/// Bytes into rows: line ends, quotes, delimiters, and line numbers as in an editor.
@Suite struct DelimitedReaderTests {
    @Test(arguments: ["\n", "\r\n", "\r"])
    func `every line end is a line end`(end: String) throws {
        let rows = ["1: a|b", "2: 1|2", "3: 3|4"]
        #expect(try readRows(["a,b", "1,2", "3,4"].joined(separator: end) + end) == rows)
        #expect(try readRows(["a,b", "1,2", "3,4"].joined(separator: end)) == rows)
    }

    @Test func `line ends may be mixed`() throws {
        #expect(try readRows("a\nb\r\nc\rd\n\re\r\r\nf") == ["1: a", "2: b", "3: c", "4: d", "6: e", "8: f"])
    }

    @Test func `blank lines are skipped and counted`() throws {
        #expect(try readRows("\n\na,b\n\n\r\n1,2\n\n") == ["3: a|b", "6: 1|2"])
    }

    @Test(arguments: [
        (#""a","b""#, ["1: a|b"]),
        (#""a""b",c"#, [#"1: a"b|c"#]),
        (#""""#, []),
        (#""","#, ["1: |"]),
        (#""""""#, [#"1: ""#]),
        ("\"\"\"a\"\"\"", ["1: \"a\""]),
        (#""a,b",c"#, ["1: a,b|c"]),
        (#"5" nail,c"#, [#"1: 5" nail|c"#]),
        (#"a, "b""#, [#"1: a| "b""#]),
        (#",,"#, ["1: ||"]),
        (#"a,"#, ["1: a|"]),
        (#"a,"""#, ["1: a|"]),
    ])
    func `quotes are removed, and doubled ones are one`(text: String, rows: [String]) throws {
        #expect(try readRows(text) == rows)
        #expect(try readRows(text + "\n") == rows)
        #expect(try readRows(text + "\r\nx\r\n") == rows + ["2: x"])
    }

    @Test func `a row is on the line where it begins, whatever its quotes contain`() throws {
        #expect(
            try readRows("\"a\nb\",c\n\"d\r\ne\rf\"\r\ng\n")
                == ["1: a\nb|c", "3: d\r\ne\rf", "6: g"]
        )
    }

    @Test(arguments: [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")])
    func `the header shows the delimiter, or the profile names it`(delimiter: String, name: String) throws {
        let text = "kind\(delimiter)document\(delimiter)sku\nx,;\t|y\n"
        #expect(try readRows(text)[0] == "1: kind|document|sku")
        let byte = try #require(TextFormat.delimiters[name])
        #expect(
            try readRows("a,;\t|b") { $0.delimiter = byte } == [
                "1: " + "a,;\t|b".replacing(delimiter, with: "|")
            ]
        )
    }

    @Test func `delimiters within quotes do not count`() throws {
        #expect(
            try readRows("\"Ingresos, en pesos, netos\";\"SKU\"\n1;2\n") == [
                "1: Ingresos, en pesos, netos|SKU", "2: 1|2",
            ]
        )
    }

    @Test func `blank lines before the header do not count`() throws {
        #expect(try readRows("\r\n\nkind;document\n1;2\n") == ["3: kind|document", "4: 1|2"])
    }

    @Test func `a file without quoting keeps its quotes`() throws {
        #expect(try readRows("\"a,b\"\n5\",\"\n") { $0.quote = nil } == ["1: \"a|b\"", "2: 5\"|\""])
    }

    @Test func `a byte order mark is not part of the first field`() throws {
        #expect(try readRows("\u{FEFF}a,b\n1,2") == ["1: a|b", "2: 1|2"])
        #expect(try readRows("\u{FEFF}\"a\",b\n") == ["1: a|b"])
        #expect(try readRows("\u{FEFF}\n\na;b\n") == ["3: a|b"])
    }

    @Test func `text after a closing quote is a bad row, and reading continues after it`() throws {
        #expect(try readRows("a,b\n\"c\"x,d\n1,2\n") == ["1: a|b", "2! bad_quote", "3: 1|2"])
        #expect(try readRows("a,b\n\"c\" ,d\r\n1,2") == ["1: a|b", "2! bad_quote", "3: 1|2"])
        #expect(try readRows("\"a\"x") == ["1! bad_quote"])
    }

    @Test func `a quote that is never closed spoils only its own line`() throws {
        #expect(try readRows("a,b\nc,\"d\n1,2\n3,4\n") == ["1: a|b", "2! bad_quote", "3: 1|2", "4: 3|4"])
        #expect(try readRows("a\n\"") == ["1: a", "2! bad_quote"])
    }

    @Test func `a row with a NUL is not text`() throws {
        #expect(try readRows("a,b\n1\0,2\n3,4\n") == ["1: a|b", "2! nul_byte", "3: 3|4"])
    }

    @Test(
        arguments: [
            [0xE9], [0xC3], [0xC3, 0x28], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
            [0xE4, 0xB8], [0x80],
        ] as [[UInt8]]
    )
    func `a row that is not in its declared UTF-8 shows its bytes`(bytes: [UInt8]) throws {
        let folder = try TemporaryFolder()
        let text = Array("a,b\ncaf".utf8) + bytes + Array(",2\n3,4\n".utf8)
        var format = TextFormat()
        format.encodings = [.utf8]
        #expect(try readRows(text) { $0 = format } == ["1: a|b", "2! not_utf8", "3: 3|4"])
        var reader = try DelimitedReader(path: folder.write("f", bytes: text), format: format)
        _ = try reader.next()
        guard case .badRow(let problem) = try reader.next() else {
            Issue.record("the row was read")
            return
        }
        let shown = bytes.map { String(format: "%02X", $0) }.joined(separator: " ")
        #expect(problem.value.hasPrefix(shown))
        #expect(Array(reader.rawRow) == Array("caf".utf8) + bytes + Array(",2".utf8))
    }

    @Test func `every text of Unicode is text`() throws {
        let text = "é,中文,👩‍👩‍👧,\u{10FFFF},\u{FFFD},\u{FFFE}"
        #expect(try readRows(text + "\n") == ["1: " + text.replacing(",", with: "|")])
    }

    @Test func `a row that is too long is skipped`() throws {
        let long = String(repeating: "x", count: 1_300_000)
        #expect(try readRows("a,b\n\(long)\r\nc,d\n") == ["1: a|b", "2! row_too_long", "3: c|d"])
        #expect(try readRows("a,b\n\(long)") == ["1: a|b", "2! row_too_long"])
        // A row just below the limit is a row.
        let shorter = String(repeating: "y", count: 1_000_000)
        #expect(try readRows("a,b\n\(shorter),1\n") == ["1: a|b", "2: \(shorter)|1"])
    }

    @Test func `an open quote before a long file spoils only its own line`() throws {
        let line = String(repeating: "z", count: 299_999)
        let rows = try readRows("a\n\"b\n" + String(repeating: line + "\n", count: 4) + "end\n")
        #expect(rows.prefix(2) == ["1: a", "2! row_too_long"])
        #expect(rows.count == 7)
        #expect(rows.last == "7: end")
    }

    @Test func `the raw row is as in the file, without its line end`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("f", "\u{FEFF}\"a\"\"b\", c \r\n\"x\"y,z\r\n")
        var reader = try DelimitedReader(path: path, format: TextFormat())
        _ = try reader.next()
        #expect(String(decoding: reader.rawRow, as: UTF8.self) == "\"a\"\"b\", c ")
        _ = try reader.next()
        #expect(String(decoding: reader.rawRow, as: UTF8.self) == "\"x\"y,z")
    }
}
