import InventoryLedger
import WarehouseExports

/// Everything a ledger says, as texts to compare: by report, a line per row.
///
/// It contains only what all later versions say too: a new column of a report does not change it.
public struct LedgerAccount: Sendable {
    /// A report's name, and its lines or the code of its error.
    public struct Section: Hashable, Sendable {
        public let name: String
        public let text: String
        /// Whether the report failed.
        public let isRefused: Bool
    }

    public let sections: [Section]

    /// - Parameter present: the present of reports that count up to it.
    public init(of ledger: Ledger) {
        let account = Account(ledger: ledger)
        sections = account.reports.map { name, report in
            do {
                return Section(name: name, text: try report().joined(separator: "\n"), isRefused: false)
            } catch let error as LedgerError {
                return Section(name: name, text: "refused: \(error.code.rawValue)", isRefused: true)
            } catch {
                return Section(name: name, text: "ended unforeseen: \(error)", isRefused: false)
            }
        }
    }

    /// All of it as one text.
    public var text: String { sections.map { "== \($0.name)\n\($0.text)\n" }.joined() }

    /// Turns reports into text.
    private struct Account {
        let ledger: Ledger

        var reports: [(String, () throws -> [String])] {
            [
                ("stock", { try stock(StockQuery(includesZero: true)) }),
                ("stock as of 2026-10-25", { try stock(StockQuery(time: ReportTime(asOf: october))) }),
                ("stock known at the fifth batch", stockKnownEarlier), ("cards", cards), ("events", events),
                ("batches", batches), ("sell-through", sellThrough), ("slow movers", slowMovers),
                ("shipments", shipments), ("exceptions", exceptions), ("rejected", rejected),
                ("waiting", waiting), ("declared", declared), ("coverage", coverage),
            ]
        }

        /// 2026-10-25T12:00:00Z.
        private var october: Instant { Instant(milliseconds: 1_792_929_600_000) }

        private func line(_ values: Any?...) -> String {
            values.map { $0.map { "\($0)" } ?? "-" }.joined(separator: " | ")
        }

        private func stock(_ query: StockQuery) throws -> [String] {
            try ledger.stock(query).rows.map { position in
                line(
                    position.sku.text,
                    position.warehouse.text,
                    (Stage.onTheWay + Stage.inWarehouse)
                        .map { "\($0.rawValue) \(position.units.units(at: $0))" }.joined(separator: " ")
                )
            }
        }

        private func stockKnownEarlier() throws -> [String] {
            let batches = try ledger.batches()
            guard batches.count >= 5 else { return [] }
            return try stock(StockQuery(time: ReportTime(knownAt: batches[4].recordedAt)))
        }

        private func cards() throws -> [String] {
            try Set(ledger.stock(StockQuery(includesZero: true)).rows.map(\.sku)).sorted().flatMap { sku in
                try ledger.card(sku: sku).map { card in
                    line(
                        sku.text,
                        card.stored.seq,
                        card.stored.event.occurredAt,
                        card.from,
                        card.to,
                        card.available,
                        card.onHand,
                        card.stored.statedInBatch,
                        card.stored.statedInRow
                    )
                }
            }
        }

        private func events() throws -> [String] {
            var lines: [String] = []
            try ledger.forEachEvent { stored, recordedAt in
                lines.append(
                    line(
                        stored.seq,
                        stored.batch,
                        stored.row,
                        stored.reverses,
                        recordedAt,
                        stored.event.canonicalRow(
                            stored.event.detail.orderSource == nil
                                ? Column.beforeOrderSource : Column.allCases
                        )
                    )
                )
            }
            return lines
        }

        private func batches() throws -> [String] {
            try ledger.batches().map { batch in
                let counts = batch.counts
                return line(
                    batch.id,
                    batch.action.rawValue,
                    batch.profile,
                    batch.undoes,
                    batch.events,
                    "\(counts.rows) = \(counts.recorded) \(counts.duplicates) \(counts.stale) \(counts.conflicts) "
                        + "\(counts.waiting) \(counts.rejected) \(counts.ignored), \(counts.superseded)",
                    batch.digest.hexadecimal
                )
            }
        }

