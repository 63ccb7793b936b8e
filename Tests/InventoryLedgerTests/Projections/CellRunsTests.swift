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
        return CellTable.Entry(key: key, units: Int128(random.number(-9...9)), events: 1)
    }

    @Test(arguments: seeds(5))
    func `runs of any lengths, and cells in no order, sum like a dictionary`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        var runs = CellRuns()
        var units: [CellKey: Int128] = [:]
        var events: [CellKey: Int64] = [:]
        for _ in 1...60 {
            var cells = (0..<random.number(0...80)).map { _ in Self.cell(&random) }
            for cell in cells {
                units[cell.key, default: 0] += cell.units
                events[cell.key, default: 0] += 1
            }
            switch random.number(0...2) {
            case 0: for cell in cells { runs.add(cell) }
            case 1:
                cells.sort { $0.key < $1.key }
                for cell in cells { runs.add(cell) }
            default:
                var table = CellTable()
                for cell in cells { table.add(units: Int64(cell.units), events: 1, to: cell.key) }
                runs.add(run: table.sorted)
            }
        }
        let merged = runs.merged()
        #expect(merged.map(\.key) == units.keys.sorted())
        for entry in merged {
            #expect(entry.units == units[entry.key])
            #expect(entry.events == events[entry.key])
        }
        #expect(runs.merged().count == merged.count, "asking changes nothing")
    }

    @Test func `a sum may exceed 64 bits in between, within and across runs`() throws {
        func cell(_ units: Int64) -> CellTable.Entry {
            CellTable.Entry(
                key: CellKey(sku: 1, route: 1, isBeforeOpening: false),
                units: Int128(units),
                events: 1
            )
        }
        var runs = CellRuns()
        for units in [Int64.max, .max, .min] { runs.add(cell(units)) }
        #expect(try runs.merged().map { try $0.units64() } == [.max - 1])
        var further = CellRuns()
        for units in [Int64.max, .max, .min] { further.add(run: [cell(units)]) }
        #expect(try further.merged().map { try $0.units64() } == [.max - 1])
    }
}
