/// Rows that wait for more information.
struct RowWaiting: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.waitingRow, .ambiguousLine, .ambiguousOrder]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        try WaitingRow.all(context.view.database).map { row in
            let code: LedgerException.Code =
                switch row.reason {
                case .ambiguousLine, .uncertainDispatch: .ambiguousLine
                case .ambiguousOrder, .sharedOrder: .ambiguousOrder
                case .unknown, .unclearGoods, .noSKU, .noUnits: .waitingRow
                }
            var exception = LedgerException(code, row.message)
            exception.sku = row.sku
            exception.warehouse = row.warehouse
            exception.document = row.document.text
            exception.quantity = row.quantity?.units
            exception.since = row.since
            if row.reason != .uncertainDispatch { exception.waitingRow = row.name }
            return exception
        }
    }
}
