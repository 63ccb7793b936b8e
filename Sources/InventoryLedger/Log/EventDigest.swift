import Crypto

/// The chain that makes any later change of the log visible: each batch's digest covers the digest before it.
///
/// digest = SHA-256(previous digest, the batch's events in order, what it holds beside them, its facts). Every value is
/// written as a tag, then eight bytes for a number, or a length of eight bytes and the bytes for a text. What is
/// absent is not written, so a later version can add fields without changing old digests.
struct EventDigest {
    private var hash = SHA256()
    private var buffer: [UInt8] = []

    /// Tags of the values, fixed for ever.
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

    /// What the first batch of a ledger follows: the settings that were fixed when it was made.
    static func genesis(timeZone: String, currency: String?, createdAt: Int64) -> [UInt8] {
        var digest = EventDigest(after: [])
        digest.add(.timeZone, timeZone)
        if let currency { digest.add(.ledgerCurrency, currency) }
        digest.add(.createdAt, createdAt)
        return digest.finish()
    }

    mutating func add(_ event: Event, at place: LogPlace) {
        add(.seq, place.seq)
        add(.row, place.row)
        addKindAndSource(event)
        add(.document, event.document.text)
        add(.line, event.line?.text)
        add(.sku, event.sku?.text)
        add(.warehouse, event.warehouse.text)
        add(.quantity, event.quantity?.units)
        add(.occurredAt, event.occurredAt.milliseconds)
        addStagesToChannel(event)
        add(.amount, event.amount?.storedMinorUnits)
        addCurrencyAndMemo(event)
        add(.reverses, place.reverses)
        let detail = event.detail
        if !detail.isEmpty {
            add(.order, detail.order?.text)
            addPedimentoToETA(detail)
            add(.tracking, detail.tracking)
            addReasonToNote(detail)
            if let written = detail.written {
                add(.writtenSKU, written.sku?.text)
                add(.writtenWarehouse, written.warehouse?.text)
                add(.writtenToWarehouse, written.toWarehouse?.text)
                add(.part, written.part)
                add(.units, written.units)
            }
        }
        add(.statement, place.statement)
        add(.origin, place.origin)
        add(.orderSource, event.detail.orderSource?.text)
        if buffer.count > Self.bufferBytes { flush() }
    }

    /// What the events of one form share, written once for all of them.
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

    /// Adds an event as `add(_:at:)` adds it, without a text for each value.
    mutating func add(
        _ event: PlainEvent,
        _ form: Form,
        sku: [UInt8]?,
        seq: Int64,
        in bytes: UnsafeBufferPointer<UInt8>
    ) {
        add(.seq, seq)
        add(.row, event.row)
        buffer += form.kindAndSource
        add(.document, bytes: event.document.bytes(in: bytes))
        if event.line.count > 0 { add(.line, bytes: event.line.bytes(in: bytes)) }
        if let sku { buffer += sku }
        buffer += form.warehouse
        if form.hasQuantity { add(.quantity, event.quantity) }
        add(.occurredAt, event.occurredAt)
        buffer += form.stagesToChannel
        if form.hasAmount { add(.amount, event.amount) }
        buffer += form.currencyAndMemo
        if event.order.count > 0 { add(.order, bytes: event.order.bytes(in: bytes)) }
        buffer += form.pedimentoToETA
        if event.tracking.count > 0 { add(.tracking, bytes: event.tracking.bytes(in: bytes)) }
        buffer += form.reasonToNote
        if buffer.count > Self.bufferBytes { flush() }
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

    /// The digest that closes the batch.
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
