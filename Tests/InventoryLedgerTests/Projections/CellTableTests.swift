import TestSupport
import Testing

@testable import InventoryLedger

/// A hash table of sums, against a dictionary.
@Suite struct CellTableTests {
    @Test(arguments: seeds(3))
    func `a table sums like a dictionary`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        var table = CellTable()
        var units: [CellKey: Int64] = [:]
        var events: [CellKey: Int64] = [:]
        for _ in 1...5000 {
            let key = CellKey(
                sku: Int32(random.number(1...60)),
                route: Int32(random.number(0...1) == 0 ? random.number(1...20) : Int(Int32.max) - 1),
                isBeforeOpening: random.number(0...9) == 0
            )
            let change = Int64(random.number(-9...9))
            table.add(units: change, events: 1, to: key)
            units[key, default: 0] += change
            events[key, default: 0] += 1
        }
        #expect(table.count == units.count)
        #expect(table.sorted.map(\.key) == units.keys.sorted())
        for entry in table.sorted {
            #expect(entry.units == Int128(units[entry.key] ?? 0))
            #expect(entry.events == events[entry.key])
        }
    }

    @Test func `keys are in the order of the table of cells`() {
        let keys = [
            CellKey(sku: 1, route: 1, isBeforeOpening: false),
            CellKey(sku: 1, route: 1, isBeforeOpening: true),
            CellKey(sku: 1, route: 2, isBeforeOpening: false),
            CellKey(sku: 1, route: .max, isBeforeOpening: true),
            CellKey(sku: 2, route: 1, isBeforeOpening: false),
            CellKey(sku: .max, route: 1, isBeforeOpening: false),
        ]
        #expect(keys.sorted() == keys)
        #expect(keys.map(\.sku) == [1, 1, 1, 1, 2, .max])
        #expect(keys.map(\.route) == [1, 1, 2, .max, 1, 1])
        #expect(keys.map(\.isBeforeOpening) == [false, true, false, true, false, false])
    }

    @Test func `a sum may exceed 64 bits in between, and is refused only if it stays outside`() throws {
        var table = CellTable()
        let key = CellKey(sku: 7, route: 1, isBeforeOpening: false)
        for units in [Int64.max, .max, 5] { table.add(units: units, events: 1, to: key) }
        let outside = try #require(table.sorted.first)
        #expect(outside.units == 2 * Int128(Int64.max) + 5)
        let overflow = #expect(throws: SumOverflow.self) { try outside.units64() }
        #expect(overflow?.sku == 7)
        for units in [-Int64.max, .min] { table.add(units: units, events: -1, to: key) }
        #expect(try table.sorted.first?.units64() == 4)
    }
}
