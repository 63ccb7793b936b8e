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
    /// The number of the kind if its events have lists.
    let listedKind: Int?
    /// Whether an event of the form opens a warehouse.
    let opens: Bool
    /// Whether an event of the form dispatches a shipment.
    let dispatches: Bool
    /// Whether an event of the form may be a receipt of the shipment whose number is its document.
    let mayFindShipment: Bool
    let hasDetail: Bool
    /// Whether the detail is empty or only a reason, as it nearly always is.
    let hasReasonAtMost: Bool
    /// Live events of the route that are not yet added to its use.
    var uses: Int64 = 0
    /// When the warehouse was opened, with the version of the openings.
    var opening: (at: Int64, version: Int) = (.min, -1)

    convenience init(_ form: EventForm, names: Names) throws {
        try self.init(form, names.ids(ofForm: form.sample), names: names)
    }

    init(_ form: EventForm, _ ids: EventIDs, names: Names) throws {
        let event = form.sample
        let detail = form.detail
        self.form = form
        self.ids = ids
        let route = try names.routes.route(ids.route)
        let key = EventKey(event, ids)
        scope = key.scope
        keyShipment = key.shipment
        currency = event.amount?.currency.code
        hasGoods = event.quantity != nil
        isSummed = route.isSummed
        routeNumber = Int32(truncatingIfNeeded: route.id)
        warehouse = route.key.warehouse
        listedKind = event.kind.isListed ? Int(event.kind.rule.number) : nil
        opens = event.kind == .stockOpened
        dispatches = event.kind.isDispatch
        mayFindShipment = event.mayFindShipment
        hasDetail = !detail.isEmpty
        var rest = detail
        rest.reason = nil
        hasReasonAtMost = rest.isEmpty
    }
}

extension FormIDs {
    /// Whether events of another form are written alike. The route includes kind, places, shipment and memo.
    fileprivate func isSame(as other: EventForm, _ otherIDs: EventIDs) -> Bool {
        ids.route == otherIDs.route && ids.source == otherIDs.source && ids.channel == otherIDs.channel
            && hasGoods == (other.sample.quantity != nil) && currency == other.sample.amount?.currency.code
            && form.detail == other.detail
    }
}

/// The ids of a file's forms and SKUs, by the file's own numbers.
struct FileNames {
    private(set) var forms: [FormIDs] = []
    private(set) var skus: [(sku: SKU, id: Int64)] = []
    /// What single events have besides their forms, by their places in the block; empty for the events of a file.
    private(set) var rests: [EventRest] = []
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

    /// Adds a single event of a block, whose digest needs no names. Returns the numbers of its form and of its SKU.
    mutating func add(_ event: Event, _ ids: EventIDs, links: EventLinks, names: Names) throws -> (
        form: Int, sku: Int
    ) {
        let form = EventForm(sample: event)
        let known = forms.firstIndex { $0.isSame(as: form, ids) }
        if known == nil { forms.append(try FormIDs(form, ids, names: names)) }
        if let sku = event.sku, skus.last?.id != ids.sku { skus.append((sku, ids.sku)) }
        rests.append(EventRest(links: links, statedAt: event.detail.statedAt?.milliseconds))
        return (known ?? forms.count - 1, skus.count - 1)
    }

    /// Removes the names of single events. The forms of the last ones are kept, because the steps of lines repeat.
    mutating func removeSingleEvents() {
        rests.removeAll(keepingCapacity: true)
        skus.removeAll(keepingCapacity: true)
        if forms.count > Self.formsKeptMax { forms.removeAll(keepingCapacity: true) }
    }

    private static let formsKeptMax = 16

    /// 0 for an event without a SKU.
    func sku(of event: PlainEvent) -> Int64 { event.sku < 0 ? 0 : skus[event.sku].id }
}

/// What an event has besides its form, if it is not an event of a file.
struct EventRest {
    /// What it refers to in the log, besides an event that it reverses.
    let links: EventLinks
    /// When the source stated it, in milliseconds since 1970.
    let statedAt: Int64?

    var isEmpty: Bool { links.statement == nil && links.origin == nil && statedAt == nil }
}

/// A block of single events: those that are compared with the ledger one by one.
struct SingleEvents {
    private(set) var block = PlainEvents()
    private(set) var names = FileNames()

    var count: Int { block.events.count }

    mutating func add(_ event: Event, _ ids: EventIDs, row: Int64?, links: EventLinks, _ known: Names) throws
    {
        let (form, sku) = try names.add(event, ids, links: links, names: known)
        block.add(event, form: form, sku: sku, row: row, reverses: links.reverses)
    }

    mutating func removeAll() {
        block.removeEvents()
        names.removeSingleEvents()
    }
}
