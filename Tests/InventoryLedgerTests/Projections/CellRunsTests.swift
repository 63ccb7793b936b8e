import TestSupport
import Testing

@testable import InventoryLedger

/// Sums of cells that come in runs, against a dictionary.
@Suite struct CellRunsTests {
    private static func cell(_ random: inout SeededDraws) -> CellTable.Entry {
        let key = CellKey(
            sku: Int32(random.number(1...40)),
            route: Int32(random.number(1...20)),
            isBeforeOpening: random.number(0...9) == 0
        )
        return CellTable.Entry(key: key, units: Int64(random.number(-9...9)), events: 1)
    }

    @Test(arguments: seeds(5))
    func `runs of any lengths, and cells in no order, sum to what a dictionary sums`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        var runs = CellRuns()
        var units: [CellKey: Int64] = [:]
        var events: [CellKey: Int64] = [:]
        for _ in 1...60 {
            var cells = (0..<random.number(0...80)).map { _ in Self.cell(&random) }
            for cell in cells {
                units[cell.key, default: 0] += cell.units
                events[cell.key, default: 0] += 1
            }
            switch random.number(0...2) {
            case 0: for cell in cells { try runs.add(cell) }
            case 1:
                cells.sort { $0.key < $1.key }
                for cell in cells { try runs.add(cell) }
            default:
                var table = CellTable()
                for cell in cells { try table.add(units: cell.units, events: 1, to: cell.key) }
                try runs.add(run: table.sorted)
            }
        }
        let merged = try runs.merged()
        #expect(merged.map(\.key) == units.keys.sorted())
        for entry in merged {
            #expect(entry.units == units[entry.key])
            #expect(entry.events == events[entry.key])
        }
        #expect(try runs.merged().count == merged.count, "asking changes nothing")
    }

    @Test func `a sum that leaves 64 bits is refused, beside each other and between runs`() throws {
        let cell = CellTable.Entry(
            key: CellKey(sku: 1, route: 1, isBeforeOpening: false),
            units: .max,
            events: 1
        )
        var runs = CellRuns()
        try runs.add(cell)
        #expect(throws: LedgerError.sumOverflow) { try runs.add(cell) }
        var further = CellRuns()
        #expect(throws: LedgerError.sumOverflow) {
            try further.add(run: [cell])
            try further.add(run: [cell])
            _ = try further.merged()
        }
    }
}
