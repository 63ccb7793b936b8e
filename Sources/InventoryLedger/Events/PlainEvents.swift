import Glibc

/// What many events of a file share: everything except document, line, SKU, quantity, time, amount, order,
/// tracking number and time of statement.
package struct EventForm: Sendable {
    /// One event of the form.
    package let sample: Event
    /// The detail of the form's events, without order, tracking number and time of statement.
    let detail: EventDetail

    package init(sample: Event) {
        self.sample = sample
        var detail = sample.detail
        detail.order = nil
        detail.tracking = nil
        detail.statedAt = nil
        self.detail = detail
    }
}

/// An event as a form and the bytes of the values that its rows do not share. It needs no text for each value.
package struct PlainEvent: Sendable {
    /// Bytes of the event's block; empty if there is no value.
    package struct Span: Sendable {
        var start: UInt32
        var count: UInt32

        static let none = Span(start: 0, count: 0)

        init(start: Int, count: Int) {
            self.start = UInt32(truncatingIfNeeded: start)
            self.count = UInt32(truncatingIfNeeded: count)
        }
    }

    /// The row of the file, from 1; 0 for an event by hand.
    package var row: Int64 = 0
    /// The number of the form, counted from 0 since the last block that forgets the forms.
    package var form = 0
    /// The number of the SKU, counted from 0 through the file; negative if there is none.
    package var sku = -1
    package var document = Span.none
    package var line = Span.none
    package var order = Span.none
    package var tracking = Span.none
    /// 0 if the form has no goods.
    package var quantity: Int64 = 0
    /// In milliseconds since 1970.
    package var occurredAt: Int64 = 0
    /// In minor units; 0 if the form has no amount.
    package var amount: Int64 = 0
    /// The event of the log that this one reverses; 0 for none.
    var reverses: Int64 = 0

    package init() {}
}

/// A block of plain events, with the forms and SKUs that are new in it.
package struct PlainEvents: Sendable {
    package var events: [PlainEvent] = []
    package var bytes: [UInt8] = []
    /// Whether forms are counted from 0 again, starting with the new ones of this block.
    package var forgetsForms = false
    package var newForms: [EventForm] = []
    package var newSKUs: [SKU] = []

    package init() {}

    package mutating func add(_ text: UnsafeBufferPointer<UInt8>) -> PlainEvent.Span {
        let start = bytes.count
        bytes.append(contentsOf: text)
        return PlainEvent.Span(start: start, count: text.count)
    }

    /// Adds an event.
    ///
    /// - Parameters:
    ///   - form: the number of its form.
    ///   - sku: the number of its SKU, if it has one.
    mutating func add(_ event: Event, form: Int, sku: Int, row: Int64?, reverses: Int64?) {
        func span(_ text: String?) -> PlainEvent.Span {
            guard var text, !text.isEmpty else { return .none }
            return text.withUTF8 { add($0) }
        }
        let detail = event.detail
        var one = PlainEvent()
        one.row = row ?? 0
        one.form = form
        one.reverses = reverses ?? 0
        one.sku = event.sku == nil ? -1 : sku
        one.document = span(event.document.text)
        one.line = span(event.line?.text)
        one.order = span(detail.order?.text)
        one.tracking = span(detail.tracking)
        one.quantity = event.quantity?.units ?? 0
        one.occurredAt = event.occurredAt.milliseconds
        one.amount = event.amount?.storedMinorUnits ?? 0
        events.append(one)
    }

    mutating func removeEvents() {
        events.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }
}

extension PlainEvents {
    /// Runs a block of code on a range of the events, without copying them.
    func withRange<T>(_ range: Range<Int>, _ body: (PlainRange) throws -> T) rethrows -> T {
        try events.withUnsafeBufferPointer { events in
            try bytes.withUnsafeBufferPointer { bytes in
                try body(PlainRange(block: self, all: events, range: range, bytes: bytes))
            }
        }
    }
}

/// A range of a block's events, without a copy.
struct PlainRange {
    let block: PlainEvents
    let all: UnsafeBufferPointer<PlainEvent>
    let range: Range<Int>
    let bytes: UnsafeBufferPointer<UInt8>

    var count: Int { range.count }
}

extension PlainEvent.Span {
    func compare(_ other: Self, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let (count, otherCount) = (Int(count), Int(other.count))
        let common = min(count, otherCount)
        if common > 0, let base = bytes.baseAddress {
            let order = memcmp(base + Int(start), base + Int(other.start), common)
            if order != 0 { return Int(order) }
        }
        return count - otherCount
    }

    func bytes(in all: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: all[Int(start)..<Int(start) + Int(count)])
    }

    func text(in all: UnsafeBufferPointer<UInt8>) -> String {
        String(decoding: bytes(in: all), as: UTF8.self)
    }
}

extension PlainEvent {
    var hasDetail: Bool { order.count > 0 || tracking.count > 0 }

    /// The event with texts of its own.
    package func event(_ form: EventForm, sku: SKU?, of block: PlainEvents) -> Event {
        block.bytes.withUnsafeBufferPointer { event(form, sku: sku, in: $0) }
    }

    func event(_ form: EventForm, sku: SKU?, in bytes: UnsafeBufferPointer<UInt8>) -> Event {
        var fields = form.sample.fields
        fields.line = line.count == 0 ? nil : Line(trusted: line.text(in: bytes))
        fields.sku = sku
        if fields.quantity != nil { fields.quantity = Quantity(quantity) }
        if let sample = fields.amount {
            fields.amount = Money(storedMinorUnits: amount, currency: sample.currency)
        }
        fields.detail = form.detail
        if order.count > 0 { fields.detail.order = Document(trusted: order.text(in: bytes)) }
        if tracking.count > 0 { fields.detail.tracking = tracking.text(in: bytes) }
        return Event(
            stored: fields,
            document: Document(trusted: document.text(in: bytes)),
            warehouse: form.sample.warehouse,
            occurredAt: Instant(milliseconds: occurredAt)
        )
    }
}
