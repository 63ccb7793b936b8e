import InventoryLedger
import TestSupport
import Testing

@testable import InventoryLedger
@testable import WarehouseExports

/// Codes that people may mistake for each other: listed in exceptions, with a warning when the second one first
/// appears.
@Suite struct LookAlikeTests {
    private static let header = "kind,document,sku,warehouse,quantity,occurred_at\n"

    private func receipt(_ sku: String, _ warehouse: String = "MTY1") -> String {
        "stock_received,R-\(sku)-\(warehouse),\(sku),\(warehouse),1,2026-11-01\n"
    }

    @Test(arguments: [
        ("MX-01", "mx-1"), ("MX 01", "MX01"), ("LAMP-O1", "LAMP-01"), ("LAMP-l", "LAMP-1"),
        ("LAMP-I0", "LAMP-l0"),
        ("ＭＸ-1", "MX-1"), ("cafe\u{301}", "café"), ("A\u{200B}B", "AB"), ("0012", "12"), ("MTY1", "mty1"),
        ("OIL", "0il"), ("LAMP-O1", "LAMP-1"),
    ])
    func `codes look alike`(one: String, other: String) {
        #expect(!CodeShape.shapes(of: one).isDisjoint(with: CodeShape.shapes(of: other)))
    }

    @Test(arguments: [
        ("MX-01", "MX-10"), ("BOX", "BX"), ("A-0", "A-"), ("LAMP", "LAMPS"), ("MX-1", "MX_1"), ("A1", "A11"),
        ("0", "1"),
    ])
    func `codes do not look alike`(one: String, other: String) {
        #expect(CodeShape.shapes(of: one).isDisjoint(with: CodeShape.shapes(of: other)))
    }

    @Test(arguments: seeds(20))
    func `codes that look alike have one fingerprint`(_ seed: UInt64) {
        var random = SeededDraws(seed: seed)
        let pieces = [
            "0", "O", "o", "1", "l", "I", "A", "a", "Ａ", "é", "e\u{301}", " ", "'", "=", "-", "7", "\u{200B}",
        ]
        func code() -> String {
            (0..<Int.random(in: 1...5, using: &random)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &random)]
            }
            .joined()
        }
        var found = 0
        for _ in 0..<2000 {
            let (one, other) = (code(), code())
            guard !CodeShape.shapes(of: one).isDisjoint(with: CodeShape.shapes(of: other)) else { continue }
            found += 1
            #expect(CodeShape.fingerprint(of: one) == CodeShape.fingerprint(of: other), "\(one) \(other)")
        }
        #expect(found > 20)
    }

    @Test func `a new code that looks like a known one is a warning, once, with both`() throws {
        let book = try Book()
        try book.importFile(Self.header + receipt("LAMP-01"))
        let second = try book.importFile(Self.header + receipt("lamp-O1") + receipt("FAN", "mty1")).append
        #expect(second.warnings.map(\.code) == ["look_alike", "look_alike"])
        #expect(second.warnings.map(\.value) == ["lamp-O1", "mty1"])
        #expect(
            second.warnings[0].message.contains("lamp-O1") && second.warnings[0].message.contains("LAMP-01")
        )
        #expect(second.warnings[1].message.contains("MTY1"))
        #expect(try book.importFile(Self.header + receipt("lamp-O1", "CDMX")).append.warnings.isEmpty)
        let found = try book.ledger.exceptions()
        #expect(found.map(\.code) == [.lookAlikeWarehouse, .lookAlikeSKU])
        #expect(found.map(\.message).allSatisfy { $0.contains("looks like") })
        #expect(found[0].warehouse == "mty1" && found[1].sku == "lamp-O1")
    }

    @Test func `two in one file are reported too, and a mapped one is not`() throws {
        let book = try Book()
        let both = try book.importFile(Self.header + receipt("A-1") + receipt("a-1")).append
        #expect(both.warnings.map(\.value) == ["a-1"])
        try book.ledger.declare(codes: [
            CodeMapping(.sku, source: .manual, code: "a-1", components: [.init(value: "A-1")])
        ])
        #expect(try book.ledger.exceptions().isEmpty)
        #expect(try book.importFile(Self.header + receipt("a-1", "CDMX")).append.warnings.isEmpty)
    }

    @Test(arguments: [
        ("LAMB", true), ("LAMPS", true), ("LAP", true), ("LAMPX-1", false), ("LAMP1", false), ("LAMQ", true),
        ("RAMP", true),
        ("LAPM", false), ("lamp", true), ("LAMP", false), ("MX-02", false), ("MX-011", false),
        ("MY-01", true),
    ])
    func `a new code that is one letter from an item is a warning`(sku: String, isWarned: Bool) throws {
        let book = try Book()
        try book.ledger.declare(items: [Item(sku: "LAMP"), Item(sku: "MX-01")])
        let warnings = try book.importFile(Self.header + receipt(sku)).append.warnings
        #expect(warnings.map(\.value) == (isWarned ? [sku] : []))
    }

    @Test func `a code that is an item itself is right`() throws {
        let book = try Book()
        try book.ledger.declare(items: [Item(sku: "SHIRT-S"), Item(sku: "SHIRT-M")])
        #expect(
            try book.importFile(Self.header + receipt("SHIRT-M") + receipt("SHIRT-S")).append.warnings.isEmpty
        )
        #expect(
            try book.importFile(Self.header + receipt("SHIRT-L")).append.warnings.map(\.value) == ["SHIRT-L"]
        )
    }
}
