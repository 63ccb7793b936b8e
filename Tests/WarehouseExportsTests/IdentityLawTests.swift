import InventoryLedger
import TestSupport
import Testing
import WarehouseExports

/// Rows without an id are identified by the columns that a profile names, and counted.
@Suite struct IdentityLawTests {
    private static let profile = """
        name: movement-log
        source: amazon
        header: [Date, MSKU, Event, Quantity, Centre, Title]
        columns:
          sku: MSKU
          quantity: Quantity
          warehouse: Centre
          occurred_at: Date
        constants: { document: ledger }
        dates: [MM/dd/yyyy]
        identity: [Date, MSKU, Event, Quantity, Centre]
        events:
          - when: { Event: Receipts }
            record: { kind: stock_received }
          - when: { Event: Shipments }
            record: { kind: sale_shipped, negate: [quantity] }
          - when: { Event: Adjustments }
            record: { kind: stock_adjusted }
        """

    /// One movement; its title is that of the listing at the time of the file.
    struct Movement {
        let day: Int
        let sku: String
        let event: String
        let units: Int
        let centre: String

        func row(title: String) -> String { "11/\(day)/2026,\(sku),\(event),\(units),\(centre),\"\(title)\"" }
    }

    /// A log of days in which equal rows are distinct movements.
    private static func days(_ random: inout SeededDraws) -> [[Movement]] {
        (10...16).map { day in
            (0..<random.number(3...25)).map { _ in
                let event = random.pick(["Receipts", "Shipments", "Shipments", "Adjustments"])
                let units = event == "Receipts" ? 5 : random.pick([-1, -1, -2])
                return Movement(
                    day: day,
                    sku: random.pick(["MX-1", "mx-1"]),
                    event: event,
                    units: units,
                    centre: random.pick(["MTY1", "MEX2"])
                )
            }
        }
    }

    @Test func `lines that a file repeats many rows later are recorded once`() throws {
        let rows = (1...40_000).map { "stock_received,GRN-\($0),1,MX-1,MTY1,1,2026-11-01" }
        let header = "kind,document,line,sku,warehouse,quantity,occurred_at"
        let book = try Book()
        let file = ([header] + rows + rows.prefix(100)).joined(separator: "\n") + "\n"
        let counts = try book.importFile(file).append.counts
        #expect(counts.recorded == 40_000)
        #expect(counts.duplicates == 100)
        #expect(try book.stock() == "MX-1 MTY1 available 40000")
    }

    @Test(arguments: seeds(8))
    func `exports that overlap and end in a cut-off day count every movement once`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let days = Self.days(&random)
        let book = try Book()
        let path = try book.folder.write("movement-log.yaml", Self.profile)
        let profile = try Profile.named(path)
        /// The largest part of each day in any file.
        var recorded = days.map { _ in 0 }
        var files: [String] = []
        for number in 0..<4 {
            let (first, last) = (random.number(0...5), random.number(1...6))
            guard first <= last else { continue }
            var rows: [String] = []
            for day in first...last {
                let kept = day == last ? random.number(1...days[day].count) : days[day].count
                recorded[day] = max(recorded[day], kept)
                rows += days[day].prefix(kept).map { $0.row(title: "Title of file \(number)") }
            }
            let header = "Date,MSKU,Event,Quantity,Centre,Title"
            files.append(([header] + random.shuffled(rows)).joined(separator: "\n") + "\n")
        }
        for file in random.shuffled(files) {
            let result = try book.importFile(file) { $0.profile = profile }.append
            #expect(result.counts.recorded + result.counts.duplicates == result.counts.rows)
        }
        let movements = zip(days, recorded).flatMap { day, kept in day.prefix(kept) }
        #expect(try book.liveRows().count == movements.count)
        var units: [String: Int] = [:]
        for movement in movements {
            units["\(movement.sku) \(movement.centre)", default: 0] += movement.units
        }
        let expected = units.filter { $0.value != 0 }.map { "\($0.key) available \($0.value)" }.sorted()
        #expect(try book.stock().split(separator: "\n").map(String.init) == expected)
        for file in files {
            #expect(try book.importFile(file) { $0.profile = profile }.append.batch == nil)
        }
        #expect(try book.ledger.verify().isSound)
        // The groups survive an export, which writes them as lines.
        let copy = try Book()
        try copy.importFile(book.export())
        #expect(try copy.liveRows() == book.liveRows())
        #expect(try book.importFile(copy.export()).append.batch == nil)
    }

    @Test func `blanks around a value and quotes do not make another row`() throws {
        let book = try Book()
        let profile = try Profile.named(book.folder.write("movement-log.yaml", Self.profile))
        let header = "Date,MSKU,Event,Quantity,Centre,Title\n"
        try book.importFile(header + "11/10/2026,MX-1,Receipts,5,MTY1,A\n") { $0.profile = profile }
        let again = try book.importFile(header + "\"11/10/2026\",MX-1 ,Receipts, 5,\"MTY1\",B\n") {
            $0.profile = profile
        }
        #expect(again.append.counts.duplicates == 1)
    }
}
