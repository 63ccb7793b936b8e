import GRDB
import Synchronization

/// Compares the live tables of sums with sums of the log, without writing.
struct SumComparison {
    let connections: Connections
    let sums: SortedSums
    let openings: Openings

    /// The first row of the first table that differs. The caller holds the write lock.
    func firstDifference() throws -> String? {
        let checks: [@Sendable (Database) throws -> String?] = [
            { try positions($0) }, { try moves($0) }, { try routeUse($0) }, { try openings($0) },
        ]
        let results = Mutex<[Int: Result<String?, any Error>]>([:])
        Cores.forEach(checks.count) { index in
            let result = Result { try connections.read(checks[index]) }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { results in
            try checks.indices.compactMap { try results[$0]?.get() }
        }.first
    }

    private func positions(_ database: Database) throws -> String? {
        let expected = try sums.positions(RouteTable(database)).sorted()
        // A position of 0 units is ignored. It only shows that units once were there, which earlier versions did not
        // note of moves before an opening.
        return try difference(
            database,
            "position",
            key: ["sku", "warehouse", "shipment", "stage"],
            sums: ["units"],
            where: "WHERE units <> 0",
            expected.lazy.filter { $0.units != 0 }.map { position in
                let place = position.key.place
                return SumRow(
                    key: [position.key.sku, place.warehouse, place.shipment, 0],
                    stage: place.stage,
                    first: position.units
                )
            }
        ) { row in
            SumRow(
                key: [row.integer(0), row.integer(1), row.integer(2), 0],
                stage: row.text(3),
                first: Int128(row.integer(4))
            )
        }
    }

    private func moves(_ database: Database) throws -> String? {
        let rows = try RowFeed(database, "month, sku, cells", "FROM move")
        var comparison = MoveComparison(sums.months)
        // Through a pointer, because Swift checks a captured variable for exclusive access at every row.
        try withUnsafeMutablePointer(to: &comparison) { comparison in
            try rows.forEachRow { row in
                try comparison.pointee.take(month: row.integer(0), sku: row.integer(1), row.blob(2))
            }
        }
        return try comparison.firstDifference()
    }

    private func routeUse(_ database: Database) throws -> String? {
        try difference(
            database,
            "route_use",
            key: ["route"],
            sums: ["events"],
            sums.routeUse.lazy.filter { $0.events != 0 }.map {
                SumRow(key: [Int64($0.route), 0, 0, 0], first: Int128($0.events))
            }
        ) { row in SumRow(key: [row.integer(0), 0, 0, 0], first: Int128(row.integer(1))) }
    }

    private func openings(_ database: Database) throws -> String? {
        try difference(
            database,
            "opening",
            key: ["warehouse"],
            sums: ["at", "events"],
            openings.byWarehouse.sorted { $0.key < $1.key }.map { warehouse, opening in
                SumRow(
                    key: [warehouse, 0, 0, 0],
                    first: Int128(opening.at.milliseconds),
                    second: opening.events
                )
            }
        ) { row in
            SumRow(key: [row.integer(0), 0, 0, 0], first: Int128(row.integer(1)), second: row.integer(2))
        }
    }

    /// Iterates over a table and its expected rows in parallel, both in the order of the table's key.
    private func difference(
        _ database: Database,
        _ table: String,
        key: [String],
        sums: [String],
        where condition: String = "",
        _ expected: some Sequence<SumRow>,
        _ read: (FedRow) -> SumRow
    ) throws -> String? {
        let columns = (key + sums).joined(separator: ", ")
        let rows = try RowFeed(database, columns, "FROM \(table) \(condition)")
        var upcoming = expected.makeIterator()
        var next = upcoming.next()
        var onlyInLog: SumRow?
        var onlyInTable: SumRow?
        try rows.forEachRow { row in
            guard onlyInTable == nil else { return }
            let kept = read(row)
            while let one = next, one.isBefore(kept) {
                onlyInLog = onlyInLog ?? one
                next = upcoming.next()
            }
            if next == kept { next = upcoming.next() } else { onlyInTable = kept }
        }
        if let onlyInTable {
            return "\(table): \(onlyInTable.text(key, sums)) is in the sums but not in the log"
        }
        return (onlyInLog ?? next).map { "\(table): \($0.text(key, sums)) is in the log but not in the sums" }
    }
}

/// A row of a table of sums: its key, padded with zeros, and its sums.
private struct SumRow: Equatable {
    let key: SIMD4<Int64>
    /// The last column of the key, empty except for positions.
    var stage = ""
    /// The sums: units in 128 bits, and a second number if there is one.
    let first: Int128
    var second: Int64 = 0

    func isBefore(_ other: SumRow) -> Bool {
        for index in 0..<4 where key[index] != other.key[index] { return key[index] < other.key[index] }
        return stage < other.stage
    }

    func text(_ keyColumns: [String], _ sumColumns: [String]) -> String {
        let keys = keyColumns.enumerated().map { index, column in
            column == "stage" ? "stage=\"\(stage)\"" : "\(column)=\(key[index])"
        }
        let values = zip(sumColumns, ["\(first)", "\(second)"]).map { "\($0)=\($1)" }
        return (keys + values).joined(separator: " ")
    }
}
