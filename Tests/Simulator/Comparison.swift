import InventoryLedger
import TestSupport

/// A difference between ledger and model.
struct Disagreement: Error, CustomStringConvertible {
    let description: String
}

/// Compares a ledger with the model.
struct Comparison {
    let ledger: Ledger
    let model: ModelLedger
    let season: Season

    /// - Parameter random: draws the past instants to compare.
    func run(_ random: inout SeededDraws) throws {
        try compareBatches()
        try compareRows()
        try compare("the rejected rows kept", ledger.rejectedRows().count, model.rejected.count)
        try compareStock(asOf: nil, knownAt: nil)
        guard let batch = model.batches.randomElement(using: &random) else { return }
        let moments = season.moments(40)
        try compareStock(asOf: random.pick(moments), knownAt: nil)
        try compareStock(asOf: nil, knownAt: batch.recordedAt - Int64(random.number(0...1)))
        try compareStock(asOf: random.pick(moments), knownAt: batch.recordedAt)
    }

    func compare<Value: Equatable>(_ what: String, _ ledger: Value, _ model: Value) throws {
        if ledger != model { throw Disagreement(description: "\(what): \(ledger), by the model \(model)") }
    }

    private func compareBatches() throws {
        let batches = try ledger.batches()
        let books = batches.map { batch in
            "\(batch.id) \(batch.action.rawValue) \(batch.undoes ?? 0) at \(batch.recordedAt.milliseconds) "
                + "events \(batch.events) \(batch.counts.text)"
        }
        let models = model.batches.enumerated().map { index, batch in
            "\(index + 1) \(batch.action) \(batch.undoes ?? 0) at \(batch.recordedAt) events \(batch.events) "
                + batch.counts.text
        }
        try compareLines("the batches", books, models)
    }

    private func compareRows() throws {
        var rows: [String] = []
        var query = EventQuery()
        query.onlyLive = true
        try ledger.forEachEvent(query) { stored, _ in rows.append(Self.text(stored.event)) }
        try compareLines("the live events", rows.sorted(), model.live.map(Self.text).sorted())
    }

    private func compareStock(asOf: Int64?, knownAt: Int64?) throws {
        var query = StockQuery()
        query.time.asOf = asOf.map { Instant(milliseconds: $0) }
        query.time.knownAt = knownAt.map { Instant(milliseconds: $0) }
        let stages = Stage.onTheWay + Stage.inWarehouse
        let lines = try ledger.stock(query).rows.compactMap { position -> String? in
            let shown = stages.filter { position.units.units(at: $0) != 0 }
                .map { "\($0.rawValue) \(position.units.units(at: $0))" }
            if shown.isEmpty { return nil }
            return ([position.sku.text, position.warehouse.text] + shown).joined(separator: " ").exact
        }
        // The newline between lines is escaped too.
        let model = model.stock.stock(asOf: asOf ?? .max, knownAt: knownAt ?? .max).components(by: "\\n")
        try compareLines(
            "the stock as of \(asOf.map { "\($0)" } ?? "the end"), known at \(knownAt.map { "\($0)" } ?? "the end")",
            lines,
            model
        )
    }

    private func compareLines(_ what: String, _ ledger: [String], _ model: [String]) throws {
        guard ledger != model else { return }
        let difference = ledger.difference(from: model)
        let over = difference.insertions.map { "  only the ledger: \($0.line)" }
        let missing = difference.removals.map { "  only the model:  \($0.line)" }
        throw Disagreement(description: ([what + ":"] + over + missing).joined(separator: "\n"))
    }

    private static func text(_ row: SeasonRow) -> String {
        let row = row.written
        let texts = SeasonRow.contentColumns.map { column in
            column == "source" && row[column].isEmpty
                ? "manual" : column == "memo" && row[column].isEmpty ? "false" : row[column]
        }
        return ([row.kind, row.units.map { "\($0)" } ?? "", "\(row.at)"] + texts).joined(separator: "|").exact
    }

    private static func text(_ event: Event) -> String {
        let texts = SeasonRow.contentColumns.map { column in
            Column(rawValue: column).flatMap { event.text(of: $0) } ?? ""
        }
        let units = event.quantity.map { "\($0.units)" } ?? ""
        return ([event.kind.rawValue, units, "\(event.occurredAt.milliseconds)"] + texts)
            .joined(separator: "|").exact
    }
}

extension String {
    /// The parts between separators; none for an empty text.
    fileprivate func components(by separator: String) -> [String] {
        isEmpty ? [] : split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}

extension CollectionDifference<String>.Change {
    fileprivate var line: String {
        switch self {
        case .insert(_, let line, _), .remove(_, let line, _): line
        }
    }
}