        private func sellThrough() throws -> [String] {
            let window = try ReportWindow(
                from: Book.firstDay,
                to: CalendarDate(dayNumber: Book.firstDay.dayNumber + 3),
                zone: ledger.settings.zone
            )
            return try ledger.sellThrough(SellThroughQuery(window: window)).rows.map { row in
                line(
                    row.sku?.text,
                    row.warehouse?.text,
                    row.name,
                    row.stock?.opening,
                    row.stock?.received,
                    row.ordered,
                    row.cancelled,
                    row.returned,
                    row.stock?.closing,
                    row.stock?.outOfStockMilliseconds,
                    row.revenue.map { "\($0.currency.code) \($0.decimal)" }.joined(separator: " ")
                )
            }
        }

        private func slowMovers() throws -> [String] {
            try ledger.slowMovers().map {
                line($0.sku.text, $0.warehouse.text, $0.available, $0.onHand, $0.ageBuckets, $0.lastSoldAt)
            }
        }

        private func shipments() throws -> [String] {
            try ledger.shipments().map { row in
                line(
                    row.shipment.text,
                    row.sku.text,
                    row.mode,
                    row.forwarder,
                    row.warehouse.text,
                    "\(row.dispatched) \(row.released) \(row.received) \(row.damaged) \(row.short) \(row.open)",
                    row.portArrivedAt,
                    row.inspectedAt,
                    row.etaFirst,
                    row.etaLast,
                    row.pedimentos.map(\.digits).joined(separator: " ")
                )
            }
        }

        private func exceptions() throws -> [String] {
            try ledger.exceptions().map {
                line($0.code.rawValue, $0.sku?.text, $0.warehouse?.text, $0.document, $0.quantity, $0.since)
            }
        }

        private func rejected() throws -> [String] {
            try ledger.rejectedRows().map { row in
                line(
                    row.batch,
                    row.row,
                    String(decoding: row.raw, as: UTF8.self),
                    row.problems.map { "\($0.column) \($0.code)" }.joined(separator: " ")
                )
            }
        }

        private func waiting() throws -> [String] {
            try ledger.waitingRows().map {
                line(
                    $0.batch,
                    $0.row,
                    $0.source.text,
                    $0.document.text,
                    $0.sku?.text,
                    $0.warehouse?.text,
                    String(decoding: $0.raw, as: UTF8.self)
                )
            }
        }

        private func declared() throws -> [String] {
            let items = try ledger.items().values.sorted { $0.sku < $1.sku }.map {
                line(
                    "item",
                    $0.sku.text,
                    $0.name,
                    $0.unitCost?.decimal,
                    $0.unitCost?.currency.code,
                    $0.noms.first
                )
            }
            let factSources = try ledger.factSources().map {
                line("teller", $0.warehouse.text, $0.fact.rawValue, $0.source.text)
            }
            let codes = try ledger.codes().map { code in
                line(
                    code.what.rawValue,
                    code.source.text,
                    code.code,
                    code.components.map { "\($0.units) \($0.value)" }.joined(separator: " + ")
                )
            }
            let promotions = try ledger.promotions().flatMap { promotion in
                [line("promotion", promotion.name, promotion.from, promotion.to, promotion.timeZone)]
                    + (try ledger.plan(of: promotion.name).map {
                        line("plan", $0.sku.text, $0.warehouse?.text, $0.forecast, $0.stockTarget)
                    })
            }
            return items + factSources + codes + promotions
        }

        private func coverage() throws -> [String] {
            try ledger.coverage().map {
                line($0.source.text, $0.warehouse.text, $0.firstEventAt, $0.lastEventAt, $0.missingDays)
            }
        }
    }
}

extension Ledger {
    /// The live events as in the canonical export.
    public func exported(_ columns: [Column] = Column.allCases) throws -> String {
        var text = columns.map(\.rawValue).joined(separator: ",") + "\n"
        var query = EventQuery()
        query.onlyLive = true
        try forEachEvent(query) { stored, _ in text += stored.event.canonicalRow(columns) + "\n" }
        return text
    }
}

extension Column {
    /// The columns of the versions before order_source.
    public static let beforeOrderSource = Column.allCases.filter { $0 != .orderSource }
}
