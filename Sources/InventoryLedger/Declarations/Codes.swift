import Foundation
import GRDB

/// What a source calls an article or a warehouse, and what the ledger calls it.
public struct CodeMapping: Hashable, Sendable {
    /// What a code stands for.
    public enum Subject: String, CaseIterable, Sendable, Codable {
        case sku, warehouse
    }

    /// What one unit of a SKU as written is made of.
    public struct Component: Hashable, Sendable, Codable {
        /// The ledger's code.
        public let value: String
        /// Units of it in one unit as written.
        public let units: Int64

        public init(value: String, units: Int64 = 1) {
            self.value = value
            self.units = units
        }
    }

    /// How many units one unit as written may hold.
    public static let unitsRange: ClosedRange<Int64> = 1...1_000_000

    public let what: Subject
    public let source: Source
    /// As the source writes it.
    public let code: String
    /// One for a warehouse; several for a kit, whose amount goes to the first.
    public let components: [Component]

    public init(_ what: Subject, source: Source, code: String, components: [Component]) {
        self.what = what
        self.source = source
        self.code = code
        self.components = components
    }

    /// A code holds no line feed, which no one can see in it, so it parts the texts.
    fileprivate var subject: String { "\(what.rawValue)\n\(source.text)\n\(code)" }

    /// A mapping as a declaration keeps it; nil where it is none.
    init?(subject: String, value: String) {
        guard let components = try? JSONDecoder().decode([Component].self, from: Data(value.utf8)) else {
            return nil
        }
        self.init(subject: subject, components: components)
    }

    fileprivate init?(subject: String, components: [Component]) {
        let parts = subject.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let what = Subject(rawValue: String(parts[0])), !components.isEmpty else {
            return nil
        }
        self.init(
            what,
            source: Source(trusted: String(parts[1])),
            code: String(parts[2]),
            components: components
        )
    }
}

extension Ledger {
    /// Says what sources' codes stand for. Events that were recorded under these codes are recorded anew under what they
    /// now stand for, in the same transaction.
    ///
    /// - Throws: `secondTeller` where two sources would then tell the same of one warehouse, `badCodes` where a code
    ///   cannot stand for what is given.
    @discardableResult
    public func declare(codes: [CodeMapping], origin: BatchOrigin = BatchOrigin()) throws -> AppendResult {
        for mapping in codes { try mapping.check() }
        return try declare(
            .code,
            codes.map { ($0.subject, $0.components) },
            action: .codes,
            origin: origin,
            unless: { known in
                // What holds once these are declared too.
                var merged: [Declarations.Subject: CodeMapping] = [:]
                for (subject, components) in known {
                    merged[subject] = CodeMapping(subject: subject.text, components: components)
                }
                for mapping in codes { merged[Declarations.Subject(text: mapping.subject)] = mapping }
                try CodeMapping.refuseCycles(merged.values)
            },
            thereby: { log, changed in
                try Remapping(log).run(
                    for: codes.filter { changed.contains(Declarations.Subject(text: $0.subject)) }
                )
            }
        )
    }

    /// The codes that are mapped, sorted by what they are, source and code.
    public func codes() throws -> [CodeMapping] {
        try read { try CodeMapping.all($0) }
    }
}

extension CodeMapping {
    static func all(_ database: Database) throws -> [CodeMapping] {
        try Declarations.current(database, .code, as: [Component].self).map { subject, components in
            guard let mapping = CodeMapping(subject: subject.text, components: components) else {
                throw LedgerError(.damaged, "the code \(subject.text) cannot be read; run verify")
            }
            return mapping
        }.sorted { ($0.what.rawValue, $0.source.text, $0.code) < ($1.what.rawValue, $1.source.text, $1.code) }
    }

    fileprivate func check() throws {
        func refuse(_ message: String) -> LedgerError {
            LedgerError(.badCodes, "\(what.rawValue) \(code): \(message)")
        }
        guard !code.holdsNUL, !code.contains("\n"), !source.text.contains("\n") else {
            throw refuse("a mapped code holds no NUL and no line feed")
        }
        guard !components.isEmpty else { throw refuse("say what it stands for") }
        guard what == .sku || components.count == 1 && components.first?.units == 1 else {
            throw refuse("a warehouse stands for one warehouse")
        }
        guard CodeBook.parts.contains(Int64(components.count)) else {
            throw refuse("a kit has up to \(CodeBook.parts.upperBound) components")
        }
        guard Set(components.map(\.value)).count == components.count else {
            throw refuse("a component stands twice; give its units in one row")
        }
        for component in components {
            guard Self.unitsRange.contains(component.units) else {
                throw refuse("units are 1 to \(Self.unitsRange.upperBound), not \(component.units)")
            }
            _ = try SKU(component.value)
        }
    }
}

