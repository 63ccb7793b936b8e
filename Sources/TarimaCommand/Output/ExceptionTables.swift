import InventoryLedger

/// Exceptions for a person: by kind, the worst first, each with what to do next.
enum ExceptionTables {
    /// Rows of each kind that are shown.
    private static let rowsMax = 10

    static func make(_ found: [LedgerException], in zone: BusinessZone) -> [ReportTable] {
        ExceptionGroup.groups(of: found, limit: rowsMax).map { group in
            let code = group.code
            var notes: [String] = []
            let left = group.count - group.worst.count
            if left > 0 { notes.append("and \(left) more; see: tarima exceptions --code \(code.rawValue)") }
            var table = ReportTable(
                report: "exceptions",
                in: zone,
                columns: columns(in: zone),
                rows: group.worst,
                notes: notes
            )
            table.heading =
                "\(code.rawValue), \(group.count): \(ExceptionAdvice.meaning(of: code))\nnext: \(ExceptionAdvice.next(after: code))"
            return table
        }
    }

    /// The days are enough here; the complete list has the instants.
    private static func columns(in zone: BusinessZone) -> [TypedColumn<LedgerException>] {
        [
            .words("sku") { .optional($0.sku?.text) },
            .words("warehouse") { .optional($0.warehouse?.text) }.kept,
            .words("document") { .optional($0.document) }.kept,
            .figures("quantity") { .optional($0.quantity) }.kept,
            .words("since") { .day($0.since, in: zone) }.kept,
            .words("until") { .day($0.until, in: zone) },
            .words("message") { .text($0.message) }.sentences.shortened(to: 24),
        ]
    }
}

/// What each kind of exception means, and what to type next.
enum ExceptionAdvice {
    static func meaning(of code: LedgerException.Code) -> String {
        switch code {
        case .waitingRow: "rows that cannot be understood until another file is imported"
        case .ambiguousLine: "rows that may mean more than one line of their document"
        case .ambiguousOrder: "rows that name an order which several sources have"
        case .negativeStock:
            "stock below zero at the end of a day: a file is missing, or a sale was counted twice"
        case .arrivedNotDispatched: "goods that arrived with a shipment that nothing dispatched"
        case .arrivedTwice:
            "goods that are in stock and on their way, because their receipt does not name the shipment"
        case .dispatchedNotArrived: "goods that are overdue"
        case .receivedWithoutRelease: "goods that were received before customs released them"
        case .overReceipt: "more was received than was sent"
        case .receivedElsewhere: "goods that another warehouse received"
        case .datesOutOfOrder: "steps that ended before they began: one of the dates is wrong"
        case .returnBeyondSale: "more came back than was sold"
        case .returnWithoutOrder: "returns of orders that the ledger does not have"
        case .expectedBack: "goods of voided sales that have not come back"
        case .sameDayTwice: "movements of one day that may be one movement in two files"
        case .lineTwice: "rows with and without a line that may be one"
        case .handTwice: "events recorded by hand that a file states too"
        case .countTwice: "counts of one place and instant that contradict each other"
        case .adjustedTwice: "two adjustments for one count"
        case .orderWaiting: "orders that have not left in time"
        case .shippedBeyondOrder: "more left than was ordered"
        case .shippedElsewhere: "units that left another warehouse than the one that promised them"
        case .gap: "days without a row of a source that reports daily"
        case .lookAlikeSKU: "SKUs that may be one"
        case .lookAlikeWarehouse: "warehouses that may be one"
        case .lookAlikeSource: "codes of a source that has no rows"
        case .splitCode: "codes that stand for two things"
        }
    }

    static func next(after code: LedgerException.Code) -> String {
        switch code {
        case .waitingRow, .ambiguousLine, .ambiguousOrder: "tarima waiting"
        case .negativeStock: "tarima card SKU --warehouse WAREHOUSE"
        case .dispatchedNotArrived: "tarima shipments --open, then: tarima shipment NUMBER --close --at DAY"
        case .receivedWithoutRelease: "tarima shipment NUMBER --release --at DAY"
        case .arrivedNotDispatched, .overReceipt, .receivedElsewhere, .datesOutOfOrder, .arrivedTwice,
            .returnBeyondSale, .returnWithoutOrder, .shippedBeyondOrder, .expectedBack:
            "tarima events --document DOCUMENT"
        case .orderWaiting: "ship them, or import the file that says what happened: tarima import FILE"
        case .sameDayTwice, .lineTwice, .handTwice, .countTwice, .adjustedTwice, .shippedElsewhere:
            "tarima undo BATCH, for the file that is wrong"
        case .gap: "import a file of these days: tarima import FILE"
        case .lookAlikeSKU, .lookAlikeWarehouse, .lookAlikeSource, .splitCode: "tarima codes FILE"
        }
    }
}
