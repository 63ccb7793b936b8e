import Testing

@testable import InventoryLedger

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("lmp-01", "LMP-01"), ("LMP01", "LMP-01"), ("LPM-01", "LMP-01"), ("LMP-1", "LMP-01"),
        ("almacen", "almacén"),
        ("lmp-01x", "LMP-01"), ("mty1", "MTY1"), ("x", "X"), ("zebra", nil), ("MX", "X"), ("MX-", "MX-1"),
        ("q", nil),
        ("", nil),
    ])
    func `the nearest name has few other letters`(name: String, nearest: String?) {
        #expect(name.nearest(among: ["MTY1", "LMP-02", "LMP-01", "almacén", "X", "MX-1"]) == nearest)
    }

    @Test func `of two letters one has to be right`() {
        #expect("A1".nearest(among: ["B7", "AA"]) == "AA")
        #expect("A1".nearest(among: ["B7"]) == nil)
        #expect("a".nearest(among: ["b"]) == nil)
    }

    @Test func `the nearest of many names is found, wherever it is`() {
        let names = (0..<100_000).map { "SKU-\($0)-\($0 % 7)" }
        #expect("sku-99999-4".nearest(among: names) == "SKU-99999-4")
        #expect("SKU-99999x-4".nearest(among: names) == "SKU-99999-4")
    }

    @Test func `a sentence about a name ends with what was meant, or with something else`() {
        #expect("lmp".unknown("SKU", among: ["LMP"]) == "there is no SKU lmp; did you mean LMP?")
        #expect("lmp".unknown("SKU", among: [String]()) == "there is no SKU lmp")
        #expect("x".suggestion(among: ["yyyy"], otherwise: "; remove it") == "; remove it")
    }
}
