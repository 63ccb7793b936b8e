import Foundation
import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Amazon's inventory ledger in its several forms, and at its usual size.
@Suite struct AmazonLedgerTests {
    private static let fixture = ExportFixture(profile: "amazon-inventory-ledger", files: ["ledger.csv"])
    private static let header = [
        "Date", "FNSKU", "ASIN", "MSKU", "Title", "Event Type", "Reference ID", "Quantity",
        "Fulfillment Center",
        "Disposition", "Reason", "Country", "Reconciled Quantity", "Unreconciled Quantity", "Date and Time",
        "Store",
    ]

    /// The fixture with only these columns, in another delimiter and letter case.
    private func ledger(without missing: Set<String>, tabs: Bool, upperCase: Bool) throws -> String {
        let (head, rows, _) = try Self.fixture.parts(of: "ledger.csv")
        return try (head + rows).enumerated().map { index, line in
            let cells = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
                .dropFirst().dropLast().components(separatedBy: "\",\"")
            try #require(cells.count == 16)
            let kept = zip(Self.header, cells).filter { !missing.contains($0.0) }.map(\.1)
                .map { index == 0 && upperCase ? $0.uppercased() : $0 }
            return tabs ? kept.joined(separator: "\t") : kept.map { "\"\($0)\"" }.joined(separator: ",")
        }.joined(separator: "\n") + "\n"
    }

    @Test(arguments: [
        [], ["Store"], ["Store", "Date and Time"],
        ["Store", "Date and Time", "Reconciled Quantity", "Unreconciled Quantity"],
    ])
    func `a file of 12, 14, 15 or 16 columns, in CSV or TAB and any letter case, is the same file`(
        missing: [String]
    )
        throws
    {
        let book = try Book()
        try book.importFile(ledger(without: [], tabs: false, upperCase: false))
        for (tabs, upperCase) in [(false, false), (true, true)] {
            let again = try book.importFile(
                ledger(without: Set(missing), tabs: tabs, upperCase: upperCase)
            )
            #expect(again.profile == "amazon-inventory-ledger")
            #expect(again.append.batch == nil && again.append.counts.duplicates == 40)
        }
    }

    /// Rows of which only identity differs between widths, so that each width is a ledger of its own.
    @Test(arguments: [
        [
            "Title", "Reason", "Country", "Reconciled Quantity", "Unreconciled Quantity", "Date and Time",
            "Store",
        ],
        ["Reason", "Country", "Reconciled Quantity", "Unreconciled Quantity", "Date and Time", "Store"],
        ["Country", "Reconciled Quantity", "Unreconciled Quantity", "Date and Time", "Store"],
        ["Country", "Date and Time", "Store"],
    ])
    func `a file of 9, 10, 11 or 13 columns gives the same stock, and says what it lacks`(missing: [String])
        throws
    {
        let whole = try Book()
        try whole.importFile(ledger(without: [], tabs: false, upperCase: false))
        let narrow = try Book()
        let text = try ledger(without: Set(missing), tabs: false, upperCase: false)
        let result = try narrow.importFile(text)
        #expect(result.profile == "amazon-inventory-ledger" && result.append.counts.recorded == 40)
        #expect(try narrow.stock() == whole.stock())
        #expect(
            Set(result.append.warnings.map(\.column)) == Set(missing).intersection(["Reason", "Country"])
        )
        #expect(try narrow.importFile(text).append.batch == nil)
    }

    /// 24,000 rows of 90 days, a quarter of them equal to another one, and the sum of their movements.
    private func bigLedger(seed: UInt64) -> (rows: [(day: Int, text: String)], net: [String: Int]) {
        var random = SeededDraws(seed: seed)
        var rows: [(day: Int, text: String)] = []
        var net: [String: Int] = [:]
        while rows.count < 24_000 {
            let day = rows.count * 90 / 24_000
            let date = CalendarDate(dayNumber: 20_600 + day).description.split(separator: "-")
            let sku = "MX-\(Int.random(in: 100...499, using: &random))"
            let units = Int.random(in: 0..<20, using: &random) == 0 ? 5 : -1
            let type = units > 0 ? "Receipts" : "Shipments"
            let cells = [
                "\(date[1])/\(date[2])/\(date[0])", "X\(sku)", "B\(sku)", sku, "Lámpara", type,
                units > 0 ? "FBA\(day)" : "", "\(units)", "MEX1", "SELLABLE", "", "MX", "0", "0",
                "\(date.joined(separator: "-"))T00:00:00-0800", "Amazon.com.mx",
            ]
            let text = cells.map { "\"\($0)\"" }.joined(separator: ",")
            // Three distinct rows, then one that repeats the last.
            for _ in 0..<(rows.count % 4 == 2 ? 2 : 1) where rows.count < 24_000 {
                rows.append((day, text))
                net[sku, default: 0] += units
            }
        }
        return (rows, net)
    }

    @Test
    func `24,000 rows, a quarter of them equal to another, are all counted, and overlaps are not doubled`()
        throws
    {
        let seed: UInt64 = 41
        let (rows, net) = bigLedger(seed: seed)
        let header = Self.header.map { "\"\($0)\"" }.joined(separator: ",") + "\n"
        func file(_ rows: [(day: Int, text: String)]) -> String {
            header + rows.map(\.text).joined(separator: "\n") + "\n"
        }
        let equal = Dictionary(grouping: rows, by: \.text).values.filter { $0.count > 1 }.joined().count
        #expect(equal >= 6000, "seed \(seed)")

        let book = try Book()
        // The first export ends in the middle of its last day.
        let cut = rows.prefix(14_050)
        let first = try book.importFile(file(Array(cut)))
        #expect(first.append.counts.recorded == 14_050)
        let lastDay = try #require(cut.last?.day)
        let overlap = rows.filter { $0.day >= lastDay - 30 }
        let second = try book.importFile(
            file(overlap.map { ($0.day, $0.text.replacing("Lámpara", with: "Lámpara LED")) })
        )
        #expect(second.append.counts.recorded == Int64(rows.count - cut.count))
        #expect(second.append.counts.conflicts == 0)
        let stock = Dictionary(
            uniqueKeysWithValues: try book.ledger.stock(StockQuery(includesZero: true)).rows.map {
                ($0.sku.text, $0.units.available)
            }
        )
        for (sku, units) in net { #expect(stock[sku] == Int64(units), "\(sku), seed \(seed)") }
        #expect(try book.importFile(file(rows.reversed())).append.batch == nil)
        #expect(try book.ledger.verify().findings == [])
    }
}
