import InventoryLedger

/// rows -> plain events: reads rows in their plainest form, at a fraction of the cost of `RowMapper`.
///
/// It has no rules of its own. The form of a row is the bytes of all columns except those that differ in every row.
/// What a form means is learnt from the result of `RowMapper` for its first row. Rows of unknown forms, and rows with
/// a value in another notation, are left to `RowMapper`.
struct FastRowReader {
    typealias Bytes = PlainValues.Bytes

    enum Outcome {
        case mapped
        case ignored
        case notPlain
    }

    /// The meaning of a form.
    private enum Meaning: Sendable {
        case form(Form)
        case ignored
        case notPlain
        /// The document is part of the form, because it is a pedimento or a shipment. The form of another shipment
        /// follows from the first one.
        case byDocument(DocumentForm?)
    }

    /// What the forms of the documents share. A class, because it is large and rarely used.
    private final class DocumentForm: Sendable {
        let form: Form
        let sample: Event

        init(_ form: Form, _ sample: Event) {
            self.form = form
            self.sample = sample
        }
    }

    private struct Form: Sendable {
        var number: Int
        let hasGoods: Bool
        /// Whether the quantity is negated.
        let isNegated: Bool
        /// The decimals of the amount's currency; nil without an amount.
        let decimals: Int?
        let isCount: Bool
        /// Used if no column has a time.
        let occurredAt: Int64
        /// The document in the ledger, if it is part of the form.
        var document: [UInt8]?
    }

    private let columns: PlainColumns
    private let decimal: UInt8
    private let grouping: UInt8?
    private let latest: Int64
    private var forms = TextNumbers(countMax: formsMax)
    private var meanings: [Meaning] = []
    private var formCount = 0
    private var key: [UInt8] = []
    private var skus = TextNumbers(countMax: skusMax)
    private var instants = PlainInstants()
    /// Instants in other notations.
    private var times: LearntTimes
    /// Whether the last key belongs to no known form.
    private var isUnknown = false
    private var keyHasDocument = false

    private static let formsMax = 4096
    private static let skusMax = 200_000

    /// - Parameter latest: a later event is left to `RowMapper`, which warns of it.
    init(_ columns: PlainColumns, _ times: LearntTimes, latest: Instant) {
        self.columns = columns
        decimal = columns.decimal
        grouping = columns.grouping
        self.times = times
        self.latest = latest.milliseconds
    }

    /// Reads a row and adds its event.
    mutating func map(_ row: borrowing some TableRow & ~Copyable, into block: inout PlainEvents) -> Outcome {
        isUnknown = false
        let line = row.line
        return row.withFieldBytes { fields in
            guard fields.fields.count == columns.count, let meaning = meaning(of: fields, &block) else {
                return .notPlain
            }
            switch meaning {
            case .ignored: return .ignored
            case .notPlain, .byDocument: return .notPlain
            case .form(let form):
                guard let event = event(form, fields, line: line, into: &block) else { return .notPlain }
                block.events.append(event)
                return .mapped
            }
        } ?? .notPlain
    }

    /// Learns from what `RowMapper` made of the last row that `map` left to it.
    ///
    /// - Parameter event: the row's only event; nil if it has others.
    /// - Returns: whether the row is plain now, since its form or its time is known, and its event was added.
    mutating func learn(
        _ row: borrowing some TableRow & ~Copyable,
        _ event: Event?,
        isIgnored: Bool,
        into block: inout PlainEvents
    ) -> Bool {
        let line = row.line
        return row.withFieldBytes { (fields) -> Bool in
            guard fields.fields.count == columns.count else { return false }
            let isOfNewTime = event.map { learnTime(fields, $0) } ?? false
            guard isUnknown else { return isOfNewTime && addKnown(fields, line: line, into: &block) }
            // Few rows have these, so they are read one by one.
            guard let event, event.kind != .stockOpened, event.detail.statedAt == nil,
                event.detail.orderSource == nil, event.warnings.isEmpty
            else {
                note(isIgnored ? .ignored : .notPlain)
                return false
            }
            let namesShipment = event.shipment?.text.hasSameBytes(as: event.document.text) ?? false
            let belongsToDocument = namesShipment || event.detail.pedimento != nil
            let form = Form(
                number: formCount,
                hasGoods: event.quantity != nil,
                isNegated: isNegated(fields, event),
                decimals: event.amount?.currency.digits,
                isCount: event.kind == .stockCounted,
                occurredAt: event.occurredAt.milliseconds,
                document: belongsToDocument ? Array(event.document.text.utf8) : nil
            )
            if belongsToDocument, !keyHasDocument {
                let follows = event.detail.pedimento == nil && columns.shipmentIsDocument(fields)
                note(.byDocument(follows ? DocumentForm(form, event) : nil))
                guard addDocumentToKey(fields) else { return false }
            }
            let eventForm = EventForm(sample: event)
            // The proof: read plainly, the row gives exactly the same event.
            guard let plain = self.event(form, fields, line: line, into: &block),
                plain.event(eventForm, sku: event.sku, of: block) == event
            else {
                note(.notPlain)
                return false
            }
            guard add(form, eventForm, &block) else { return false }
            block.events.append(plain)
            return true
        } ?? false
    }

