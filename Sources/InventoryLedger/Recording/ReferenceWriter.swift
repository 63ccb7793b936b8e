import GRDB

/// references -> log: keeps the events of rows that refer to an order or a shipment consistent with what is left of it.
final class ReferenceWriter {
    private let log: LogWriter
    private let codes: CodeBook
    private let lines: LineWriter
    private let orders: OrderFacts
    private let full: FullRows

    init(_ log: LogWriter, codes: CodeBook, lines: LineWriter) throws {
        self.log = log
        self.codes = codes
        self.lines = lines
        orders = try OrderFacts(log.database, names: log.names, keys: log.keys)
        full = try FullRows(log.database, names: log.names, keys: log.keys)
    }

    /// A row that refers to an order or a shipment, with its events.
    private struct Reference {
        let group: LineGroup
        let line: StatedLine
        let consequences: [StatedLine.Consequence]
        let own: [StoredEvent]

        var ids: [Int64] { line.entries.map(\.id) }
    }

    /// The rows that need an order or a shipment.
    private func references(_ needs: String) throws -> [Reference] {
        try StatementTable.groups(log.database, where: "needs = ?", bind: { $0.bind(needs, at: 1) }).flatMap {
            group in
            let rows = try lines.read(group)
            let entries = try rows.references.map(lines.entry)
            guard !entries.isEmpty else { return [Reference]() }
            let known = try lines.liveEvents(of: group, rows, references: true)
            return StatedReferences.all(entries, hasID: group.hasID).compactMap { line in
                guard line.entries.contains(where: { $0.statement.need?.text == needs }) else { return nil }
                let ids = Set(line.entries.map(\.id))
                return Reference(
                    group: group,
                    line: line,
                    consequences: line.consequences(),
                    own: known.filter { $0.statement.map(ids.contains) ?? false }
                )
            }
        }
    }

    /// Settles the incomplete rows of an order. Each takes what the ones before it leave, whichever came first.
    func settleOrder(_ needs: String, row: (Int64) -> Int64? = { _ in nil }) throws -> [LineWriter.Change] {
        var changes: [LineWriter.Change] = []
        for group in try StatementTable.groups(
            log.database,
            where: "needs = ?",
            bind: { $0.bind(needs, at: 1) }
        ) {
            // A line without units may get them from a complete row.
            let rows = try lines.read(group)
            if !rows.lines.isEmpty { changes.append(try lines.settleLines(group, rows)) }
        }
        let references = Rank.sorted(try references(needs))
        for (index, reference) in references.enumerated() {
            let later = references[index...].reduce(into: Set<Int64>()) { $0.formUnion($1.own.map(\.seq)) }
            var change = LineWriter.Change()
            var due: [LineWriter.Due]?
            do {
                due = try self.due(reference, except: later)
            } catch is FieldProblem {
                due = nil
            }
            if due == nil { change.waiting.formUnion(reference.ids) }
            try lines.settle(due ?? [], reference.own, row: row, &change)
            changes.append(change)
        }
        return changes
    }

    /// The events of a row that refers to an order; nil if the ledger does not know enough yet.
    ///
    /// - Parameter except: events that do not reduce what is left of the order.
    private func due(_ reference: Reference, except: Set<Int64>) throws -> [LineWriter.Due]? {
        var due: [LineWriter.Due] = []
        for consequence in reference.consequences {
            let fields = consequence.fields
            let order = fields.kind == .returnReceived ? fields.detail.order : fields.document
            guard let order, fields.kind != .customsReleased else { return nil }
            if try full.cover(fields) { continue }
            let left = try orders.left(
                order,
                asking: fields.source,
                of: fields.detail.orderSource,
                for: fields.kind,
                except: except
            )
            guard case .left(let left) = left, let complete = consequence.completed(left, codes) else {
                return nil
            }
            for part in complete {
                let events =
                    try part.goods.map { [try codes.event(part.fields, of: $0)] }
                    ?? codes.events(Event(part.fields, .derived))
                due += events.map { LineWriter.Due(event: $0, statement: consequence.statement) }
            }
        }
        return due
    }

