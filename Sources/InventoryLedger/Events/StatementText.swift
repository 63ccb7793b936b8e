/// A statement as the log stores it: a JSON object of texts in canonical order, so that equal statements are equal
/// texts. Document, source, SKU, line and stated_at have columns of their own.
extension Statement {
    var text: String {
        guard !isIgnored else { return Self.ignoredText }
        var text = JSONText()
        var written: [UInt8] = []
        for step in steps {
            if !written.isEmpty { written.append(Self.blank) }
            written.append(contentsOf: step.kind.rawValue.utf8)
            written.append(step.isObserved ? Self.observedMark : Self.statedMark)
            written.append(step.occurredAt)
        }
        text.add("steps", String(decoding: written, as: UTF8.self))
        if isOfWholeLine { text.add("whole", "true") }
        if isCumulative { text.add("cumulative", "true") }
        if statesNoUnits { text.add("zero", "true") }
        if isBesideLine { text.add("beside", "true") }
        for column in Column.ofKeptText {
            if let value = column.rule.kept?.text(fields) { text.add(column.rawValue, value) }
        }
        return text.object()
    }

    private static let blank = UInt8(ascii: " ")
    /// Before the time of a step.
    private static let statedMark = UInt8(ascii: "@")
    private static let observedMark = UInt8(ascii: "~")

    /// An ignored row: nothing but that its line is listed.
    static let ignoredText = #"{"steps":"","ignored":"true"}"#

    /// Reads a statement back.
    ///
    /// - Parameter bounds: nil if the statement was checked in this transaction.
    /// - Throws: `damaged` if the text was never written by a ledger.
    convenience init(
        text: String,
        line: (document: Document, source: Source, sku: SKU?, line: Line?),
        statedAt: Instant?,
        _ bounds: Event.Bounds? = .derived
    ) throws {
        do {
            guard let values = JSONText.values(text) else { throw Unreadable() }
            let steps = try Self.steps(values["steps"] ?? "")
            let isIgnored = values["ignored"] != nil
            let isWhole = values["whole"] != nil || isIgnored
            guard let kind = steps.first?.kind ?? (isWhole ? .orderPlaced : nil) else { throw Unreadable() }
            var fields = EventFields(kind: kind)
            fields.document = line.document
            fields.source = line.source
            fields.sku = line.sku
            fields.line = line.line
            fields.detail.statedAt = statedAt
            if isIgnored {
                self.init(ignored: fields)
                return
            }
            for (name, value) in values.all {
                if let kept = Column.keptTexts[name] { try kept.read(value, values, &fields) }
            }
            if !isWhole { fields.occurredAt = steps.first?.occurredAt }
            try self.init(
                fields,
                steps,
                isOfWholeLine: isWhole,
                isCumulative: values["cumulative"] != nil,
                statesNoUnits: values["zero"] != nil,
                isBesideLine: values["beside"] != nil,
                bounds
            )
        } catch {
            throw LedgerError(.damaged, "a statement of document \(line.document) cannot be read; run verify")
        }
    }

    /// The content of the row. Equal contents are equal texts. Observed times and the note are not part of it.
    var contentText: String {
        var text = steps.map { step in
            step.kind.rawValue + (step.isObserved ? "" : "@\(step.occurredAt)")
        }.joined(separator: " ")
        for column in Column.ofKeptText where column.rule.role != .remark {
            guard let value = column.rule.kept?.text(fields) else { continue }
            text += "\u{1F}\(column.rawValue)=\(value)"
        }
        if isOfWholeLine { text += "\u{1F}whole" }
        if statesNoUnits { text += "\u{1F}zero" }
        return text
    }

    private struct Unreadable: Error {}

    private static func steps(_ text: String) throws -> [Step] {
        try text.utf8.split(separator: blank).map { step in
            guard let mark = step.firstIndex(where: { $0 == statedMark || $0 == observedMark }),
                let kind = EventKind(rawValue: String(decoding: step[..<mark], as: UTF8.self)),
                case .instant(let occurredAt)? = WrittenTime(utf8: step[step.index(after: mark)...])
            else { throw Unreadable() }
            return Step(kind: kind, occurredAt: occurredAt, isObserved: step[mark] == observedMark)
        }
    }
}

extension Column {
    /// How statements store the values of columns, by the names of the columns.
    fileprivate static let keptTexts = Dictionary(
        allCases.compactMap { column in column.rule.kept.map { (column.rawValue, $0) } },
        uniquingKeysWith: { first, _ in first }
    )
}

/// The texts of a statement, by their names.
struct NamedTexts: Sendable {
    fileprivate(set) var all: [(name: String, value: String)] = []

    subscript(name: String) -> String? { all.last { $0.name == name }?.value }
}

/// JSON objects of strings only. Each line that an export states is written once, and often read.
private struct JSONText {
    private var bytes = [UInt8(ascii: "{")]

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    mutating func add(_ name: String, _ value: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        append(name)
        bytes.append(UInt8(ascii: ":"))
        append(value)
    }

    /// The object of what was added.
    consuming func object() -> String {
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == quote || byte == backslash
    }

    private mutating func append(_ text: String) {
        bytes.append(Self.quote)
        var text = text
        text.withUTF8 { text in
            if !text.contains(where: Self.isEscaped) { return bytes.append(contentsOf: text) }
            for byte in text {
                if byte < 0x20 {
                    bytes.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
                    bytes.append(contentsOf: String(byte, radix: 16).utf8)
                } else {
                    if Self.isEscaped(byte) { bytes.append(Self.backslash) }
                    bytes.append(byte)
                }
            }
        }
        bytes.append(Self.quote)
    }

    /// Reads what `object` returns; nil for other text.
    static func values(_ text: String) -> NamedTexts? {
        var text = text
        return text.withUTF8 { bytes in
            var rest = bytes[...]
            func skip(_ byte: UInt8) -> Bool {
                guard rest.first == byte else { return false }
                rest = rest.dropFirst()
                return true
            }
            var values = NamedTexts()
            guard skip(UInt8(ascii: "{")) else { return nil }
            while !skip(UInt8(ascii: "}")) {
                guard let name = string(&rest), skip(UInt8(ascii: ":")), let value = string(&rest) else {
                    return nil
                }
                values.all.append((name, value))
                guard skip(UInt8(ascii: ",")) || rest.first == UInt8(ascii: "}") else { return nil }
            }
            return rest.isEmpty ? values : nil
        }
    }

    private static func string(_ bytes: inout Slice<UnsafeBufferPointer<UInt8>>) -> String? {
        guard bytes.popFirst() == quote else { return nil }
        let plain = bytes.prefix { $0 != quote && $0 != backslash }
        bytes = bytes[plain.endIndex...]
        if bytes.first == quote {
            bytes = bytes.dropFirst()
            return String(decoding: UnsafeBufferPointer(rebasing: plain), as: UTF8.self)
        }
        var text = Array(plain)
        while let byte = bytes.popFirst() {
            switch byte {
            case quote: return String(validating: text, as: UTF8.self)
            case backslash:
                guard let escaped = bytes.popFirst() else { return nil }
                if escaped != UInt8(ascii: "u") {
                    text.append(escaped)
                    continue
                }
                // Only control characters are escaped this way.
                guard let code = UInt8(String(decoding: bytes.prefix(4), as: UTF8.self), radix: 16),
                    code < 0x20
                else {
                    return nil
                }
                text.append(code)
                bytes = bytes.dropFirst(4)
            default: text.append(byte)
            }
        }
        return nil
    }
}