    /// Adds the event of a row whose form is known, and whose time is known only now.
    private mutating func addKnown(_ fields: FieldBytes, line: Int64, into block: inout PlainEvents) -> Bool {
        guard case .form(let form)? = meaning(of: fields, &block),
            let known = event(form, fields, line: line, into: &block)
        else { return false }
        block.events.append(known)
        return true
    }

    // MARK: The form

    /// Drops cached forms if the cache is half full, before a new block.
    mutating func begin(_ block: inout PlainEvents) {
        guard forms.count > Self.formsMax / 2 else { return }
        forms = TextNumbers(countMax: Self.formsMax)
        meanings.removeAll(keepingCapacity: true)
        formCount = 0
        block.forgetsForms = true
    }

    /// The meaning of the row's form; nil if it has none yet, which is noted in `isUnknown`.
    private mutating func meaning(of fields: FieldBytes, _ block: inout PlainEvents) -> Meaning? {
        guard makeKey(fields), let meaning = known() else { return nil }
        guard case .byDocument(let first) = meaning else { return meaning }
        guard addDocumentToKey(fields) else { return .notPlain }
        if let known = known() { return known }
        guard let first, let document = code(columns.document, fields), !document.isEmpty else { return nil }
        var other = first.sample.fields
        other.document = Document(trusted: String(decoding: document, as: UTF8.self))
        other.shipment = Shipment(trusted: String(decoding: document, as: UTF8.self))
        guard let event = try? Event(other) else { return nil }
        isUnknown = false
        var form = first.form
        form.number = formCount
        form.document = Array(document)
        return add(form, EventForm(sample: event), &block) ? .form(form) : .notPlain
    }

    private mutating func add(_ form: Form, _ eventForm: EventForm, _ block: inout PlainEvents) -> Bool {
        guard note(.form(form)) else { return false }
        block.newForms.append(eventForm)
        formCount += 1
        return true
    }

    private mutating func known() -> Meaning? {
        let number = key.withUnsafeBufferPointer { forms.number(of: $0, hash: TextNumbers.hash($0)) }
        guard let number else {
            isUnknown = true
            return nil
        }
        return meanings[number]
    }

    /// False if there is no room for more forms.
    @discardableResult
    private mutating func note(_ meaning: Meaning) -> Bool {
        let number = key.withUnsafeBufferPointer { forms.add($0, hash: TextNumbers.hash($0)) }
        guard number != nil else { return false }
        meanings.append(meaning)
        return true
    }

    /// The bytes of the shared columns, which of the other columns have values, and the sign of the quantity.
    private mutating func makeKey(_ fields: FieldBytes) -> Bool {
        key.removeAll(keepingCapacity: true)
        keyHasDocument = false
        for position in columns.shared {
            guard !fields.isEmpty(position) else {
                key.append(0)
                continue
            }
            guard let bytes = fields[position], bytes.count < 1 << 14 else { return false }
            addToKey(bytes)
        }
        var present: UInt8 = 0
        for (index, position) in columns.own.enumerated() {
            if !fields.isEmpty(position) { present |= 1 << UInt8(truncatingIfNeeded: index & 7) }
            if index & 7 == 7 {
                key.append(present)
                present = 0
            }
        }
        key.append(present)
        let quantity = first(columns.quantity, fields)
        guard let quantity else { return false }
        guard !quantity.isEmpty else {
            key.append(UInt8(ascii: " "))
            return true
        }
        guard let units = whole(quantity) else { return false }
        key.append(UInt8(ascii: units == 0 ? "0" : units < 0 ? "-" : "+"))
        return true
    }

    private mutating func addToKey(_ bytes: Bytes) {
        key.append(UInt8(truncatingIfNeeded: 1 + bytes.count >> 8))
        key.append(UInt8(truncatingIfNeeded: bytes.count))
        key.append(contentsOf: bytes)
    }

    private mutating func addDocumentToKey(_ fields: FieldBytes) -> Bool {
        guard let document = first(columns.document, fields), document.count < 1 << 14 else { return false }
        addToKey(document)
        keyHasDocument = true
        return true
    }

    private func isNegated(_ fields: FieldBytes, _ event: Event) -> Bool {
        guard let quantity = first(columns.quantity, fields), let units = whole(quantity) else {
            return false
        }
        // proven: a plain number has at most nine digits.
        return units != 0 && event.quantity?.units == -units
    }

    // MARK: The values that a row has of its own

