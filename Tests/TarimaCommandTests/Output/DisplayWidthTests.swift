import Testing

@testable import TarimaCommand

@Suite struct DisplayWidthTests {
    @Test(arguments: [("", 0), ("abc", 3), ("ñandú", 5), ("жук", 3)])
    func `narrow letters take one column`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: ["漢", "か", "カ", "한", "Ａ", "￥", "𠀀", "📦", "⭐", "、"])
    func `East Asian wide characters and emoji take two columns`(text: String) {
        #expect(DisplayWidth.of(text) == 2)
    }

    @Test func `half-width kana take one column`() {
        #expect(DisplayWidth.of("ｶﾀ") == 2)
    }

    @Test(arguments: ["\u{301}", "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{FE0F}", "\u{3099}", "\u{20DD}"])
    func `combining marks and zero-width characters take no column`(text: String) {
        #expect(DisplayWidth.of("a" + text) == 1)
    }

    @Test func `a Hangul syllable spelled in letters is as wide as the composed one`() {
        #expect(DisplayWidth.of("\u{1112}\u{1161}\u{11AB}") == DisplayWidth.of("\u{D55C}"))
    }

    @Test func `the edges of the wide ranges are exact`() {
        #expect(DisplayWidth.of("\u{10FF}") == 1)
        #expect(DisplayWidth.of("\u{1100}") == 2)
        #expect(DisplayWidth.of("\u{303F}") == 1)
        #expect(DisplayWidth.of("\u{3FFFD}") == 2)
        #expect(DisplayWidth.of("\u{3FFFE}") == 1)
    }
}
