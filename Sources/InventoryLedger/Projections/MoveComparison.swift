/// Compares the rows of the table of moves with those that follow from the log.
///
/// It reads the packed cells by itself, so that a mistake in packing or unpacking them is a difference.
struct MoveComparison {
    /// A row as text is long, so it is only made for a difference.
    private struct Row {
        let month: Int64
        let sku: Int64
        let cells: [Cell]

        func isBefore(_ other: Row) -> Bool {
            month == other.month ? sku < other.sku : month < other.month
        }
    }

    private struct Cell: Equatable {
        /// Of the month; 0 for the month itself.
        let day: Int64
        /// 2 * route + before_opening.
        let key: UInt64
        let units: Int128
        let events: Int64
    }

    /// The rows that follow from the log, the last one first.
    private var upcoming: [Row] = []
    private var months: ArraySlice<SortedSums.Month>
    private var difference: String?

    init(_ months: [SortedSums.Month]) { self.months = months[...] }

    /// Takes the next row of the table.
    mutating func take(month: Int64, sku: Int64, _ bytes: UnsafeRawBufferPointer?) throws {
        guard difference == nil else { return }
        guard let stored = bytes.flatMap({ Self.cells($0) }) else {
            difference = "move: the cells of month=\(month) sku=\(sku) cannot be read"
            return
        }
        let row = Row(month: month, sku: sku, cells: stored)
        guard let expected = try next() else { return note(row.cells.first, of: row, isStored: true) }
        if expected.isBefore(row) {
            note(expected.cells.first, of: expected, isStored: false)
        } else if row.isBefore(expected) {
            note(row.cells.first, of: row, isStored: true)
        } else if row.cells != expected.cells {
            if let extra = row.cells.first(where: { !expected.cells.contains($0) }) {
                note(extra, of: row, isStored: true)
            } else {
                let lost = expected.cells.first { !row.cells.contains($0) }
                note(lost ?? row.cells.first, of: row, isStored: false)
            }
        }
    }

    /// The first difference, after the last row of the table.
    mutating func firstDifference() throws -> String? {
        if difference == nil, let lost = try next() { note(lost.cells.first, of: lost, isStored: false) }
        return difference
    }

    private mutating func note(_ cell: Cell?, of row: Row, isStored: Bool) {
        let place = "move: month=\(row.month) sku=\(row.sku)"
        guard let cell else {
            difference = "\(place) has no cells"
            return
        }
        difference =
            "\(place) day=\(cell.day) route=\(cell.key >> 1) before_opening=\(cell.key & 1) units=\(cell.units) "
            + "events=\(cell.events) is in "
            + (isStored ? "the sums but not in the log" : "the log but not in the sums")
    }

    private mutating func next() throws -> Row? {
        while upcoming.isEmpty, let month = months.popFirst() {
            try month.forEachSKU { sku, cells in
                let row = Self.row(month.number, sku, cells.filter(\.isAnything))
                if !row.cells.isEmpty { upcoming.append(row) }
            }
            upcoming.reverse()
        }
        return upcoming.popLast()
    }

    private static func row(_ month: Int32, _ sku: Int32, _ cells: [PackedCells.Cell]) -> Row {
        var totals: [UInt64: (units: Int128, events: Int64)] = [:]
        for cell in cells {
            totals[cell.phase.packed, default: (0, 0)].units += cell.units
            totals[cell.phase.packed, default: (0, 0)].events &+= cell.events
        }
        return Row(
            month: Int64(month),
            sku: Int64(sku),
            cells: totals.sorted { $0.key < $1.key }.map {
                Cell(day: 0, key: $0.key, units: $0.value.units, events: $0.value.events)
            }
                + cells.map {
                    Cell(day: Int64($0.day), key: $0.phase.packed, units: $0.units, events: $0.events)
                }
        )
    }

    // MARK: Packed cells

    /// The cells of a row; nil if its bytes are not a list of them.
    private static func cells(_ bytes: UnsafeRawBufferPointer) -> [Cell]? {
        guard let numbers = SecondReading.numbers(bytes), let count = numbers.first, count > 0 else {
            return nil
        }
        let triples = UInt64(numbers.count / 3)
        guard numbers.count % 3 == 1, count <= triples else { return nil }
        return (0..<triples).map { triple in
            let first = Int(triple) * 3 + 1
            let isOfMonth = triple < count
            return Cell(
                day: isOfMonth ? 0 : Int64(clamping: numbers[first] / count),
                key: isOfMonth ? numbers[first] : numbers[Int(numbers[first] % count) * 3 + 1],
                units: Int128(signed(numbers[first + 1])),
                events: signed(numbers[first + 2])
            )
        }
    }

    /// 0, 1, 2, 3, 4 stand for 0, -1, 1, -2, 2.
    private static func signed(_ number: UInt64) -> Int64 {
        let half = Int64(clamping: number / 2)
        return number % 2 == 0 ? half : -1 - half
    }
}
