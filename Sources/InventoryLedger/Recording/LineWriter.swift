import GRDB

/// statements -> log: keeps the events of stated lines in step with all that was stated of them.
///
/// What should be in the book follows from the statements that hold, the code map and, where a row left something out,
/// the order or shipment it speaks of. What is in the book and should not be is reversed, what is missing is appended.
final class LineWriter {
    private let log: LogWriter
    private let codes: CodeBook
    private let table: StatementTable
    private let orders: OrderFacts
    private let full: FullRows
    private let selectOwn: RowStatement
    private let selectReversal: RowStatement
    private let events: EventLookup
    /// The number of the next statement.
    private(set) var nextID: Int64
    /// Statements were added.
    private(set) var hasStatements = false

    /// An event that should be in the book, with the statement that says so.
    struct Due {
        let event: Event
        let told: Int64
    }

    /// What settling a line did.
    struct Change {
        var appended: [Due] = []
        /// Events of the book that were there already.
        var known: [Int64] = []
        var reversed: [StoredEvent] = []
        /// The book does not know yet what the rows speak of.
        var waits = false
    }

    init(_ log: LogWriter, codes: CodeBook) throws {
        self.log = log
        self.codes = codes
        table = try StatementTable(log.database, names: log.names)
        orders = try OrderFacts(log.database, names: log.names)
        full = try FullRows(log.database, names: log.names)
        nextID = try table.lastID() &+ 1
        selectOwn = try RowStatement(
            log.database,
            """
            SELECT d.seq FROM statement s JOIN event_detail d ON d.statement = s.id
             WHERE s.document = ? AND s.source = ? AND s.sku = ? AND s.line = ? ORDER BY d.seq
            """
        )
        selectReversal = try RowStatement(log.database, "SELECT 1 FROM event WHERE reverses = ?")
        events = try EventLookup(log.database, names: log.names)
    }

    /// The statements of a line that hold, with the text of each.
    func told(_ line: LineID) throws -> (line: StatedLine, rows: [StatementRow]) {
        let rows = try table.rows(line)
        return (
            StatedLine(try rows.map { StatedLine.Told(id: $0.id, statement: try table.statement($0)) }), rows
        )
    }

    /// Adds a statement to the log.
    func add(_ row: StatementRow) throws {
        try table.insert(row)
        nextID = row.id &+ 1
        hasStatements = true
        if let needs = row.needs { log.needs.add(needs, of: row.line.document) }
    }

    /// The events that should be in the book; nil where the book does not know enough yet.
    ///
    /// - Parameter except: events that count for nothing in what is left of an order; the line's own never do.
    /// - Throws: `FieldProblem` where what was stated cannot be an event.
    func due(_ id: LineID, _ line: StatedLine, except: Set<Int64> = []) throws -> [Due]? {
        var due: [Due] = []
        for consequence in line.consequences() {
            guard let complete = try completed(consequence, of: id, except: except) else { return nil }
            for fields in complete {
                for event in try codes.events(Event(fields, .derived)) {
                    due.append(Due(event: event, told: consequence.told))
                }
            }
        }
        return due
    }

    private func completed(
        _ consequence: StatedLine.Consequence,
        of id: LineID,
        except: Set<Int64>
    ) throws -> [EventFields]? {
        let fields = consequence.fields
        if fields.sku != nil && fields.quantity != nil { return [fields] }
        let order = fields.kind == .returnReceived ? fields.detail.order : fields.document
        guard let order, fields.kind != .customsReleased else { return nil }
        if try full.tell(fields) { return [] }
        let own = except.union(try own(id).map(\.seq))
        return consequence.completed(
            try orders.lines(order, asking: fields.source, for: fields.kind, except: own)
        )
    }

    /// The live events that follow from statements of a line.
    func own(_ line: LineID) throws -> [StoredEvent] {
        selectOwn.bind(line.document.text, at: 1)
        selectOwn.bind(line.source, at: 2)
        selectOwn.bind(line.sku, at: 3)
        selectOwn.bind(line.line, at: 4)
        var seqs: [Int64] = []
        while try selectOwn.next() { seqs.append(selectOwn.integer(0)) }
        return try seqs.filter { try !isReversed($0) }.map(events.event)
    }

    /// Brings the book in step with what should be in it of a line.
    ///
    /// - Parameter row: the row of this batch's file that made a statement, nil where another batch's did.
    func settle(_ line: LineID, due: [Due]?, row: (Int64) -> Int64?) throws -> Change {
        var change = Change()
        change.waits = due == nil
        var superfluous = try own(line)
        var missing: [Due] = []
        for one in due ?? [] {
            let key = EventKey(one.event, try log.names.ids(of: one.event))
            if let index = superfluous.firstIndex(where: {
                $0.event.content == one.event.content && EventKey($0.event, $0.ids) == key
            }) {
                change.known.append(superfluous.remove(at: index).seq)
            } else {
                missing.append(one)
            }
        }
        for stored in superfluous {
            try log.reverse(stored)
            change.reversed.append(stored)
        }
        var adopted: Set<Int64> = []
        for one in missing {
            let ids = try log.names.ids(of: one.event)
            let key = EventKey(one.event, ids)
            let members = try log.keys.members(key).map { try events.event($0.seq) }.filter {
                !adopted.contains($0.seq)
            }
            let plain = members.filter { $0.statement == nil }
            let same = plain.first { $0.event.content == one.event.content }
            // A row in full that says nothing of its age is older than one that does, and says more than one that
            // leaves something out.
            let isNewer = one.event.detail.statedAt != nil && !(key.isOfGroup && one.event.memo)
            if isNewer {
                for rival in plain where rival.seq != same?.seq {
                    try log.reverse(rival)
                    change.reversed.append(rival)
                }
            }
            if let known = same ?? (isNewer || key.isOfGroup ? nil : plain.first) {
                adopted.insert(known.seq)
                change.known.append(known.seq)
                continue
            }
            try log.addMember(one.event, ids, key, row: row(one.told), statement: one.told)
            change.appended.append(one)
        }
        return change
    }

