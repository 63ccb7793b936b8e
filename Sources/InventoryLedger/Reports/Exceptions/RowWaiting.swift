/// Rows that cannot be understood until their order or shipment is known.
struct RowWaiting: ExceptionCheck {
    let rows: [WaitingRow]

    func find(_ context: ExceptionContext) -> [LedgerException] {
        rows.map { row in
            let need =
                switch row.need {
                case .order(let document): "order \(document)"
                case .shipment(let shipment): "shipment \(shipment)"
                }
            let place = [row.file ?? "batch \(row.batch)", row.row.map { String($0) }].compactMap { $0 }
            var exception = LedgerException(
                .waitingRow,
                "\(place.joined(separator: ":")) waits for \(need); import the file that has it, or undo batch \(row.batch)"
            )
            exception.sku = row.sku
            exception.warehouse = row.warehouse
            exception.document = row.document.text
            exception.quantity = row.quantity?.units
            exception.since = row.since
            return exception
        }
    }
}