    /// The row's event; nil if a value is not in its plainest notation.
    private mutating func event(
        _ form: Form,
        _ fields: FieldBytes,
        line: Int64,
        into block: inout PlainEvents
    ) -> PlainEvent? {
        var event = PlainEvent()
        event.row = line
        event.form = form.number
        guard let document = code(columns.document, fields), let order = code(columns.order, fields),
            let tracking = code(columns.tracking, fields), let rowLine = code(columns.line, fields),
            let sku = code(columns.sku, fields)
        else { return nil }
        guard let occurredAt = time(form, fields), occurredAt <= latest else { return nil }
        event.occurredAt = occurredAt
        if form.hasGoods {
            guard let text = first(columns.quantity, fields), let units = whole(text) else { return nil }
            // proven: a plain number has at most nine digits.
            event.quantity = form.isNegated ? -units : units
        }
        if let decimals = form.decimals {
            guard let amount = first(columns.amount, fields),
                let minor = minorUnits(amount, decimals: decimals),
                minor.magnitude <= Money.minorUnitsMax.magnitude
            else { return nil }
            event.amount = minor
        }
        if !sku.isEmpty {
            guard let number = number(ofSKU: sku, &block) else { return nil }
            event.sku = number
        }
        if let document = form.document {
            event.document = document.withUnsafeBufferPointer { block.add($0) }
        } else {
            guard !document.isEmpty else { return nil }
            event.document = block.add(document)
        }
        if !rowLine.isEmpty {
            // A line that looks like the digest of a group is one.
            event.line = block.add(rowLine)
        } else if !columns.identity.isEmpty {
            guard let digest = identity(fields) else { return nil }
            event.line = withUnsafeBytes(of: digest) { block.add($0.assumingMemoryBound(to: UInt8.self)) }
        }
        if !order.isEmpty { event.order = block.add(order) }
        if !tracking.isEmpty { event.tracking = block.add(tracking) }
        return event
    }

    private func whole(_ bytes: Bytes) -> Int64? {
        PlainValues.ungrouped(bytes, grouping: grouping, decimal: decimal, PlainValues.whole)
    }

    private func minorUnits(_ bytes: Bytes, decimals: Int) -> Int64? {
        let decimal = decimal
        return PlainValues.ungrouped(bytes, grouping: grouping, decimal: decimal) {
            PlainValues.minorUnits($0, decimals: decimals, decimal: decimal)
        }
    }

    /// The first value that is not blank; empty if all are; nil if its bytes need interpretation, or may be a word
    /// for a blank.
    private func first(_ positions: [Int], _ fields: FieldBytes) -> Bytes? {
        for position in positions where !fields.isEmpty(position) {
            guard let bytes = fields[position], !isBlank(bytes) else { return nil }
            return bytes
        }
        return Bytes(start: nil, count: 0)
    }

    /// Whether the bytes are a word for a blank.
    private func isBlank(_ bytes: Bytes) -> Bool {
        !columns.blanks.isEmpty && columns.blanks.contains { $0.elementsEqual(bytes) }
    }

    private func code(_ positions: [Int], _ fields: FieldBytes) -> Bytes? {
        guard let bytes = first(positions, fields), bytes.isEmpty || PlainValues.isCode(bytes) else {
            return nil
        }
        return bytes
    }

    private mutating func number(ofSKU bytes: Bytes, _ block: inout PlainEvents) -> Int? {
        let hash = TextNumbers.hash(bytes)
        if let number = skus.number(of: bytes, hash: hash) { return number }
        guard let number = skus.add(bytes, hash: hash) else { return nil }
        block.newSKUs.append(SKU(trusted: String(decoding: bytes, as: UTF8.self)))
        return number
    }

    private mutating func time(_ form: Form, _ fields: FieldBytes) -> Int64? {
        guard let bytes = timeText(fields) else { return nil }
        if bytes.isEmpty { return form.occurredAt }
        return instants.milliseconds(bytes) ?? times.milliseconds(bytes, isCount: form.isCount)
    }

    private func timeText(_ fields: FieldBytes) -> Bytes? {
        for position in columns.occurredAt where !fields.isEmpty(position) {
            guard let bytes = fields.time(position), !isBlank(bytes) else { return nil }
            return bytes
        }
        return Bytes(start: nil, count: 0)
    }

    /// Returns whether the time is known only now.
    private mutating func learnTime(_ fields: FieldBytes, _ event: Event) -> Bool {
        guard let bytes = timeText(fields), !bytes.isEmpty, instants.milliseconds(bytes) == nil else {
            return false
        }
        return times.learn(bytes, event.occurredAt.milliseconds, isCount: event.kind == .stockCounted)
    }

    /// The digest of the identity columns, as `RowMapper` writes it.
    private func identity(_ fields: FieldBytes) -> GroupLine.Digits? {
        var digest = GroupLine()
        for position in columns.identity {
            guard let bytes = code([position], fields) else { return nil }
            digest.add(bytes)
        }
        return digest.digits
    }
}
