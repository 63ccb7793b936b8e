import InventoryLedger
import TestSupport
import Testing

/// Names of files whose bytes are not UTF-8.
@Suite struct FileNameTests {
    @Test func `every name comes back byte for byte`() {
        var draws = SeededDraws(seed: 20_261_128)
        for _ in 0..<2000 {
            // Valid and invalid bytes, and those of the scalars that represent kept bytes.
            let bytes = (0..<draws.number(0...9)).flatMap { _ -> [UInt8] in
                switch draws.number(0...5) {
                case 0: [UInt8(draws.number(0x80...0xFF))]
                case 1: [0xF4, 0x8F, UInt8(draws.number(0xBC...0xBF)), UInt8(draws.number(0x80...0xBF))]
                case 2: Array("é".utf8)
                case 3: Array("仓🚚".utf8).prefix(draws.number(1...7)).map { $0 }
                default: [UInt8(draws.number(0x01...0x7F))]
                }
            }
            #expect(FileName.bytes(of: FileName.name(of: bytes)) == bytes, "\(bytes)")
        }
    }

    @Test func `a name that is text is unchanged`() {
        for name in ["", "a.ledger", "año/仓.csv", "🚚", "\u{FFFD}", "e\u{301}"] {
            let made = FileName.name(of: Array(name.utf8))
            #expect(Array(made.utf8) == Array(name.utf8))
            #expect(FileName.shown(made) == name)
        }
    }

    @Test func `a byte that is not text is shown in hexadecimal`() {
        #expect(FileName.shown(FileName.name(of: Array("caf".utf8) + [0xE9])) == "caf\\xE9")
        #expect(FileName.shown(FileName.name(of: [0xE4, 0xBB])) == "\\xE4\\xBB")
    }

    @Test func `different names stay different`() {
        let names: [[UInt8]] = [[0xE9], [0xC3, 0xA9], [0xF4, 0x8F, 0xBF, 0xA9], [0xEF, 0xBF, 0xBD]]
        #expect(Set(names.map { FileName.name(of: $0) }).count == names.count)
    }
}
