/// A form in the ledger's own terms, looked up once for all its events.
final class FormIDs {
    let form: EventForm
    let ids: EventIDs
    let digest: EventDigest.Form
    /// As in `EventKey`.
    let scope: Int64
    /// As in `EventKey`: 0 unless the kind's key has it.
    let keyShipment: Int64
    /// Nil where the form has no amount.
    let currency: String?
    let hasGoods: Bool
    let isSummed: Bool
    let routeNumber: Int32
    let warehouse: Int64
    let hasDetail: Bool
    /// Whether the detail is a reason at most, as it nearly always is.
    let hasReasonAtMost: Bool
    /// Events noted of the route and not yet added to its use.
    var uses: Int64 = 0
    /// When the warehouse was opened, as of a state of the openings.
    var opening: (at: Int64, version: Int) = (.min, -1)

    init(_ form: EventForm, names: Names) throws {
        let event = form.sample
        self.form = form
        ids = try names.ids(ofForm: event)
        let route = try names.routes.route(ids.route)
        digest = EventDigest.Form(form)
        let key = EventKey(event, ids)
        scope = key.scope
        keyShipment = key.shipment
        currency = event.amount?.currency.code
        hasGoods = event.quantity != nil
        isSummed = route.isSummed
        routeNumber = Int32(truncatingIfNeeded: route.id)
        warehouse = route.key.warehouse
        hasDetail = !form.detail.isEmpty
        var rest = form.detail
        rest.reason = nil
        hasReasonAtMost = rest.isEmpty
    }
}

/// An article of a file in the ledger's own terms.
struct FileSKU {
    let sku: SKU
    /// 0 until the ledger was asked for it.
    var id: Int64 = 0
    /// As the chain of digests writes it.
    let digest: [UInt8]

    init(_ sku: SKU) {
        self.sku = sku
        digest = EventDigest.written(sku)
    }
}