    /// Settles a line that no row of this batch stated: what it rests on has changed. What it leaves to the book is
    /// settled with `settleTouched`.
    func settleAgain(_ line: LineID) throws {
        let told = try told(line)
        for row in told.rows {
            if let needs = row.needs { log.needs.add(needs, of: line.document) }
        }
        _ = try settleAgain(line, told.line, except: [])
    }

    /// What cannot be an event any more waits.
    private func settleAgain(_ id: LineID, _ line: StatedLine, except: Set<Int64>) throws -> Change {
        do {
            return try settle(id, due: due(id, line, except: except), row: { _ in nil })
        } catch is FieldProblem {
            return try settle(id, due: nil, row: { _ in nil })
        }
    }

    /// Settles the releases of a shipment that do not list its goods, the earliest first.
    func settleReleases(_ needs: String, shipment: Shipment, row: (Int64) -> Int64?) throws -> [LineID:
        Change]
    {
        guard let id = try log.names.shipments.known(shipment) else { return [:] }
        var releases: [(line: LineID, consequences: [StatedLine.Consequence], own: [StoredEvent])] = []
        for line in try StatementTable.lines(
            log.database,
            where: "needs = ?",
            bind: { $0.bind(needs, at: 1) }
        ) {
            releases.append((line, try told(line).line.consequences(), try own(line)))
        }
        releases.sort { lhs, rhs in
            let (left, right) = (
                lhs.consequences.first?.fields.occurredAt, rhs.consequences.first?.fields.occurredAt
            )
            guard let left, let right, left != right else {
                return (lhs.line.document, lhs.line.line) < (rhs.line.document, rhs.line.line)
            }
            return left < right
        }
        var facts = try ShipmentFacts(log, shipment: id, own: releases.flatMap(\.own))
        var changes: [LineID: Change] = [:]
        for release in releases {
            var due: [Due]? = release.consequences.isEmpty ? [] : nil
            for consequence in release.consequences {
                let fields = consequence.fields
                if try full.tell(fields) {
                    due = due ?? []
                    continue
                }
                let components = fields.sku.map { sku in
                    codes.components(sku, of: fields.source)?.map { SKU(trusted: $0.value) } ?? [sku]
                }
                guard let complete = facts.completed(fields, components: components) else { continue }
                due =
                    try (due ?? [])
                    + complete.flatMap { try codes.events(Event($0, .derived)) }
                    .map { Due(event: $0, told: consequence.told) }
            }
            changes[release.line] = try settle(release.line, due: due, row: row)
        }
        return changes
    }

    /// Settles every line that rests on something that this batch changed.
    func settleTouched() throws -> [Change] {
        var changes: [Change] = []
        // Orders first: no release is a part of one.
        for needs in log.needs.takeTouched(.order) { changes += try settleOrder(needs) }
        // What settling them touched is settled.
        _ = log.needs.takeTouched(.order)
        for needs in log.needs.takeTouched(.shipment) {
            let shipment = Shipment(trusted: String(needs.dropFirst("shipment ".count)))
            changes += try settleReleases(needs, shipment: shipment, row: { _ in nil }).values
        }
        return changes
    }

    /// Settles the rows that leave something of an order to the book: each takes what those before it leave, whichever
    /// came first.
    private func settleOrder(_ needs: String) throws -> [Change] {
        var lines = try StatementTable.lines(
            log.database,
            where: "needs = ?",
            bind: { $0.bind(needs, at: 1) }
        ).map { id in
            let line = try told(id).line
            return (id: id, line: line, rank: Rank(id, line), own: Set(try own(id).map(\.seq)))
        }
        lines.sort { $0.rank < $1.rank }
        return try lines.indices.map { index in
            let later = lines[index...].reduce(into: Set()) { $0.formUnion($1.own) }
            return try settleAgain(lines[index].id, lines[index].line, except: later)
        }
    }

    /// Which of several rows takes its part of an order first: cancellations leave less to dispatch and to return.
    private struct Rank: Comparable {
        private let kind: Int
        private let occurredAt: Instant
        private let names: [String]

        init(_ id: LineID, _ line: StatedLine) {
            let first = line.consequences().first?.fields
            kind =
                switch first?.kind {
                case .orderPlaced?: 0
                case .orderCancelled?, .saleVoided?: 1
                case .orderShipped?: 2
                default: 3
                }
            occurredAt = first?.occurredAt ?? Instant(milliseconds: .max)
            names = [first?.source.text ?? "", id.document.text, first?.sku?.text ?? "", id.line]
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

    private func isReversed(_ seq: Int64) throws -> Bool {
        selectReversal.bind(seq, at: 1)
        defer { selectReversal.reset() }
        return try selectReversal.next()
    }
}
