import Crypto

/// The chain that reveals any later change of the log: each batch's digest covers the previous digest.
///
/// digest = SHA-256(previous digest, the batch's events in order, the data besides them, its facts). Every value is
/// written as a tag, then eight bytes for a number, or a length of eight bytes and the bytes for a text. Absent
/// values are not written, so a later version can add fields without changing old digests.
struct EventDigest {
    private var hash = SHA256()
    private var buffer: [UInt8] = []

    /// The tags of the values, which never change.
    private enum Tag: UInt8 {
        case seq = 1
        case row, kind, source, document, line, sku, warehouse, quantity, occurredAt, stage, fromStage
        case toWarehouse, shipment, order, channel, amount, currency, pedimento, importerRFC, mode, forwarder,
            eta
        case tracking, reason, memo, statedAt, note, reverses
        case writtenSKU, writtenWarehouse, writtenToWarehouse, part, units, statement, origin, orderSource
        case rejectedRow = 64
        case rejectedRaw, rejectedProblems, restatedFirst, restatedLast, topic, subject, value
        case stated, statedRow, statedDocument, statedSource, statedSKU, statedLine, statedTime, needs,
            statedRaw, statedWhole
        case batch = 96
        case recordedAt, action, file, fileDigest, profile, undoes, count, clockIsRight
        case timeZone = 128
        case ledgerCurrency, createdAt
    }

    init(after previous: [UInt8]) {
        buffer += previous
    }

    /// The start of the chain: the settings that were fixed when the ledger was created.
    static func genesis(timeZone: String, currency: String?, createdAt: Int64) -> [UInt8] {
        var digest = EventDigest(after: [])
        digest.add(.timeZone, timeZone)
        if let currency { digest.add(.ledgerCurrency, currency) }
        digest.add(.createdAt, createdAt)
        return digest.finish()
    }

    mutating func add(_ event: Event, at place: LogPlace) {
        add(
            EventInFull(event: event, detail: event.detail),
            seq: place.seq,
            row: place.row,
            reverses: place.reverses,
            statement: place.statement,
            origin: place.origin
        )
    }

    /// Adds the parts of an event that the digest covers, in an order that never changes.
    @inline(__always)
    private mutating func add(
        _ event: some DigestedEvent,
        seq: Int64,
        row: Int64?,
        reverses: Int64? = nil,
        statement: Int64? = nil,
        origin: Int64? = nil
    ) {
        add(.seq, seq)
        add(.row, row)
        event.addKindAndSource(to: &self)
        event.addDocumentAndLine(to: &self)
        event.addSKU(to: &self)
        event.addWarehouse(to: &self)
        event.addQuantity(to: &self)
        add(.occurredAt, event.occurredAtMilliseconds)
        event.addStagesToChannel(to: &self)
        event.addAmount(to: &self)
        event.addCurrencyAndMemo(to: &self)
        add(.reverses, reverses)
        event.addOrder(to: &self)
        event.addPedimentoToETA(to: &self)
        event.addTracking(to: &self)
        event.addReasonToNote(to: &self)
        event.addWritten(to: &self)
        add(.statement, statement)
        add(.origin, origin)
        event.addOrderSource(to: &self)
        if buffer.count > Self.bufferBytes { flush() }
    }

    /// An event whose values are separate texts and numbers.
    private struct EventInFull: DigestedEvent {
        let event: Event
        let detail: EventDetail

        var occurredAtMilliseconds: Int64 { event.occurredAt.milliseconds }

        func addKindAndSource(to digest: inout EventDigest) { digest.addKindAndSource(event) }
        func addDocumentAndLine(to digest: inout EventDigest) {
            digest.add(.document, event.document.text)
            digest.add(.line, event.line?.text)
        }
        func addSKU(to digest: inout EventDigest) { digest.add(.sku, event.sku?.text) }
        func addWarehouse(to digest: inout EventDigest) { digest.add(.warehouse, event.warehouse.text) }
        func addQuantity(to digest: inout EventDigest) { digest.add(.quantity, event.quantity?.units) }
        func addStagesToChannel(to digest: inout EventDigest) { digest.addStagesToChannel(event) }
        func addAmount(to digest: inout EventDigest) { digest.add(.amount, event.amount?.storedMinorUnits) }
        func addCurrencyAndMemo(to digest: inout EventDigest) { digest.addCurrencyAndMemo(event) }
        func addOrder(to digest: inout EventDigest) { digest.add(.order, detail.order?.text) }
        func addPedimentoToETA(to digest: inout EventDigest) { digest.addPedimentoToETA(detail) }
        func addTracking(to digest: inout EventDigest) { digest.add(.tracking, detail.tracking) }
        func addReasonToNote(to digest: inout EventDigest) { digest.addReasonToNote(detail) }
        func addWritten(to digest: inout EventDigest) {
            guard let written = detail.written else { return }
            digest.add(.writtenSKU, written.sku?.text)
            digest.add(.writtenWarehouse, written.warehouse?.text)
            digest.add(.writtenToWarehouse, written.toWarehouse?.text)
            digest.add(.part, written.part)
            digest.add(.units, written.units)
        }
        func addOrderSource(to digest: inout EventDigest) {
            digest.add(.orderSource, detail.orderSource?.text)
        }
    }

