import InventoryLedger
import Testing

@testable import TarimaCommand

@Suite struct PageTextTests {
    @Test func `every phrase exists in every language, with the same placeholders`() {
        let phrases =
            PagePhrase.allCases.map { ("\($0)", PagePhrase.texts[$0]) }
            + PlanPhrase.allCases.map { ("\($0)", PlanPhrase.texts[$0]) }
        for (phrase, known) in phrases {
            let texts = PageLanguage.allCases.map { known?[$0] ?? "" }
            #expect(texts.allSatisfy { !$0.isEmpty }, "\(phrase)")
            let values = Set(texts.map { text in (0..<5).filter { text.contains("{\($0)}") } })
            #expect(values.count == 1, "\(phrase)")
        }
    }

    @Test func `a value that looks like a placeholder is unchanged`() {
        #expect(PageLanguage.english.phrase(.transfer, "{1}", "B{0}") == "transfer {1} → B{0}")
    }

    @Test(arguments: [
        ("1", "1 day: it is late"), ("2", "2 days: they are late"), ("1,000", "1,000 days: they are late"),
    ])
    func `a word follows the number that it belongs to`(number: String, expected: String) {
        let text = "{0} {0:day|days}: {0:it is|they are} late"
        #expect(PageLanguage.english.filled(text, [number]) == expected)
        #expect(PageLanguage.english.filled("{0:one|all {0}}", ["7"]) == "all 7")
    }

    @Test(arguments: [
        (PageLanguage.english, "5 Jan 2026", "5 Jan 2026, 23:30"),
        (.spanish, "5 ene 2026", "5 ene 2026, 23:30"),
        (.chinese, "2026年1月5日", "2026年1月5日 23:30"),
    ])
    func `days and times are written as the language writes them`(
        language: PageLanguage,
        day: String,
        time: String
    ) throws {
        let zone = try #require(BusinessZone("America/Mexico_City"))
        let text = PageText(language: language, zone: zone)
        #expect(text.day(CalendarDate(year: 2026, month: 1, day: 5)) == day)
        #expect(text.time(Instant("2026-01-06T05:30:00Z")) == time)
    }

    @Test func `special characters of HTML are escaped, also before a combining mark`() {
        #expect(Markup.escaped("<b>&\"'") == "&lt;b&gt;&amp;&quot;&#39;")
        #expect(Markup.escaped("<\u{301}\"\u{301}") == "&lt;\u{301}&quot;\u{301}")
        #expect(Markup.escaped("a\u{1B}[1m\u{0}") == "a\u{FFFD}[1m\u{FFFD}")
    }

    @Test func `numbers are grouped, and rounded as they are shown`() throws {
        let zone = try #require(BusinessZone("America/Tijuana"))
        let text = PageText(language: .english, zone: zone)
        #expect(text.units(-1_234_567) == "−1,234,567")
        #expect(text.units(999) == "999")
        #expect(text.percent(0.8125) == "81.3\u{A0}%")
        #expect(text.number(nil) == "–")
        #expect(text.time(Instant(milliseconds: 1_793_520_000_000)) == "1 Nov 2026, 01:00")
        #expect(Decimals.text(-0.00004, decimals: 4) == "0")
        #expect(Decimals.text(-12.5, decimals: 2) == "-12.5")
        #expect(Decimals.text(0.05, decimals: 2) == "0.05")
        #expect(DailyChart.niceCeiling(0) == 1)
        #expect(DailyChart.niceCeiling(43) == 50)
        #expect(DailyChart.niceCeiling(101) == 200)
    }
}
