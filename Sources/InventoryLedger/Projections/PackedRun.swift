/// The sorted cells of a day in bytes, which take a fifth of the memory.
struct PackedRun {
    /// Days since 1970.
    let day: Int32
    private let bytes: [UInt8]

    /// - Parameter cells: in the order of their keys.
    init(day: Int32, _ cells: [CellTable.Entry]) {
        self.day = day
        var bytes: [UInt8] = []
        bytes.reserveCapacity(cells.count * 6)
        var last: UInt64 = 0
        for cell in cells {
            bytes.append(packed: cell.key.packed &- last)
            last = cell.key.packed
            // Units have up to 128 bits, of which all but the first 63 are hardly ever needed.
            let units = UInt128(truncatingIfNeeded: cell.units << 1 ^ cell.units >> 127)
            bytes.append(packed: UInt64(truncatingIfNeeded: units) & ~(1 << 63))
            bytes.append(packed: UInt64(truncatingIfNeeded: units >> 63))
            bytes.append(packed: cell.events)
        }
        self.bytes = bytes
    }

    /// The cells in the order of their keys.
    func cells() throws -> [CellTable.Entry] {
        try bytes.withUnsafeBytes { bytes in
            var numbers = PackedNumbers(bytes)
            var cells: [CellTable.Entry] = []
            cells.reserveCapacity(bytes.count / 4)
            var last: UInt64 = 0
            while !numbers.isAtEnd {
                last &+= try numbers.next()
                let units = UInt128(try numbers.next()) | UInt128(try numbers.next()) << 63
                let magnitude = Int128(truncatingIfNeeded: units >> 1)
                cells.append(
                    CellTable.Entry(
                        key: CellKey(packed: last),
                        units: units & 1 == 0 ? magnitude : ~magnitude,
                        events: try numbers.nextSigned()
                    )
                )
            }
            return cells
        }
    }
}
