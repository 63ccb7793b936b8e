import Foundation
import GRDB

/// What the ledger calls a SKU or a warehouse of a source.
public struct CodeMapping: Hashable, Sendable {
    /// What a code stands for.
    public enum Subject: String, CaseIterable, Sendable, Codable {
        /// A SKU or a warehouse.
        case sku, warehouse
    }

    /// A component of one unit as written.
    public struct Component: Hashable, Sendable, Codable {
        /// The ledger's code.
        public let value: String
        /// Its units in one unit as written.
        public let units: Int64

        /// A number of units of one of the ledger's SKUs, or one warehouse.
        public init(value: String, units: Int64 = 1) {
            self.value = value
            self.units = units
        }
    }

    /// The allowed numbers of units in one unit as written.
    package static let unitsRange = WrittenCodes.unitsRange

    /// Whether the code is that of a SKU or of a warehouse.
    public let what: Subject
    /// The source that writes the code.
    public let source: Source
    /// As the source writes it.
    public let code: String
    /// One for a warehouse; several for a kit, whose amount goes to the first one.
    public let components: [Component]

    /// Maps the code of a source to its components in the ledger.
    public init(_ what: Subject, source: Source, code: String, components: [Component]) {
        self.what = what
        self.source = source
        self.code = code
        self.components = components
    }

    /// A code never contains a line feed, so it can separate the parts.
    var subject: String { "\(what.rawValue)\n\(source.text)\n\(code)" }

    /// A mapping read from a declaration; nil if it is not one.
    init?(subject: String, value: String) {
        guard let components = try? JSONDecoder().decode([Component].self, from: Data(value.utf8)) else {
            return nil
        }
        self.init(subject: subject, components: components)
    }

    init?(subject: String, components: [Component]) {
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

    func check() throws {
        func refuse(_ message: String) -> LedgerError {
            LedgerError(.badCodes, "\(what.rawValue) \(code): \(message)")
        }
        guard !code.holdsNUL, !code.contains("\n"), !source.text.contains("\n") else {
            throw refuse("a mapped code must not contain a NUL or a line feed")
        }
        guard code.utf8.count <= Column.codeBytesMax else {
            throw LedgerError(
                .badCodes,
                "a \(what.rawValue) code of \(code.utf8.count) bytes is too long: it may have \(Column.codeBytesMax)"
            )
        }
        guard !components.isEmpty else { throw refuse("name what the code stands for") }
        guard what == .sku || components.count == 1 && components.first?.units == 1 else {
            throw refuse("a code of a warehouse stands for one warehouse")
        }
        guard WrittenCodes.parts.contains(Int64(components.count)) else {
            throw refuse("a kit has up to \(WrittenCodes.parts.upperBound) components")
        }
        guard Set(components.map(\.value)).count == components.count else {
            throw refuse("a component is listed twice; put all of its units in one row")
        }
        for component in components {
            guard Self.unitsRange.contains(component.units) else {
                throw refuse("units must be from 1 to \(Self.unitsRange.upperBound), not \(component.units)")
            }
            _ = try SKU(component.value)
        }
    }
}
