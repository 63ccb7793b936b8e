import InventoryLedger
import Testing
import WarehouseExports

@testable import TarimaCommand

@Suite struct PageTextTests {
    @Test func `every phrase exists in every language, with the same placeholders`() {
        let keys = PagePhrase.allCases.map { "review.\($0)" } + PlanPhrase.allCases.map { "plan.\($0)" }
        for key in keys {
            let texts = Language.allCases.map { Phrases.of($0).title(key) }
            #expect(texts.allSatisfy { !$0.isEmpty && $0 != key }, "\(key)")
            let values = Set(texts.map { text in (0..<5).filter { text.contains("{\($0)}") } })
            #expect(values.count == 1, "\(key)")
        }
    }

    @Test func `a value that looks like a placeholder is unchanged`() {
        #expect(Language.english.phrase(.transfer, "{1}", "B{0}") == "transfer {1} → B{0}")
    }

    @Test(arguments: [
        ("1", "1 day: it is late"), ("2", "2 days: they are late"), ("1,000", "1,000 days: they are late"),
    ])
    func `a word follows the number that it belongs to`(number: String, expected: String) {
        let text = "{0} {0:day|days}: {0:it is|they are} late"
        #expect(text.filled(with: [number]) == expected)
        #expect("{0:one|all {0}}".filled(with: ["7"]) == "all 7")
        #expect("{0} {1} {x} {0:one} {".filled(with: ["7"]) == "7 {1} {x} {0:one} {")
    }

    @Test(arguments: [
        (Language.english, "5 Jan 2026", "5 Jan 2026, 23:30"),
        (.spanish, "5 ene 2026", "5 ene 2026, 23:30"),
        (.chinese, "2026年1月5日", "2026年1月5日 23:30"),
    ])
    func `days and times are written as the language writes them`(
        language: Language,
        day: String,
        time: String
    ) throws {
        let zone = try #require(BusinessZone("America/Mexico_City"))
        let text = PageText(language: language, zone: zone)
        #expect(text.day(CalendarDate(year: 2026, month: 1, day: 5)) == day)
        #expect(text.time(Instant("2026-01-06T05:30:00Z")) == time)
    }

    @Test(arguments: [
        (Language.english, "13–17 Nov 2025", "28 Nov – 2 Dec 2025", "30 Dec 2025 to 2 Jan 2026"),
        (.spanish, "del 13 al 17 nov 2025", "del 28 nov al 2 dic 2025", "del 30 dic 2025 al 2 ene 2026"),
        (.chinese, "2025年11月13日至17日", "2025年11月28日至12月2日", "2025年12月30日至2026年1月2日"),
    ])
    func `days from one to another say month and year once`(
        language: Language,
        month: String,
        year: String,
        years: String
    ) throws {
        let text = PageText(language: language, zone: try #require(BusinessZone("America/Mexico_City")))
        func days(_ from: (Int, Int, Int), _ to: (Int, Int, Int)) throws -> String {
            text.days(
                try #require(CalendarDate(year: from.0, month: from.1, day: from.2)),
                try #require(CalendarDate(year: to.0, month: to.1, day: to.2))
            )
        }
        #expect(try days((2025, 11, 13), (2025, 11, 17)) == month)
        #expect(try days((2025, 11, 28), (2025, 12, 2)) == year)
        #expect(try days((2025, 12, 30), (2026, 1, 2)) == years)
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
        #expect(text.percent(0.8125) == "81.3%")
        #expect(text.percent(0.08) == "8.0%")
        #expect(text.number(nil) == "–")
        let pesos = try Currency("MXN")
        #expect(text.about([Money(minorUnits: 467_250, currency: pesos)]) == "4,673\u{A0}MXN")
        #expect(text.about([Money(minorUnits: -149, currency: pesos)]) == "−1\u{A0}MXN")
        #expect(try text.about([Money(minorUnits: 1_499, currency: Currency("JPY"))]) == "1,499\u{A0}JPY")
        #expect(text.time(Instant(milliseconds: 1_793_520_000_000)) == "1 Nov 2026, 01:00")
        #expect(Decimals.text(-0.00004, decimals: 4) == "0")
        #expect(Decimals.text(-12.5, decimals: 2) == "-12.5")
        #expect(Decimals.text(0.05, decimals: 2) == "0.05")
        #expect(DailyChart.niceCeiling(0) == 1)
        #expect(DailyChart.niceCeiling(43) == 50)
        #expect(DailyChart.niceCeiling(101) == 200)
    }
}
