/// What the checks need of every row of the log, from one pass.
struct WholeLog {
    /// Empty unless it is needed.
    private(set) var coverage: [Coverage] = []
    private(set) var unsettled: [OrderLedger.Entry] = []
    /// The orders with the numbers that are asked for.
    private(set) var orders: OrderBook.Orders

    /// - Parameter numbers: of orders to find.
    init(_ view: BookView, _ needs: Set<ExceptionNeed>, ordersOf numbers: Set<Document>) throws {
        // Few orders are looked up by their numbers.
        let hasMany = try numbers.count > Self.lookedUpMax && numbers.count > LogHead.seq(view.database) / 100
        orders = hasMany ? OrderBook.Orders() : try OrderBook(view).orders(numbers)
        let (needsCoverage, needsOrders) = (needs.contains(.coverage), needs.contains(.orders))
        guard needsCoverage || needsOrders || hasMany else { return }
        let takenBack = try LogScan.takenBack(view.database, upTo: view.lastSeq)
        var covered = CoverageReader(takenBack: takenBack, routes: view.names.routes, zone: view.zone)
        var candidates = try OrderLedger.Candidates(view)
        var collected = try OrderBook.Collected(view, of: hasMany ? numbers : [], takenBack: takenBack)
        let needsNumbers = needsOrders || hasMany
        let scan = try LogScan(
            view.database,
            through: needsNumbers ? .document : .reverses,
            upTo: view.lastSeq ?? .max
        )
        let asOf = view.time.asOf?.milliseconds ?? .max
        // Through pointers, because Swift checks a captured variable for exclusive access at every row.
        try withUnsafeMutablePointer(to: &covered) { covered in
            try withUnsafeMutablePointer(to: &candidates) { candidates in
                try withUnsafeMutablePointer(to: &collected) { collected in
                    try scan.forEachRow { row in
                        let hasHappened = row.integer(.occurredAt) <= asOf
                        if needsCoverage, hasHappened { try covered.pointee.add(row) }
                        guard needsNumbers else { return }
                        let number = row.textHash(LogScan.Column.document.rawValue)
                        if needsOrders, hasHappened { try candidates.pointee.add(row, number: number) }
                        if hasMany { try collected.pointee.add(row, number: number) }
                    }
                }
            }
        }
        if needsCoverage { coverage = try covered.coverage(view.names) }
        if hasMany { orders = try collected.orders() }
        guard needsOrders else { return }
        try candidates.finish()
        unsettled = try OrderLedger(view).unsettled(candidates)
    }

    private static let lookedUpMax = 1000
}