    /// Settles the releases of a shipment that do not list its goods, the earliest first.
    func settleReleases(_ needs: String, shipment: Shipment, row: (Int64) -> Int64?) throws -> [LineWriter
        .Change]
    {
        let found = try references(needs)
        guard let id = try log.names.shipments.known(shipment) else {
            var change = LineWriter.Change()
            change.waiting = Set(found.flatMap(\.ids))
            return [change]
        }
        let releases = Rank.sorted(found)
        var facts = try ShipmentFacts(log, shipment: id, own: releases.flatMap(\.own))
        var changes: [LineWriter.Change] = []
        for release in releases {
            var due: [LineWriter.Due]? = release.consequences.isEmpty ? [] : nil
            for consequence in release.consequences {
                let fields = consequence.fields
                if try full.cover(fields) {
                    due = due ?? []
                    continue
                }
                let components = fields.sku.map { sku in
                    codes.components(sku, of: fields.source)?.map { SKU(trusted: $0.value) } ?? [sku]
                }
                guard let complete = facts.completed(fields, components: components) else { continue }
                due =
                    try (due ?? [])
                    + complete.map { released in
                        var fields = fields
                        fields.sku = fields.sku ?? released.sku
                        fields.quantity = Quantity(released.units)
                        let goods = CodeBook.Goods(
                            sku: released.sku,
                            part: Int64(components?.firstIndex(of: released.sku) ?? 0),
                            warehouse: nil
                        )
                        return LineWriter.Due(
                            event: try codes.event(fields, of: goods),
                            statement: consequence.statement
                        )
                    }
            }
            var change = LineWriter.Change()
            if due == nil { change.waiting.formUnion(release.ids) }
            try lines.settle(due ?? [], release.own, row: row, &change)
            changes.append(change)
        }
        return changes
    }

    /// Settles every row that depends on something that this batch changed.
    func settleTouched() throws -> [LineWriter.Change] {
        var changes: [LineWriter.Change] = []
        // Orders first, because releases are not part of orders.
        for needs in log.needs.takeTouched(.order) { changes += try settleOrder(needs) }
        // What this touched is already settled.
        _ = log.needs.takeTouched(.order)
        for needs in log.needs.takeTouched(.shipment) {
            let shipment = Shipment(trusted: String(needs.dropFirst("shipment ".count)))
            changes += try settleReleases(needs, shipment: shipment, row: { _ in nil })
        }
        return changes
    }

    /// Which of several rows takes its part of an order or a shipment first. Cancellations leave less to dispatch and to
    /// return.
    private struct Rank: Comparable {
        private let kind: Int
        private let occurredAt: Instant
        private let names: [String]

        init(_ reference: Reference) {
            let first = reference.consequences.first?.fields
            kind =
                switch first?.kind {
                case .orderPlaced?: 0
                case .orderCancelled?, .saleVoided?: 1
                case .orderShipped?: 2
                default: 3
                }
            occurredAt = first?.occurredAt ?? Instant(milliseconds: .max)
            names = [
                first?.source.text ?? "", reference.group.document.text, first?.sku?.text ?? "",
                reference.group.line, first?.warehouse?.text ?? "",
            ]
        }

        static func sorted(_ references: [Reference]) -> [Reference] {
            references.map { (reference: $0, rank: Rank($0)) }.sorted { $0.rank < $1.rank }.map(\.reference)
        }

        static func < (lhs: Self, rhs: Self) -> Bool {
            if lhs.kind != rhs.kind { return lhs.kind < rhs.kind }
            if lhs.occurredAt != rhs.occurredAt { return lhs.occurredAt < rhs.occurredAt }
            for (left, right) in zip(lhs.names, rhs.names) where !left.hasSameBytes(as: right) {
                return left.utf8.lexicographicallyPrecedes(right.utf8)
            }
            return false
        }
    }
}
