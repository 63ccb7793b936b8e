import GRDB
import Synchronization

/// Adds cells to the table of moves by month and SKU.
final class MoveWriter {
    private let find: RowStatement
    private let put: RowStatement
    private let drop: RowStatement
    private let database: Database
    private var packer = CellPacker()
    private var stored: [PackedCells.Cell] = []
    private var sums: [PackedCells.Cell] = []

    init(_ database: Database) throws {
        self.database = database
        find = try RowStatement(database, "SELECT cells FROM move WHERE month = ? AND sku = ?")
        put = try RowStatement(
            database,
            """
            INSERT INTO move (month, sku, cells) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET cells = excluded.cells
            """
        )
        drop = try RowStatement(database, "DELETE FROM move WHERE month = ? AND sku = ?")
    }

    /// Adds cells to the stored ones. Cells without live events are removed.
    ///
    /// - Throws: `SumOverflow`; `damaged` if a stored row cannot be read.
    func add(_ months: [SortedSums.Month]) throws {
        for month in months { try month.forEachSKU { try add($1, sku: $0, month: month.number) } }
    }

    /// Fills the table, which is empty. The rows are packed on all cores.
    ///
    /// - Throws: `SumOverflow`.
    func fill(_ months: [SortedSums.Month]) throws {
        let packed = Mutex<[Int: Result<[(sku: Int32, cells: [UInt8])], any Error>]>([:])
        Cores.forEach(months.count) { index in
            let rows = Result { try Self.rows(months[index]) }
            packed.withLock { $0[index] = rows }
        }
        var rows = try ManyRows(database, "INSERT INTO move (month, sku, cells)", columns: 3)
        for (index, month) in months.enumerated() {
            guard let ofMonth = try packed.withLock({ try $0.removeValue(forKey: index)?.get() }) else {
                continue
            }
            try rows.insert(ofMonth) { row, statement, first in
                statement.bind(Int64(month.number), at: first)
                statement.bind(Int64(row.sku), at: first + 1)
                statement.bind(blob: row.cells, at: first + 2)
            }
        }
    }

    private static func rows(_ month: SortedSums.Month) throws -> [(sku: Int32, cells: [UInt8])] {
        var packer = CellPacker()
        var rows: [(sku: Int32, cells: [UInt8])] = []
        try month.forEachSKU { sku, cells in
            let live = cells.filter(\.isAnything)
            if !live.isEmpty { rows.append((sku, try packer.pack(live, sku: sku))) }
        }
        return rows
    }

    private func add(_ cells: [PackedCells.Cell], sku: Int32, month: Int32) throws {
        find.bind(Int64(month), at: 1)
        find.bind(Int64(sku), at: 2)
        stored.removeAll(keepingCapacity: true)
        let isStored = try find.next()
        if isStored {
            defer { find.reset() }
            try find.withBlob(0) { bytes in
                guard let bytes else { throw PackedCells.damaged }
                try PackedCells(bytes).forEachCell { stored.append($0) }
            }
        }
        merge(cells)
        let statement = sums.isEmpty ? drop : put
        guard !sums.isEmpty || isStored else { return }
        statement.bind(Int64(month), at: 1)
        statement.bind(Int64(sku), at: 2)
        if !sums.isEmpty { statement.bind(blob: try packer.pack(sums, sku: sku), at: 3) }
        try statement.run()
    }

    /// Adds cells to the stored ones; both are sorted.
    private func merge(_ cells: [PackedCells.Cell]) {
        sums.removeAll(keepingCapacity: true)
        var next = 0
        for cell in cells {
            while next < stored.count, stored[next].isBefore(cell) {
                sums.append(stored[next])
                next += 1
            }
            var sum = cell
            if next < stored.count, !cell.isBefore(stored[next]) {
                sum.add(stored[next])
                next += 1
            }
            if sum.isAnything { sums.append(sum) }
        }
        sums.append(contentsOf: stored[next...])
    }
}
