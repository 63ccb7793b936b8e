import Crypto
import GRDB

/// The chain that reveals any later change of the log: each batch's digest covers the previous digest.
///
/// digest = SHA-256(previous digest, the batch's events in order, the data besides them, its facts). Every value is
/// written as a tag, then eight bytes for a number, or a length of eight bytes and the bytes for a text. Absent
/// values are not written, so a later version can add fields without changing old digests.
struct EventDigest {
    private var hash = SHA256()
    private var text = DigestText()

    init(after previous: [UInt8]) {
        text.bytes += previous
    }

    /// The start of a ledger's chain.
    static func genesis(_ database: Database) throws -> [UInt8] {
        let statement = try RowStatement(database, "SELECT time_zone, currency, created_at FROM ledger")
        guard try statement.next() else {
            throw LedgerError(.damaged, "the settings of the ledger are missing")
        }
        defer { statement.reset() }
        return genesis(
            timeZone: statement.text(0),
            currency: statement.optionalText(1),
            createdAt: statement.integer(2)
        )
    }

    /// The start of the chain: the settings that were fixed when the ledger was created.
    static func genesis(timeZone: String, currency: String?, createdAt: Int64) -> [UInt8] {
        var digest = EventDigest(after: [])
        digest.text.add(.timeZone, timeZone)
        if let currency { digest.text.add(.ledgerCurrency, currency) }
        digest.text.add(.createdAt, createdAt)
        return digest.finish()
    }

    /// Adds an event of the log.
    mutating func add(_ stored: StoredEvent) {
        add(stored.event, stored.links, seq: stored.seq, row: stored.row)
    }

    /// Adds an event.
    mutating func add(_ event: Event, _ links: EventLinks, seq: Int64, row: Int64?) {
        add(EventOfLog(event), links, seq: seq, row: row)
    }

    /// Adds an event whose parts are written elsewhere, in the same order.
    mutating func add(_ write: (inout DigestText) throws -> Void) rethrows {
        try write(&text)
        flushIfLong()
    }

    /// Adds the parts of an event that the digest covers, in an order that never changes.
    @inline(__always)
    private mutating func add(_ event: some DigestedEvent, _ links: EventLinks, seq: Int64, row: Int64?) {
        text.add(.seq, seq)
        text.add(.row, row)
        event.addKindAndSource(to: &text)
        event.addDocumentAndLine(to: &text)
        event.addSKU(to: &text)
        event.addWarehouse(to: &text)
        event.addQuantity(to: &text)
        event.addTime(to: &text)
        event.addStagesToChannel(to: &text)
        event.addAmount(to: &text)
        event.addCurrencyAndMemo(to: &text)
        text.add(.reverses, links.reverses)
        event.addOrder(to: &text)
        event.addPedimentoToETA(to: &text)
        event.addTracking(to: &text)
        event.addReasonToWritten(to: &text)
        text.add(.statement, links.statement)
        text.add(.origin, links.origin)
        event.addOrderSource(to: &text)
        flushIfLong()
    }

    /// An event of a block, with the bytes that its form shares among its events.
    private struct EventOfBlock: DigestedEvent {
        let event: PlainEvent
        let form: Form
        let sku: [UInt8]?
        let bytes: UnsafeBufferPointer<UInt8>

        @inline(__always) func addKindAndSource(to digest: inout DigestText) {
            digest.bytes += form.kindAndSource
        }
        @inline(__always) func addDocumentAndLine(to digest: inout DigestText) {
            digest.add(.document, bytes: event.document.bytes(in: bytes))
            if event.line.count > 0 { digest.add(.line, bytes: event.line.bytes(in: bytes)) }
        }
        @inline(__always) func addSKU(to digest: inout DigestText) {
            if let sku { digest.bytes += sku }
        }
        @inline(__always) func addWarehouse(to digest: inout DigestText) { digest.bytes += form.warehouse }
        @inline(__always) func addQuantity(to digest: inout DigestText) {
            if form.hasQuantity { digest.add(.quantity, event.quantity) }
        }
        @inline(__always) func addTime(to digest: inout DigestText) {
            digest.add(.occurredAt, event.occurredAt)
        }
        @inline(__always) func addStagesToChannel(to digest: inout DigestText) {
            digest.bytes += form.stagesToChannel
        }
        @inline(__always) func addAmount(to digest: inout DigestText) {
            if form.hasAmount { digest.add(.amount, event.amount) }
        }
        @inline(__always) func addCurrencyAndMemo(to digest: inout DigestText) {
            digest.bytes += form.currencyAndMemo
        }
        @inline(__always) func addOrder(to digest: inout DigestText) {
            if event.order.count > 0 { digest.add(.order, bytes: event.order.bytes(in: bytes)) }
        }
        @inline(__always) func addPedimentoToETA(to digest: inout DigestText) {
            digest.bytes += form.pedimentoToETA
        }
        @inline(__always) func addTracking(to digest: inout DigestText) {
            if event.tracking.count > 0 { digest.add(.tracking, bytes: event.tracking.bytes(in: bytes)) }
        }
        @inline(__always) func addReasonToWritten(to digest: inout DigestText) {
            digest.bytes += form.reasonToWritten
        }
        @inline(__always) func addOrderSource(to digest: inout DigestText) {
            digest.bytes += form.orderSource
        }
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
        fileprivate let reasonToWritten: [UInt8]
        fileprivate let orderSource: [UInt8]

