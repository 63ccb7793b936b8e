/// The cells of a SKU in a month, packed into bytes: first those of the month, then those of its days.
/// `v007_packed_moves.sql` describes the bytes.
struct PackedCells {
    /// A cell of a day, or of the month.
    struct Cell {
        /// The day of the month, from 1; 0 for a cell of the month.
        var day: Int
        /// The part of the key besides the SKU.
        var phase: RoutePhase
        /// In 128 bits, so that a sum that fits in 64 bits can be added in any order.
        var units: Int128
        var events: Int64

        /// Whether the cell has live events.
        var isAnything: Bool { units != 0 || events != 0 }

        func isBefore(_ other: Cell) -> Bool {
            day == other.day ? phase < other.phase : day < other.day
        }

        mutating func add(_ other: Cell) {
            // proven: sums of 64 bits, of which there are fewer than 2^63.
            units += other.units
            events &+= other.events
        }
    }

    /// The longest month.
    static let days = 1...31

    static var damaged: LedgerError {
        LedgerError(.damaged, "the sums of a SKU's month cannot be read; run verify, then rebuild")
    }

    private let bytes: UnsafeRawBufferPointer

    /// - Parameter bytes: stay in place while the cells are used.
    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Passes the cells of the month, in the order of their keys.
    ///
    /// - Throws: `damaged`.
    func forEachTotal(_ body: (Cell) throws -> Void) throws {
        var numbers = PackedNumbers(bytes)
        _ = try Self.totals(&numbers, body)
    }

    /// Whether the month has such a route; any month has what is nil.
    ///
    /// - Throws: `damaged`.
    func hasPhase(_ isWanted: ((RoutePhase) -> Bool)?) throws -> Bool {
        guard let isWanted else { return true }
        var has = false
        try forEachTotal { if isWanted($0.phase) { has = true } }
        return has
    }

    /// Passes the cells of all days, by day and key.
    ///
    /// - Throws: `damaged`.
    func forEachCell(_ body: (Cell) throws -> Void) throws {
        var rest = try cells(of: Self.days)
        while let cell = try rest.next() { try body(cell) }
    }

    /// The cells of days, by day and key. Days after the last one are not read.
    ///
    /// - Throws: `damaged`.
    func cells(of wanted: ClosedRange<Int>) throws -> DayCells {
        var numbers = PackedNumbers(bytes)
        var phases: [RoutePhase] = []
        _ = try Self.totals(&numbers) { phases.append($0.phase) }
        return DayCells(numbers, phases, of: wanted)
    }

    /// Reads the cells of days one after the other. Sums are read by the million, and calling a block for each costs more
    /// than reading them.
    struct DayCells {
        private var numbers: PackedNumbers
        private let phases: [RoutePhase]
        private let wanted: ClosedRange<Int>
        // The days come after the month, which has the places below its number of cells.
        private var last: Int
        private var day = 0
        private var dayStart = 0

        fileprivate init(_ numbers: PackedNumbers, _ phases: [RoutePhase], of wanted: ClosedRange<Int>) {
            self.numbers = numbers
            self.phases = phases
            self.wanted = wanted
            last = phases.count - 1
        }

        /// The next cell; nil after the last one, when it must not be asked again.
        ///
        /// - Throws: `damaged`.
        mutating func next() throws -> Cell? {
            while !numbers.isAtEnd {
                guard let place = Int(exactly: try numbers.next()), place > last else {
                    throw PackedCells.damaged
                }
                last = place
                while place - dayStart >= phases.count {
                    guard day < PackedCells.days.upperBound else { throw PackedCells.damaged }
                    day += 1
                    dayStart += phases.count
                }
                guard day <= wanted.upperBound else { return nil }
                let units = try numbers.nextSigned()
                let events = try numbers.nextSigned()
                if day >= wanted.lowerBound {
                    return Cell(
                        day: day,
                        phase: phases[place - dayStart],
                        units: Int128(units),
                        events: events
                    )
                }
            }
            return nil
        }
    }

    /// Reads the cells of the month, and returns how many there are: at least one.
    private static func totals(_ numbers: inout PackedNumbers, _ body: (Cell) throws -> Void) throws -> Int {
        // A cell has three numbers, of a byte at least.
        guard let count = Int(exactly: try numbers.next()), count > 0, count <= numbers.bytesLeft / 3 else {
            throw damaged
        }
        var last: RoutePhase?
        for _ in 0..<count {
            guard let phase = RoutePhase(packed: try numbers.next()), last.map({ $0 < phase }) ?? true
            else { throw damaged }
            last = phase
            try body(
                Cell(
                    day: 0,
                    phase: phase,
                    units: Int128(try numbers.nextSigned()),
                    events: try numbers.nextSigned()
                )
            )
        }
        return count
    }
}

/// Packs the cells of SKUs in months. Its memory is used again for each.
struct CellPacker {
    private var phases: [RoutePhase] = []
    private var totals: [PackedCells.Cell] = []
    private var places: [Int] = []

    /// The packed cells of days.
    ///
    /// - Parameters:
    ///   - cells: at least one, sorted by day and key.
    ///   - sku: is named if a sum exceeds 64 bits.
    /// - Throws: `SumOverflow`.
    mutating func pack(_ cells: [PackedCells.Cell], sku: Int32) throws -> [UInt8] {
        sum(cells)
        var bytes: [UInt8] = []
        bytes.reserveCapacity((totals.count + cells.count) * 5 + 2)
        bytes.append(packed: UInt64(totals.count))
        for total in totals { try Self.append(total, at: total.phase.packed, sku, to: &bytes) }
        for (cell, place) in zip(cells, places) {
            try Self.append(cell, at: UInt64(cell.day * totals.count + place), sku, to: &bytes)
        }
        return bytes
    }

    /// Adds up the cells of the month, and finds the place of each cell among them.
    private mutating func sum(_ cells: [PackedCells.Cell]) {
        phases.removeAll(keepingCapacity: true)
        for cell in cells { phases.append(cell.phase) }
        phases.sort()
        totals.removeAll(keepingCapacity: true)
        for phase in phases where totals.last?.phase != phase {
            totals.append(PackedCells.Cell(day: 0, phase: phase, units: 0, events: 0))
        }
        places.removeAll(keepingCapacity: true)
        var (day, place) = (0, 0)
        for cell in cells {
            if cell.day != day { (day, place) = (cell.day, 0) }
            // Every cell has its total, and both are sorted.
            while place < totals.count, totals[place].phase < cell.phase { place += 1 }
            totals[place].add(cell)
            places.append(place)
        }
    }

    private static func append(
        _ cell: PackedCells.Cell,
        at place: UInt64,
        _ sku: Int32,
        to bytes: inout [UInt8]
    )
        throws
    {
        guard let units = Int64(exactly: cell.units) else { throw SumOverflow(sku: Int64(sku)) }
        bytes.append(packed: place)
        bytes.append(packed: units)
        bytes.append(packed: cell.events)
    }
}
