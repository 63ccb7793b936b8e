import InventoryLedger
import TestSupport
import Testing
import WarehouseExports

@Suite struct CalendarDeclarationTests {
    private let file = """
        calendar,from,to,closed,name
        cn,2027-02-01,2027-02-21,yes,factory closed
        warehouse:MTY1,2026-09-16,,no,
        warehouse:MTY1,2026-12-26,2026-12-31,,inventory

        """

    @discardableResult
    private func declare(_ text: String, in book: Book) throws -> AppendResult {
        let read = try CalendarFile(path: book.folder.write("calendar.csv", text))
        #expect(read.problems.isEmpty)
        return try book.ledger.declare(calendars: read.calendars, origin: read.origin)
    }

    @Test func `a file of calendars is recorded once, holds over the built-in days, and is undone`() throws {
        let book = try Book()
        #expect(try declare(file, in: book).counts.recorded == 2)
        #expect(try declare(file, in: book).batch == nil)
        let warehouse = try book.ledger.calendars().calendar(.of("MTY1"))
        func isClosed(_ text: String) throws -> Bool? {
            try warehouse.day(#require(CalendarDate(text)))?.isClosed
        }
        #expect(try isClosed("2026-09-16") == false)
        #expect(try isClosed("2026-12-25") == true)
        #expect(try isClosed("2026-12-31") == true)
        #expect(try isClosed("2026-12-01") == nil)
        try book.ledger.undo(batch: 1)
        #expect(try book.ledger.declaredCalendars().isEmpty)
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `a later file replaces the calendars that it names, and leaves the others`() throws {
        let book = try Book()
        try declare(file, in: book)
        #expect(try declare("calendar,from\ncn,2027-03-01\n", in: book).counts.superseded == 1)
        let declared = try book.ledger.declaredCalendars()
        #expect(declared.map(\.name.text) == ["cn", "warehouse:MTY1"])
        #expect(declared.map(\.periods.count) == [1, 2])
    }

    @Test func `bad rows are named with their line and column`() throws {
        let folder = try TemporaryFolder()
        let read = try CalendarFile(
            path: folder.write(
                "bad.csv",
                """
                calendar,from,to,closed,name
                us,2026-07-04,,,
                cn,2026-02-30,,,
                cn,2026-03-02,2026-03-01,,
                cn,2026-04-01,2026-04-09,,
                cn,2026-04-09,,no,
                cn,2026-05-09,,perhaps,
                cn,0999-05-09,,,

                """
            )
        )
        #expect(read.problems.map(\.row) == [2, 3, 4, 6, 7, 8])
        #expect(read.problems.map(\.column) == ["calendar", "from", "to", "from", "closed", "from"])
        #expect(Set(read.problems.map(\.code)) == ["bad_calendar"])
    }
}