        init(_ form: EventForm) {
            let event = EventOfLog(form.sample)
            func written(_ write: (inout DigestText) -> Void) -> [UInt8] {
                var text = DigestText()
                write(&text)
                return text.bytes
            }
            kindAndSource = written(event.addKindAndSource)
            warehouse = written(event.addWarehouse)
            stagesToChannel = written(event.addStagesToChannel)
            hasQuantity = form.sample.quantity != nil
            hasAmount = form.sample.amount != nil
            currencyAndMemo = written(event.addCurrencyAndMemo)
            pedimentoToETA = written(event.addPedimentoToETA)
            reasonToWritten = written(event.addReasonToWritten)
            orderSource = written(event.addOrderSource)
        }
    }

    /// A SKU as the chain writes it.
    static func written(_ sku: SKU) -> [UInt8] {
        var text = DigestText()
        text.add(.sku, sku.text)
        return text.bytes
    }

    /// Adds an event of a block, without creating a text for each value.
    mutating func add(
        _ event: PlainEvent,
        _ form: Form,
        sku: [UInt8]?,
        seq: Int64,
        in bytes: UnsafeBufferPointer<UInt8>
    ) {
        add(
            EventOfBlock(event: event, form: form, sku: sku, bytes: bytes),
            EventLinks(reverses: event.reverses == 0 ? nil : event.reverses),
            seq: seq,
            row: event.row == 0 ? nil : event.row
        )
    }

    mutating func addStated(_ row: StatementRow, source: String, sku: String?) {
        text.add(.stated, row.id)
        text.add(.statedRow, row.row)
        text.add(.statedDocument, row.line.document.text)
        text.add(.statedSource, source)
        text.add(.statedSKU, sku)
        text.add(.statedLine, row.line.line)
        text.add(.statedTime, row.statedAt?.milliseconds)
        text.add(.needs, row.needs)
        text.add(.value, row.value)
        if let raw = row.raw { text.add(.statedRaw, bytes: raw) }
        text.add(.statedWhole, row.whole.map { $0 ? 1 : 0 })
        flushIfLong()
    }

    mutating func addRejected(row: Int64, raw: [UInt8], problems: String) {
        text.add(.rejectedRow, row)
        text.add(.rejectedRaw, bytes: raw)
        text.add(.rejectedProblems, problems)
        flushIfLong()
    }

    mutating func addRestated(first: Int64, last: Int64) {
        text.add(.restatedFirst, first)
        text.add(.restatedLast, last)
        flushIfLong()
    }

    mutating func addDeclared(topic: String, subject: String, value: String?) {
        text.add(.topic, topic)
        text.add(.subject, subject)
        text.add(.value, value)
        flushIfLong()
    }

    /// The digest that ends the batch.
    mutating func close(_ batch: BatchRecord) -> [UInt8] {
        text.add(.batch, batch.id)
        text.add(.recordedAt, batch.recordedAt.milliseconds)
        text.add(.action, batch.action.rawValue)
        text.add(.file, batch.file)
        if let digest = batch.fileDigest { text.add(.fileDigest, bytes: digest) }
        text.add(.profile, batch.profile)
        text.add(.undoes, batch.undoes)
        for count in batch.counts.all { text.add(.count, count) }
        text.add(.count, batch.events)
        if batch.isClockVouchedFor { text.add(.clockIsRight, 1) }
        return finish()
    }

    private static let bufferBytes = 1 << 16

    private mutating func finish() -> [UInt8] {
        flush()
        return Array(hash.finalize())
    }

    @inline(__always) private mutating func flushIfLong() {
        if text.bytes.count > Self.bufferBytes { flush() }
    }