    /// An event of a block, with the bytes that its form shares among its events.
    private struct EventOfBlock: DigestedEvent {
        let event: PlainEvent
        let form: Form
        let sku: [UInt8]?
        let bytes: UnsafeBufferPointer<UInt8>

        var occurredAtMilliseconds: Int64 { event.occurredAt }

        @inline(__always) func addKindAndSource(to digest: inout EventDigest) {
            digest.buffer += form.kindAndSource
        }
        @inline(__always) func addDocumentAndLine(to digest: inout EventDigest) {
            digest.add(.document, bytes: event.document.bytes(in: bytes))
            if event.line.count > 0 { digest.add(.line, bytes: event.line.bytes(in: bytes)) }
        }
        @inline(__always) func addSKU(to digest: inout EventDigest) {
            if let sku { digest.buffer += sku }
        }
        @inline(__always) func addWarehouse(to digest: inout EventDigest) { digest.buffer += form.warehouse }
        @inline(__always) func addQuantity(to digest: inout EventDigest) {
            if form.hasQuantity { digest.add(.quantity, event.quantity) }
        }
        @inline(__always) func addStagesToChannel(to digest: inout EventDigest) {
            digest.buffer += form.stagesToChannel
        }
        @inline(__always) func addAmount(to digest: inout EventDigest) {
            if form.hasAmount { digest.add(.amount, event.amount) }
        }
        @inline(__always) func addCurrencyAndMemo(to digest: inout EventDigest) {
            digest.buffer += form.currencyAndMemo
        }
        @inline(__always) func addOrder(to digest: inout EventDigest) {
            if event.order.count > 0 { digest.add(.order, bytes: event.order.bytes(in: bytes)) }
        }
        @inline(__always) func addPedimentoToETA(to digest: inout EventDigest) {
            digest.buffer += form.pedimentoToETA
        }
        @inline(__always) func addTracking(to digest: inout EventDigest) {
            if event.tracking.count > 0 { digest.add(.tracking, bytes: event.tracking.bytes(in: bytes)) }
        }
        @inline(__always) func addReasonToNote(to digest: inout EventDigest) {
            digest.buffer += form.reasonToNote
        }
        // A block has no events with codes of their own or with the source of their order.
        @inline(__always) func addWritten(to digest: inout EventDigest) {}
        @inline(__always) func addOrderSource(to digest: inout EventDigest) {}
    }

    /// The values that the events of a form share, encoded once for all of them.
    struct Form {
        fileprivate let kindAndSource: [UInt8]
        fileprivate let warehouse: [UInt8]
        fileprivate let stagesToChannel: [UInt8]
        fileprivate let hasQuantity: Bool
        fileprivate let hasAmount: Bool
        fileprivate let currencyAndMemo: [UInt8]
        fileprivate let pedimentoToETA: [UInt8]
        fileprivate let reasonToNote: [UInt8]

        init(_ form: EventForm) {
            let event = form.sample
            let detail = form.detail
            func written(_ write: (inout EventDigest) -> Void) -> [UInt8] {
                var digest = EventDigest(after: [])
                write(&digest)
                return digest.buffer
            }
            kindAndSource = written { $0.addKindAndSource(event) }
            warehouse = written { $0.add(.warehouse, event.warehouse.text) }
            stagesToChannel = written { $0.addStagesToChannel(event) }
            hasQuantity = event.quantity != nil
            hasAmount = event.amount != nil
            currencyAndMemo = written { $0.addCurrencyAndMemo(event) }
            pedimentoToETA = written { $0.addPedimentoToETA(detail) }
            reasonToNote = written { $0.addReasonToNote(detail) }
        }
    }

    /// A SKU as the chain writes it.
    static func written(_ sku: SKU) -> [UInt8] {
        var digest = EventDigest(after: [])
        digest.add(.sku, sku.text)
        return digest.buffer
    }

    /// Adds an event like `add(_:at:)`, without creating a text for each value.
    mutating func add(
        _ event: PlainEvent,
        _ form: Form,
        sku: [UInt8]?,
        seq: Int64,
        in bytes: UnsafeBufferPointer<UInt8>
    ) {
        add(EventOfBlock(event: event, form: form, sku: sku, bytes: bytes), seq: seq, row: event.row)
    }

    private mutating func addKindAndSource(_ event: Event) {
        add(.kind, event.kind.number)
        add(.source, event.source.text)
    }

