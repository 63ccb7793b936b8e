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
    fileprivate enum Tag: UInt8 {
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
            event,
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
        let detail = event.digestedDetail
        event.addOrder(detail, to: &self)
        event.addPedimentoToETA(detail, to: &self)
        event.addTracking(detail, to: &self)
        event.addReasonToNote(detail, to: &self)
        event.addWritten(detail, to: &self)
        add(.statement, statement)
        add(.origin, origin)
        event.addOrderSource(detail, to: &self)
        if buffer.count > Self.bufferBytes { flush() }
    }

    /// An event of a block, with the bytes that its form shares among its events.
    private struct EventOfBlock: DigestedEvent {
        let event: PlainEvent
        let form: Form
        let sku: [UInt8]?
        let bytes: UnsafeBufferPointer<UInt8>

        var occurredAtMilliseconds: Int64 { event.occurredAt }
        var digestedDetail: Void { () }

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
        @inline(__always) func addOrder(_ detail: Void, to digest: inout EventDigest) {
            if event.order.count > 0 { digest.add(.order, bytes: event.order.bytes(in: bytes)) }
        }
        @inline(__always) func addPedimentoToETA(_ detail: Void, to digest: inout EventDigest) {
            digest.buffer += form.pedimentoToETA
        }
        @inline(__always) func addTracking(_ detail: Void, to digest: inout EventDigest) {
            if event.tracking.count > 0 { digest.add(.tracking, bytes: event.tracking.bytes(in: bytes)) }
        }
        @inline(__always) func addReasonToNote(_ detail: Void, to digest: inout EventDigest) {
            digest.buffer += form.reasonToNote
        }
        // A block has no events with codes of their own or with the source of their order.
        @inline(__always) func addWritten(_ detail: Void, to digest: inout EventDigest) {}
        @inline(__always) func addOrderSource(_ detail: Void, to digest: inout EventDigest) {}
    }

    /// The values that the events of a form share, encoded once for all of them.
    final class Form: Sendable {
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

    fileprivate mutating func addKindAndSource(_ event: Event) {
        add(.kind, event.kind.number)
        add(.source, event.source.text)
    }

    fileprivate mutating func addStagesToChannel(_ event: Event) {
        add(.stage, event.stage?.number)
        add(.fromStage, event.fromStage?.number)
        add(.toWarehouse, event.toWarehouse?.text)
        add(.shipment, event.shipment?.text)
        add(.channel, event.channel?.text)
    }

    fileprivate mutating func addCurrencyAndMemo(_ event: Event) {
        add(.currency, event.amount?.currency.code)
        if event.memo { add(.memo, 1) }
    }

    fileprivate mutating func addPedimentoToETA(_ detail: EventDetail) {
        add(.pedimento, detail.pedimento?.digits)
        add(.importerRFC, detail.importerRFC?.text)
        add(.mode, detail.mode)
        add(.forwarder, detail.forwarder)
        add(.eta, detail.eta?.milliseconds)
    }

    fileprivate mutating func addReasonToNote(_ detail: EventDetail) {
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

    fileprivate mutating func add(_ tag: Tag, _ value: Int64?) {
        guard let value else { return }
        buffer.append(tag.rawValue)
        withUnsafeBytes(of: value.bigEndian) { buffer.append(contentsOf: $0) }
    }

    fileprivate mutating func add(_ tag: Tag, _ text: String?) {
        guard let text else { return }
        add(tag, Int64(text.utf8.count))
        buffer.append(contentsOf: text.utf8)
    }

    fileprivate mutating func add(_ tag: Tag, bytes: UnsafeBufferPointer<UInt8>) {
        add(tag, Int64(bytes.count))
        buffer.append(contentsOf: bytes)
    }

    fileprivate mutating func add(_ tag: Tag, bytes: [UInt8]) {
        add(tag, Int64(bytes.count))
        buffer.append(contentsOf: bytes)
    }
}

/// An event as the digest covers it, part by part.
private protocol DigestedEvent {
    /// The rare values, which are looked up once.
    associatedtype Detail
    var digestedDetail: Detail { get }
    var occurredAtMilliseconds: Int64 { get }
    func addKindAndSource(to digest: inout EventDigest)
    func addDocumentAndLine(to digest: inout EventDigest)
    func addSKU(to digest: inout EventDigest)
    func addWarehouse(to digest: inout EventDigest)
    func addQuantity(to digest: inout EventDigest)
    func addStagesToChannel(to digest: inout EventDigest)
    func addAmount(to digest: inout EventDigest)
    func addCurrencyAndMemo(to digest: inout EventDigest)
    func addOrder(_ detail: Detail, to digest: inout EventDigest)
    func addPedimentoToETA(_ detail: Detail, to digest: inout EventDigest)
    func addTracking(_ detail: Detail, to digest: inout EventDigest)
    func addReasonToNote(_ detail: Detail, to digest: inout EventDigest)
    func addWritten(_ detail: Detail, to digest: inout EventDigest)
    func addOrderSource(_ detail: Detail, to digest: inout EventDigest)
}

extension Event: DigestedEvent {
    fileprivate var digestedDetail: EventDetail { detail }
    fileprivate var occurredAtMilliseconds: Int64 { occurredAt.milliseconds }

    fileprivate func addKindAndSource(to digest: inout EventDigest) { digest.addKindAndSource(self) }
    fileprivate func addDocumentAndLine(to digest: inout EventDigest) {
        digest.add(.document, document.text)
        digest.add(.line, line?.text)
    }
    fileprivate func addSKU(to digest: inout EventDigest) { digest.add(.sku, sku?.text) }
    fileprivate func addWarehouse(to digest: inout EventDigest) { digest.add(.warehouse, warehouse.text) }
    fileprivate func addQuantity(to digest: inout EventDigest) { digest.add(.quantity, quantity?.units) }
    fileprivate func addStagesToChannel(to digest: inout EventDigest) { digest.addStagesToChannel(self) }
    fileprivate func addAmount(to digest: inout EventDigest) { digest.add(.amount, amount?.storedMinorUnits) }
    fileprivate func addCurrencyAndMemo(to digest: inout EventDigest) { digest.addCurrencyAndMemo(self) }
    fileprivate func addOrder(_ detail: EventDetail, to digest: inout EventDigest) {
        digest.add(.order, detail.order?.text)
    }
    fileprivate func addPedimentoToETA(_ detail: EventDetail, to digest: inout EventDigest) {
        digest.addPedimentoToETA(detail)
    }
    fileprivate func addTracking(_ detail: EventDetail, to digest: inout EventDigest) {
        digest.add(.tracking, detail.tracking)
    }
    fileprivate func addReasonToNote(_ detail: EventDetail, to digest: inout EventDigest) {
        digest.addReasonToNote(detail)
    }
    fileprivate func addWritten(_ detail: EventDetail, to digest: inout EventDigest) {
        guard let written = detail.written else { return }
        digest.add(.writtenSKU, written.sku?.text)
        digest.add(.writtenWarehouse, written.warehouse?.text)
        digest.add(.writtenToWarehouse, written.toWarehouse?.text)
        digest.add(.part, written.part)
        digest.add(.units, written.units)
    }
    fileprivate func addOrderSource(_ detail: EventDetail, to digest: inout EventDigest) {
        digest.add(.orderSource, detail.orderSource?.text)
    }
}