    private mutating func flush() {
        text.bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        text.bytes.removeAll(keepingCapacity: true)
    }
}

/// Values as the chain writes them.
struct DigestText {
    var bytes: [UInt8] = []

    /// The tags of the values, which never change.
    enum Tag: UInt8 {
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

    mutating func add(_ tag: Tag, _ value: Int64?) {
        guard let value else { return }
        bytes.append(tag.rawValue)
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ tag: Tag, _ text: String?) {
        guard let text else { return }
        add(tag, Int64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(_ tag: Tag, bytes added: UnsafeBufferPointer<UInt8>) {
        add(tag, Int64(added.count))
        bytes.append(contentsOf: added)
    }

    mutating func add(_ tag: Tag, bytes added: [UInt8]) {
        add(tag, Int64(added.count))
        bytes.append(contentsOf: added)
    }
}

/// An event as the digest covers it, part by part.
private protocol DigestedEvent {
    func addKindAndSource(to digest: inout DigestText)
    func addDocumentAndLine(to digest: inout DigestText)
    func addSKU(to digest: inout DigestText)
    func addWarehouse(to digest: inout DigestText)
    func addQuantity(to digest: inout DigestText)
    func addTime(to digest: inout DigestText)
    func addStagesToChannel(to digest: inout DigestText)
    func addAmount(to digest: inout DigestText)
    func addCurrencyAndMemo(to digest: inout DigestText)
    func addOrder(to digest: inout DigestText)
    func addPedimentoToETA(to digest: inout DigestText)
    func addTracking(to digest: inout DigestText)
    func addReasonToWritten(to digest: inout DigestText)
    func addOrderSource(to digest: inout DigestText)
}

/// An event with values of its own. Its detail is looked up once.
private struct EventOfLog: DigestedEvent {
    let event: Event
    let detail: EventDetail

    init(_ event: Event) {
        self.event = event
        detail = event.detail
    }

    func addKindAndSource(to digest: inout DigestText) {
        digest.add(.kind, event.kind.number)
        digest.add(.source, event.source.text)
    }

    func addDocumentAndLine(to digest: inout DigestText) {
        digest.add(.document, event.document.text)
        digest.add(.line, event.line?.text)
    }

    func addSKU(to digest: inout DigestText) { digest.add(.sku, event.sku?.text) }
    func addWarehouse(to digest: inout DigestText) { digest.add(.warehouse, event.warehouse.text) }
    func addQuantity(to digest: inout DigestText) { digest.add(.quantity, event.quantity?.units) }
    func addTime(to digest: inout DigestText) { digest.add(.occurredAt, event.occurredAt.milliseconds) }

    func addStagesToChannel(to digest: inout DigestText) {
        digest.add(.stage, event.stage?.number)
        digest.add(.fromStage, event.fromStage?.number)
        digest.add(.toWarehouse, event.toWarehouse?.text)
        digest.add(.shipment, event.shipment?.text)
        digest.add(.channel, event.channel?.text)
    }

    func addAmount(to digest: inout DigestText) { digest.add(.amount, event.amount?.storedMinorUnits) }

    func addCurrencyAndMemo(to digest: inout DigestText) {
        digest.add(.currency, event.amount?.currency.code)
        if event.memo { digest.add(.memo, 1) }
    }

    func addOrder(to digest: inout DigestText) { digest.add(.order, detail.order?.text) }

    func addPedimentoToETA(to digest: inout DigestText) {
        digest.add(.pedimento, detail.pedimento?.digits)
        digest.add(.importerRFC, detail.importerRFC?.text)
        digest.add(.mode, detail.mode)
        digest.add(.forwarder, detail.forwarder)
        digest.add(.eta, detail.eta?.milliseconds)
    }

    func addTracking(to digest: inout DigestText) { digest.add(.tracking, detail.tracking) }

    func addReasonToWritten(to digest: inout DigestText) {
        digest.add(.reason, detail.reason)
        digest.add(.statedAt, detail.statedAt?.milliseconds)
        digest.add(.note, detail.note)
        if let written = detail.written {
            digest.add(.writtenSKU, written.sku?.text)
            digest.add(.writtenWarehouse, written.warehouse?.text)
            digest.add(.writtenToWarehouse, written.toWarehouse?.text)
            digest.add(.part, written.part)
            digest.add(.units, written.units)
        }
    }

    func addOrderSource(to digest: inout DigestText) {
        digest.add(.orderSource, detail.orderSource?.text)
    }
}