/// The code map at hand: what each source's codes stand for in the end.
struct CodeBook {
    /// The components of a kit are numbered in 12 bits of a key.
    static let parts: ClosedRange<Int64> = 0...1000

    private var skus: [Source: [SKU: [CodeMapping.Component]]] = [:]
    private var warehouses: [Source: [Warehouse: Warehouse]] = [:]

    init(_ database: Database) throws {
        for (owner, map) in CodeMapping.maps(try CodeMapping.all(database)) {
            var chains = CodeChains(map)
            for (code, own) in map {
                // A ledger holds no chain without an end; should one, each mapping stands by itself.
                let components = ((try? chains.components(code)) ?? nil) ?? own
                switch owner.what {
                case .sku: skus[owner.source, default: [:]][code] = components
                case .warehouse:
                    guard let first = components.first else { continue }
                    warehouses[owner.source, default: [:]][Warehouse(trusted: code.text)] =
                        Warehouse(trusted: first.value)
                }
            }
        }
    }

    var isEmpty: Bool { skus.isEmpty && warehouses.isEmpty }

    /// Whether any source's code of this name stands for something else.
    func isMapped(_ code: SKU) -> Bool { skus.values.contains { $0[code] != nil } }

    /// What a source's warehouse is called in the ledger.
    func warehouse(_ code: Warehouse, of source: Source) -> Warehouse { warehouses[source]?[code] ?? code }

    /// What a source's SKU is made of.
    func components(_ code: SKU, of source: Source) -> [CodeMapping.Component]? { skus[source]?[code] }

    /// The events that an event in its source's codes comes to in the ledger's: one, or one per component of a kit.
    ///
    /// - Throws: what an event in the ledger's codes breaks, such as a quantity that does not fit.
    func events(_ written: Event) throws(FieldProblem) -> [Event] {
        let components = written.sku.flatMap { self.components($0, of: written.source) }
        let warehouse = self.warehouse(written.warehouse, of: written.source)
        let toWarehouse = written.toWarehouse.map { self.warehouse($0, of: written.source) }
        if components == nil, warehouse == written.warehouse, toWarehouse == written.toWarehouse {
            return [written]
        }
        var events: [Event] = []
        let own = written.sku.map { [CodeMapping.Component(value: $0.text)] } ?? []
        for (part, component) in (components ?? own).enumerated() {
            var fields = written.fields
            var codes = WrittenCodes()
            fields.sku = SKU(trusted: component.value)
            if fields.sku != written.sku { codes.sku = written.sku }
            if let units = written.quantity?.units {
                let (product, overflows) = units.multipliedReportingOverflow(by: component.units)
                // What an earlier version recorded, or several events add up to, may be more.
                guard !overflows, product.magnitude <= max(units.magnitude, Quantity.unitsMax.magnitude)
                else {
                    throw FieldProblem(
                        .quantity,
                        value: String(units),
                        code: .outOfRange,
                        "\(units) times \(component.units) units of \(component.value) are too many: a quantity goes up to "
                            + "\(Quantity.unitsMax)"
                    )
                }
                fields.quantity = Quantity(product)
            }
            if part > 0 { fields.amount = nil }
            codes.part = Int64(part)
            codes.units = component.units
            events.append(try event(fields, codes, written, warehouse, toWarehouse))
        }
        // A milestone has no article.
        if events.isEmpty {
            events = [try event(written.fields, WrittenCodes(), written, warehouse, toWarehouse)]
        }
        return events
    }

    private func event(
        _ fields: EventFields,
        _ codes: WrittenCodes,
        _ written: Event,
        _ warehouse: Warehouse,
        _ toWarehouse: Warehouse?
    ) throws(FieldProblem) -> Event {
        var fields = fields
        var codes = codes
        fields.warehouse = warehouse
        fields.toWarehouse = toWarehouse
        if warehouse != written.warehouse { codes.warehouse = written.warehouse }
        if toWarehouse != written.toWarehouse { codes.toWarehouse = written.toWarehouse }
        fields.detail.written = codes == WrittenCodes() ? nil : codes
        return try Event(fields, .derived)
    }
}

extension Event {
    /// The SKU as the file wrote it.
    var writtenSKU: SKU? { written?.sku ?? sku }

    /// Which component of a kit the event is about.
    var part: Int64 { written?.part ?? 0 }

    /// The event in the codes that its file wrote, as the first component of a kit tells it.
    var asWritten: Event {
        guard let codes = written else { return self }
        var fields = self.fields
        fields.sku = codes.sku ?? sku
        fields.warehouse = codes.warehouse ?? warehouse
        fields.toWarehouse = codes.toWarehouse ?? toWarehouse
        fields.quantity = quantity.map { Quantity($0.units / max(codes.units, 1)) }
        fields.detail.written = nil
        return Event(
            stored: fields,
            document: document,
            warehouse: codes.warehouse ?? warehouse,
            occurredAt: occurredAt
        )
    }
}