    private mutating func addStagesToChannel(_ event: Event) {
        add(.stage, event.stage?.number)
        add(.fromStage, event.fromStage?.number)
        add(.toWarehouse, event.toWarehouse?.text)
        add(.shipment, event.shipment?.text)
        add(.channel, event.channel?.text)
    }

    private mutating func addCurrencyAndMemo(_ event: Event) {
        add(.currency, event.amount?.currency.code)
        if event.memo { add(.memo, 1) }
    }

    private mutating func addPedimentoToETA(_ detail: EventDetail) {
        add(.pedimento, detail.pedimento?.digits)
        add(.importerRFC, detail.importerRFC?.text)
        add(.mode, detail.mode)
        add(.forwarder, detail.forwarder)
        add(.eta, detail.eta?.milliseconds)
    }

    private mutating func addReasonToNote(_ detail: EventDetail) {
        add(.reason, detail.reason)
        add(.statedAt, detail.statedAt?.milliseconds)
        add(.note, detail.note)
    }

    mutating func addStated(_ row: StatementRow, source: String, sku: String?) {
        add(.stated, row.id)
        add(.statedRow, row.row)
        add(.statedDocument, row.line.document.text)
        add(.statedSource, source)
        add(.statedSKU, sku)
        add(.statedLine, row.line.line)
        add(.statedTime, row.statedAt?.milliseconds)
        add(.needs, row.needs)
        add(.value, row.value)
        if let raw = row.raw { add(.statedRaw, bytes: raw) }
        add(.statedWhole, row.whole.map { $0 ? 1 : 0 })
        if buffer.count > Self.bufferBytes { flush() }
    }

    mutating func addRejected(row: Int64, raw: [UInt8], problems: String) {
        add(.rejectedRow, row)
        add(.rejectedRaw, bytes: raw)
        add(.rejectedProblems, problems)
        if buffer.count > Self.bufferBytes { flush() }
    }

    mutating func addRestated(first: Int64, last: Int64) {
        add(.restatedFirst, first)
        add(.restatedLast, last)
        if buffer.count > Self.bufferBytes { flush() }
    }

    mutating func addDeclared(topic: String, subject: String, value: String?) {
        add(.topic, topic)
        add(.subject, subject)
        add(.value, value)
        if buffer.count > Self.bufferBytes { flush() }
    }

    /// The digest that ends the batch.
    mutating func close(_ batch: BatchRecord) -> [UInt8] {
        add(.batch, batch.id)
        add(.recordedAt, batch.recordedAt.milliseconds)
        add(.action, batch.action.rawValue)
        add(.file, batch.file)
        if let digest = batch.fileDigest { add(.fileDigest, bytes: digest) }
        add(.profile, batch.profile)
        add(.undoes, batch.undoes)
        for count in batch.counts.all { add(.count, count) }
        add(.count, batch.events)
        if batch.isClockVouchedFor { add(.clockIsRight, 1) }
        return finish()
    }

    private static let bufferBytes = 1 << 16

    private mutating func finish() -> [UInt8] {
        flush()
        return Array(hash.finalize())
    }

    private mutating func flush() {
        buffer.withUnsafeBytes { hash.update(bufferPointer: $0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private mutating func add(_ tag: Tag, _ value: Int64?) {
        guard let value else { return }
        buffer.append(tag.rawValue)
        withUnsafeBytes(of: value.bigEndian) { buffer.append(contentsOf: $0) }
    }

    private mutating func add(_ tag: Tag, _ text: String?) {
        guard let text else { return }
        add(tag, Int64(text.utf8.count))
        buffer.append(contentsOf: text.utf8)
    }

    private mutating func add(_ tag: Tag, bytes: UnsafeBufferPointer<UInt8>) {
        add(tag, Int64(bytes.count))
        buffer.append(contentsOf: bytes)
    }

    private mutating func add(_ tag: Tag, bytes: [UInt8]) {
        add(tag, Int64(bytes.count))
        buffer.append(contentsOf: bytes)
    }
}

/// An event as the digest covers it, part by part.
private protocol DigestedEvent {
    var occurredAtMilliseconds: Int64 { get }
    func addKindAndSource(to digest: inout EventDigest)
    func addDocumentAndLine(to digest: inout EventDigest)
    func addSKU(to digest: inout EventDigest)
    func addWarehouse(to digest: inout EventDigest)
    func addQuantity(to digest: inout EventDigest)
    func addStagesToChannel(to digest: inout EventDigest)
    func addAmount(to digest: inout EventDigest)
    func addCurrencyAndMemo(to digest: inout EventDigest)
    func addOrder(to digest: inout EventDigest)
    func addPedimentoToETA(to digest: inout EventDigest)
    func addTracking(to digest: inout EventDigest)
    func addReasonToNote(to digest: inout EventDigest)
    func addWritten(to digest: inout EventDigest)
    func addOrderSource(to digest: inout EventDigest)
}
