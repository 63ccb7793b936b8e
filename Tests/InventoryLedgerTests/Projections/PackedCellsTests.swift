import TestSupport
import Testing

@testable import InventoryLedger

/// The packed cells of a SKU's month, against the oracle's reading of them.
@Suite struct PackedCellsTests {
    private typealias Cell = PackedCells.Cell

    private static func phase(_ route: Int, isBeforeOpening: Bool) throws -> RoutePhase {
        try #require(RoutePhase(packed: UInt64(route * 2 + (isBeforeOpening ? 1 : 0))))
    }

    /// Random cells of days, sorted, none twice.
    private static func cells(_ random: inout SeededDraws) throws -> [Cell] {
        var cells: [Cell] = []
        let routes = (0..<random.number(1...9)).map { _ in
            random.number(0...5) == 0 ? Int(Int32.max) - random.number(0...3) : random.number(1...200)
        }
        for day in 1...31 where random.number(0...2) == 0 {
            for route in Set(routes).sorted() where random.number(0...1) == 0 {
                for isBeforeOpening in [false, true] where random.number(0...1) == 0 {
                    let isLarge = random.number(0...9) == 0
                    let large = Int128(Int64.max / 64) * Int128(random.number(-1...1))
                    cells.append(
                        Cell(
                            day: day,
                            phase: try phase(route, isBeforeOpening: isBeforeOpening),
                            units: isLarge ? large : Int128(random.number(-300...300)),
                            events: Int64(random.number(-2...200))
                        )
                    )
                }
            }
        }
        return cells.isEmpty
            ? [Cell(day: 1, phase: try phase(1, isBeforeOpening: false), units: 1, events: 1)] : cells
    }

    private static func text(_ cells: [Cell]) -> [String] {
        cells.map {
            "\($0.day) \($0.phase.route) \($0.phase.isBeforeOpening ? 1 : 0) \($0.units) \($0.events)"
        }
    }

    private static func unpacked(_ bytes: [UInt8], _ days: ClosedRange<Int> = PackedCells.days) throws
        -> [Cell]
    {
        try bytes.withUnsafeBytes { bytes in
            var cells: [Cell] = []
            try PackedCells(bytes).forEachTotal { cells.append($0) }
            var rest = try PackedCells(bytes).cells(of: days)
            while let cell = try rest.next() { cells.append(cell) }
            return cells
        }
    }

    @Test(arguments: seeds(20))
    func `cells are unpacked as they were packed, with their totals first`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let cells = try Self.cells(&random)
        var packer = CellPacker()
        // A packer is used for many rows.
        _ = try packer.pack(Self.cells(&random), sku: 1)
        let bytes = try packer.pack(cells, sku: 1)
        var totals: [RoutePhase: Cell] = [:]
        for cell in cells {
            totals[cell.phase, default: Cell(day: 0, phase: cell.phase, units: 0, events: 0)].add(cell)
        }
        let expected = Self.text(totals.values.sorted { $0.phase < $1.phase } + cells)
        #expect(try Self.text(Self.unpacked(bytes)) == expected)
        let told = try #require(OracleCells.cells(bytes)).map {
            "\($0.day) \($0.route) \($0.beforeOpening) \($0.units) \($0.events)"
        }
        #expect(told == expected)
        #expect(OracleCells.bytes(try #require(OracleCells.numbers(bytes))) == bytes)
        let days = random.number(1...15)...random.number(16...31)
        let some = Self.text(
            totals.values.sorted { $0.phase < $1.phase } + cells.filter { days.contains($0.day) }
        )
        #expect(try Self.text(Self.unpacked(bytes, days)) == some)
    }

    @Test(arguments: seeds(20))
    func `changed bytes are refused, or read as cells in order`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let cells = try Self.cells(&random)
        var packer = CellPacker()
        let sound = try packer.pack(cells, sku: 1)
        for _ in 1...400 {
            var bytes = sound
            switch random.number(0...3) {
            case 0: bytes[random.number(0...bytes.count - 1)] = UInt8(random.number(0...255))
            case 1: bytes.removeLast(random.number(1...bytes.count))
            case 2: bytes.insert(UInt8(random.number(0...255)), at: random.number(0...bytes.count))
            default: bytes = (0..<random.number(0...30)).map { _ in UInt8(random.number(0...255)) }
            }
            do {
                let found = try Self.unpacked(bytes)
                #expect(zip(found, found.dropFirst()).allSatisfy { $0.isBefore($1) })
                #expect(found.first?.day == 0)
                #expect(found.allSatisfy { 0...31 ~= $0.day })
            } catch let error as LedgerError {
                #expect(error.code == .damaged)
            }
        }
    }

    @Test func `numbers of any size have as many bytes as they need`() throws {
        for (number, bytes) in [
            (UInt64(0), [UInt8(0)]), (1, [1]), (127, [127]), (128, [129, 0]), (16_383, [255, 127]),
            (16_384, [129, 128, 0]), (.max, [129, 255, 255, 255, 255, 255, 255, 255, 255, 127]),
        ] {
            var packed: [UInt8] = []
            packed.append(packed: number)
            #expect(packed == bytes)
            #expect(
                try packed.withUnsafeBytes { bytes in
                    var numbers = PackedNumbers(bytes)
                    return try numbers.next()
                } == number
            )
        }
        for number in [Int64(0), -1, 1, 63, -64, 64, -65, .max, .min] {
            var packed: [UInt8] = []
            packed.append(packed: number)
            #expect((-64...63 ~= number) == (packed.count == 1))
            #expect(
                try packed.withUnsafeBytes { bytes in
                    var numbers = PackedNumbers(bytes)
                    return try numbers.nextSigned()
                } == number
            )
        }
        for damaged in [[], [128], [129, 255, 255, 255, 255, 255, 255, 255, 255, 255, 127]] as [[UInt8]] {
            #expect(throws: LedgerError.self) {
                try damaged.withUnsafeBytes { bytes in
                    var numbers = PackedNumbers(bytes)
                    return try numbers.next()
                }
            }
        }
    }

    @Test func `a sum of days beyond 64 bits is refused, with its SKU`() throws {
        let phase = try Self.phase(1, isBeforeOpening: false)
        var packer = CellPacker()
        let days = [1, 2].map { Cell(day: $0, phase: phase, units: Int128(Int64.max), events: 1) }
        let error = #expect(throws: SumOverflow.self) { try packer.pack(days, sku: 7) }
        #expect(error?.sku == 7)
        #expect(throws: Never.self) { try packer.pack([days[0]], sku: 7) }
    }
}
