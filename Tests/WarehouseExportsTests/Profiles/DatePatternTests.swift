import InventoryLedger
import Testing

@testable import WarehouseExports

/// Dates as exports write them.
@Suite struct DatePatternTests {
    private func read(_ pattern: String, _ text: String) throws -> String? {
        switch try #require(DatePattern(pattern), "\(pattern) is no pattern").read(text) {
        case .date(let date): return date.description
        case .local(let date, let millisecondOfDay): return "\(date) \(millisecondOfDay / 1000) s"
        case .instant(let instant): return instant.description
        case nil: return nil
        }
    }

    @Test(arguments: [
        ("MM/dd/yyyy", "11/13/2026", "2026-11-13"), ("dd/MM/yyyy", "13/11/2026", "2026-11-13"),
        ("d/M/yyyy", "3/1/2026", "2026-01-03"), ("d/M/yyyy", "13/11/2026", "2026-11-13"),
        ("dd.MM.yyyy", "13.11.2026", "2026-11-13"), ("yyyyMMdd", "20261113", "2026-11-13"),
        ("d-MMM-yy", "1-Dec-26", "2026-12-01"), ("d-MMM-yy", "13-NOV-26", "2026-11-13"),
        ("MMM d, yyyy", "Feb 29, 2028", "2028-02-29"), ("yyyy年M月d日", "2026年11月3日", "2026-11-03"),
        ("dd/MM/yyyy HH:mm", "13/11/2026 08:30", "2026-11-13 30600 s"),
        ("d/M/yy H:mm", "3/1/26 8:05", "2026-01-03 29100 s"),
        ("dd/MM/yyyy HH:mm:ss", "13/11/2026 23:59:59", "2026-11-13 86399 s"),
        ("yyyy/MM/ddTHH:mm", "2026/11/13T00:00", "2026-11-13 0 s"), ("yy-MM-dd", "99-12-31", "2099-12-31"),
        ("MM/dd/yyyy hh:mm:ss a", "03/01/2026 10:00:00 AM", "2026-03-01 36000 s"),
        ("MM/dd/yyyy hh:mm:ss a", "03/01/2026 12:00:01 am", "2026-03-01 1 s"),
        ("M/d/yy h:mm a", "3/1/26 12:30 PM", "2026-03-01 45000 s"),
        ("M/d/yy h:mma", "3/1/26 9:05pm", "2026-03-01 75900 s"),
        ("dd/MM/yyyy h:mm a", "01/03/2026 1:00 p. m.", "2026-03-01 46800 s"),
        ("dd/MM/yyyy h:mm a", "01/03/2026 1:00 a.\u{A0}m.", "2026-03-01 3600 s"),
        ("epoch seconds", "1794561127", "2026-11-13T09:12:07Z"),
        ("epoch milliseconds", "1794561127250", "2026-11-13T09:12:07.250Z"),
        ("d 'de' MMMM 'de' yyyy", "1 de março de 2026", "2026-03-01"),
        ("d 'de' MMMM 'de' yyyy", "31 de Dezembro de 2026", "2026-12-31"),
        ("dd/MM/yyyy n", "13/11/2026 0", "2026-11-13 0 s"),
        ("dd/MM/yyyy n", "13/11/2026 42000", "2026-11-13 42 s"),
    ])
    func `a pattern reads dates in its format`(pattern: String, text: String, date: String) throws {
        #expect(try read(pattern, text) == date)
    }

    @Test(arguments: ["MM/dd/yyyy hh:mm", "MM/dd/yyyy HH:mm a", "dd de MM yyyy", "yyyy-MM-dd kk:mm"])
    func `a pattern with letters that mean nothing, or half an hour's name, is refused`(pattern: String) {
        #expect(DatePattern(pattern) == nil)
    }

    @Test(arguments: [
        (
            "dd de MM yyyy",
            "\"de\" means nothing in a date pattern; the letters are yyyy, yy, MMMM, MMM, MM, M, dd, d, "
        ),
        ("yyyy-MM-dd kk:mm", "\"kk\" means nothing in a date pattern"),
        ("epoch", "\"epoch\" means nothing in a date pattern"),
        ("MM/dd/yyyy hh:mm", "need a for AM or PM"), ("MM/dd/yyyy HH:mm a", "needs hh or h"),
        ("MM/yyyy", "needs year, month and day"), ("dd/MM/yyyy HH:mm n", "n is the place within a day"),
    ])
    func `a pattern is refused where it stands, with what to write`(pattern: String, says: String) throws {
        let yaml = "name: p\nheader: [A]\ndates:\n  - dd/MM/yyyy\n  - \(pattern)\n"
        let failure = try #require(throws: ImportFailure.self) {
            try ProfileReader.read(yaml, file: "p.yaml")
        }
        #expect(
            failure.message.hasPrefix("p.yaml:5:5: ") && failure.message.contains(says),
            "\(failure.message)"
        )
    }

    @Test(arguments: [
        ("epoch seconds", "0"), ("epoch seconds", "1794565927250"), ("epoch seconds", "17945659.5"),
        ("epoch seconds", "-1794565927"), ("epoch milliseconds", "1794565927"),
        ("dd/MM/yyyy n", "13/11/2026"),
        ("dd/MM/yyyy n", "13/11/2026 86400000"), ("d-MMM-yy", "1-fev-26"),
        ("MM/dd/yyyy hh:mm a", "03/01/2026 13:00 PM"), ("MM/dd/yyyy hh:mm a", "03/01/2026 00:30 AM"),
        ("MM/dd/yyyy hh:mm a", "03/01/2026 10:30"), ("MM/dd/yyyy", "13/11/2026"), ("MM/dd/yyyy", "1/3/2026"),
        ("MM/dd/yyyy", "11/13/26"),
        ("MM/dd/yyyy", "11/13/20261"), ("MM/dd/yyyy", "11/13/2026 08:30"), ("MM/dd/yyyy", " 11/13/2026"),
        ("MM/dd/yyyy", "02/30/2026"), ("MM/dd/yyyy", "02/29/2100"), ("MM/dd/yyyy", "11-13-2026"),
        ("MM/dd/yyyy", "１1/13/2026"), ("MM/dd/yyyy", ""), ("d-MMM-yy", "1-Dez-26"),
        ("d-MMM-yy", "1-December-26"),
        ("dd/MM/yyyy HH:mm", "13/11/2026 24:00"), ("dd/MM/yyyy HH:mm", "13/11/2026 08:60"),
        ("dd/MM/yyyy HH:mm:ss", "13/11/2026 08:30:60"), ("dd/MM/yyyy HH:mm", "13/11/2026"),
        ("dd/MM/yyyy", "00/11/2026"), ("dd/MM/yyyy", "13/00/2026"), ("dd/MM/yyyy", "13/11/1969"),
        ("d/M/yyyy", "/11/2026"), ("dd/MM/yyyy", "-3/11/2026"),
    ])
    func `a pattern reads nothing else`(pattern: String, text: String) throws {
        #expect(try read(pattern, text) == nil)
    }

    @Test func `a pattern without a year is accepted if a column gives the earliest date`() throws {
        let yaml = "name: p\nheader: [A]\ndates: [dd/MM]\n"
        let failure = try #require(throws: ImportFailure.self) {
            try ProfileReader.read(yaml, file: "p.yaml")
        }
        #expect(failure.code == .badProfile && failure.message.hasPrefix("p.yaml:3:9: "))
        #expect(try ProfileReader.read(yaml + "year_from: A\n", file: "p.yaml").dates.count == 1)
        #expect(try #require(DatePattern("dd/MM")).read("13/11") == nil)
    }

    @Test(arguments: ["", "MM/yyyy", "yyyy", "HH:mm", "dd/mm/yyyy", "words"])
    func `a pattern needs a month and a day`(pattern: String) {
        #expect(DatePattern(pattern) == nil)
    }

    /// Each pattern with every day of some years, written in its format.
    @Test func `a pattern reads back every day it can write`() throws {
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        for dayNumber in stride(from: 18_000, to: 22_000, by: 7) {
            let date = CalendarDate(dayNumber: dayNumber)
            let (year, month, day) = (date.year, date.month, date.day)
            #expect(try read("MM/dd/yyyy", "\(two(month))/\(two(day))/\(year)") == date.description)
            #expect(try read("d/M/yyyy", "\(day)/\(month)/\(year)") == date.description)
            #expect(try read("d-MMM-yy", "\(day)-\(names[month - 1])-\(two(year % 100))") == date.description)
        }
    }
}
