/// The cheapest assignment of rows to distinct columns.
///
/// The Hungarian method with potentials: rows are added one by one, each along the cheapest path that frees a column.
struct Assignment {
    /// By row: its column; nil if leaving it without one is cheaper.
    let columns: [Int?]
    let cost: Int

    /// The cost of a row without a column, higher than that of any possible pair.
    static let alone = 1_000_000
    /// The cost of an impossible pair.
    static let impossible = 2 * alone

    /// - Parameter costs: by row and column.
    init(_ costs: [[Int]]) {
        let rows = costs.count
        let real = costs.first?.count ?? 0
        // Each row may stay alone, so there is one more column for each row.
        let width = real + rows
        func price(_ row: Int, _ column: Int) -> Int { column < real ? costs[row][column] : Self.alone }
        var rowPotential = [Int](repeating: 0, count: rows + 1)
        var columnPotential = [Int](repeating: 0, count: width + 1)
        // Rows and columns start at 1; 0 is none.
        var rowOf = [Int](repeating: 0, count: width + 1)
        var from = [Int](repeating: 0, count: width + 1)
        for row in stride(from: 1, through: rows, by: 1) {
            rowOf[0] = row
            var column = 0
            var least = [Int](repeating: .max, count: width + 1)
            var isUsed = [Bool](repeating: false, count: width + 1)
            repeat {
                isUsed[column] = true
                let current = rowOf[column]
                var delta = Int.max
                var next = 0
                for candidate in 1...width where !isUsed[candidate] {
                    let reduced =
                        price(current - 1, candidate - 1) - rowPotential[current] - columnPotential[candidate]
                    if reduced < least[candidate] {
                        least[candidate] = reduced
                        from[candidate] = column
                    }
                    if least[candidate] < delta {
                        delta = least[candidate]
                        next = candidate
                    }
                }
                for candidate in 0...width {
                    if isUsed[candidate] {
                        rowPotential[rowOf[candidate]] += delta
                        columnPotential[candidate] -= delta
                    } else if least[candidate] < .max {
                        least[candidate] -= delta
                    }
                }
                column = next
            } while rowOf[column] != 0
            while column != 0 {
                let before = from[column]
                rowOf[column] = rowOf[before]
                column = before
            }
        }
        var columns = [Int?](repeating: nil, count: rows)
        var total = 0
        for column in stride(from: 1, through: width, by: 1) where rowOf[column] > 0 {
            total += price(rowOf[column] - 1, column - 1)
            if column <= real { columns[rowOf[column] - 1] = column - 1 }
        }
        self.columns = columns
        cost = total
    }
}
