/// The ids of a form, looked up once for all its events.
final class FormIDs {
    let form: EventForm
    let ids: EventIDs
    /// As in `EventKey`.
    let scope: Int64
    /// As in `EventKey`: 0 unless the kind's key includes it.
    let keyShipment: Int64
    /// Nil if the form has no amount.
    let currency: String?
    let hasGoods: Bool
    let isSummed: Bool
    let routeNumber: Int32
    let warehouse: Int64
    let hasDetail: Bool
    /// Whether the detail is empty or only a reason, as it nearly always is.
    let hasReasonAtMost: Bool
    /// Events of the route that are not yet added to its use.
    var uses: Int64 = 0
    /// When the warehouse was opened, with the version of the openings.
    var opening: (at: Int64, version: Int) = (.min, -1)

    init(_ form: EventForm, names: Names) throws {
        let event = form.sample
        self.form = form
        ids = try names.ids(ofForm: event)
        let route = try names.routes.route(ids.route)
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

/// The ids of a file's forms and SKUs, by the file's own numbers.
struct FileNames {
    private(set) var forms: [FormIDs] = []
    private(set) var skus: [(sku: SKU, id: Int64)] = []
    private(set) var digests = BatchDigest.Names()

    /// Forgets the forms and their shipments.
    mutating func forgetForms(_ names: Names) {
        names.routes.forget()
        names.shipments.forget()
        forms.removeAll(keepingCapacity: true)
        digests.forms.removeAll(keepingCapacity: true)
    }

    mutating func add(_ form: EventForm, names: Names) throws {
        forms.append(try FormIDs(form, names: names))
        digests.forms.append(EventDigest.Form(form))
    }

    mutating func add(_ sku: SKU, names: Names) throws {
        skus.append((sku, try names.skus.id(sku)))
        digests.skus.append(EventDigest.written(sku))
    }

    /// 0 for an event without a SKU.
    func sku(of event: PlainEvent) -> Int64 { event.sku < 0 ? 0 : skus[event.sku].id }
}
