import Foundation

/// A statement as the log stores it: a JSON object of texts in canonical order, so that equal statements are equal
/// texts. Document, source, SKU, line and stated_at have columns of their own.
extension Statement {
    var text: String {
        guard !isIgnored else { return Self.ignoredText }
        var text = "{"
        func add(_ name: String, _ value: String?) {
            guard let value else { return }
            if text.utf8.count > 1 { text += "," }
            text += "\"\(name)\":"
            JSONText.append(value, to: &text)
        }
        add(
            "steps",
            steps.map { "\($0.kind.rawValue)\($0.isObserved ? "~" : "@")\($0.occurredAt)" }.joined(
                separator: " "
            )
        )
        if isOfWholeLine { add("whole", "true") }
        if isCumulative { add("cumulative", "true") }
        if statesNoUnits { add("zero", "true") }
        if isBesideLine { add("beside", "true") }
        for column in Column.ofKeptText { add(column.rawValue, column.rule.kept?.text(fields)) }
        return text + "}"
    }

    /// An ignored row: nothing but that its line is listed.
    static let ignoredText = #"{"steps":"","ignored":"true"}"#

    /// Reads a statement back.
    ///
    /// - Throws: `damaged` if the text was never written by a ledger.
    init(
        text: String,
        line: (document: Document, source: Source, sku: SKU?, line: Line?),
        statedAt: Instant?
    ) throws {
        do {
            guard let values = JSONText.object(text) else { throw Unreadable() }
            let steps = try (values["steps"] ?? "").split(separator: " ").map { try Self.step($0) }
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
            for column in Column.ofKeptText {
                if let value = values[column.rawValue] { try column.rule.kept?.read(value, values, &fields) }
            }
            if !isWhole { fields.occurredAt = steps.first?.occurredAt }
            try self.init(
                fields,
                steps,
                isOfWholeLine: isWhole,
                isCumulative: values["cumulative"] != nil,
                statesNoUnits: values["zero"] != nil,
                isBesideLine: values["beside"] != nil,
                .derived
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

    private static func step(_ text: Substring) throws -> Step {
        guard let mark = text.firstIndex(where: { $0 == "@" || $0 == "~" }),
            let kind = EventKind(rawValue: String(text[..<mark])),
            case .instant(let occurredAt)? = WrittenTime(String(text[text.index(after: mark)...]))
        else { throw Unreadable() }
        return Step(kind: kind, occurredAt: occurredAt, isObserved: text[mark] == "~")
    }
}

/// JSON objects of strings only. They are read once for each line that an export repeats.
private enum JSONText {
    /// Reads what `append` writes; nil for other text.
    static func object(_ text: String) -> [String: String]? {
        var bytes = Array(text.utf8)[...]
        func skip(_ byte: UInt8) -> Bool {
            guard bytes.first == byte else { return false }
            bytes = bytes.dropFirst()
            return true
        }
        var values: [String: String] = [:]
        guard skip(UInt8(ascii: "{")) else { return nil }
        while !skip(UInt8(ascii: "}")) {
            guard let name = string(&bytes), skip(UInt8(ascii: ":")), let value = string(&bytes) else {
                return nil
            }
            values[name] = value
            guard skip(UInt8(ascii: ",")) || bytes.first == UInt8(ascii: "}") else { return nil }
        }
        return bytes.isEmpty ? values : nil
    }

    private static func string(_ bytes: inout ArraySlice<UInt8>) -> String? {
        guard bytes.popFirst() == UInt8(ascii: "\"") else { return nil }
        var text: [UInt8] = []
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
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

    static func append(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
