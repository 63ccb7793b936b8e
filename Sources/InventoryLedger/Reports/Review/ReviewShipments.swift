/// The shipments that a review may show. It looks at the months of the review, and at what shipments expect.
struct ReviewShipments {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// Every shipment that was received, or expected, between the start of the baseline and the end of the window, and
    /// perhaps others.
    func candidates(_ window: ReportWindow) throws -> Set<Int64> {
        let span = window.baselineStart..<window.end
        guard !span.isEmpty else { return [] }
        return try received(span).union(expected(span))
    }

    /// The shipments with receipts in the months of a period.
    private func received(_ span: Range<Instant>) throws -> Set<Int64> {
        let routes = try view.routes { $0.key.kind == .stockReceived && $0.key.shipment != 0 && !$0.key.memo }
        let first = view.zone.day(of: span.lowerBound)
        let last = view.zone.day(of: span.upperBound.advanced(byMilliseconds: -1))
        guard first <= last else { return [] }
        var shipments: Set<Int64> = []
        try MoveTable(view.database).forEachRow(ofDays: first...last) { row in
            try row.cells.forEachTotal { cell in
                if let route = routes[cell.phase.route] { shipments.insert(route.key.shipment) }
            }
        }
        return shipments
    }

    /// The shipments of which a dispatch or a later event states an arrival in a period.
    private func expected(_ span: Range<Instant>) throws -> Set<Int64> {
        let routes = try view.routes { $0.key.shipment != 0 && ($0.key.kind.isDispatch || !$0.isSummed) }
        let statement = try RowStatement(
            view.database,
            """
            SELECT 1 FROM json_each(?) k CROSS JOIN event_detail d ON d.seq = k.value
             WHERE d.eta >= ? AND d.eta < ? LIMIT 1
            """
        )
        let keys = LiveKeys(view.database, names: view.names)
        return try Set(routes.values.map(\.key.shipment)).filter { shipment in
            let number = Document(trusted: try view.names.shipments.code(shipment).text)
            statement.bind(EventDays.json(try keys.seqs(of: number)), at: 1)
            statement.bind(span.lowerBound.milliseconds, at: 2)
            statement.bind(span.upperBound.milliseconds, at: 3)
            defer { statement.reset() }
            return try statement.next()
        }
    }
}
