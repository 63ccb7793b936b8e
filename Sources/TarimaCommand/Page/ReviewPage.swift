import InventoryLedger
import WarehouseExports

/// The review of a promotion as a self-contained page, without external files. Its only script searches the positions.
struct ReviewPage {
    private let review: PromotionReview
    /// The plan for the next promotion; nil if none is recorded.
    private let plan: PromotionPlan?
    private let language: Language
    private let text: PageText
    private static let rowsMax = 10
    /// The number of late shipments that the summary names.
    private static let lateMax = 3

    init(_ review: PromotionReview, plan: PromotionPlan? = nil, language: Language) throws {
        self.review = review
        self.plan = plan
        self.language = language
        text = try PageText(language: language, promotion: review.promotion)
    }

    /// The page.
    func render() throws -> String {
        var values = values
        values["plan"] =
            try plan.map {
                try PlanSection($0, language: language, in: review).values
            } ?? false
        return try PageTemplate.review.render(values)
    }

    private func phrase(_ key: PagePhrase) -> String { language.phrase(key) }

    private var values: [String: Any] {
        let daily = DailyChart.draw(review, text)
        let stockOuts = StockOutChart.draw(review, text)
        let promotion = review.promotion
        return [
            "lang": language.tag,
            "title": phrase(hasBegun ? .title : .titleBefore),
            "promotion": promotion.name,
            "dates": language.phrase(
                .dates,
                text.days(promotion.from, promotion.to),
                promotion.timeZone
            ),
            "sources": sources,
            "state": state,
            "isFinal": review.isFinal,
            "answer": answer,
            "figures": figures,
            "rates": hasBegun ? rates : "",
            "tables": tables,
            "hasBegun": hasBegun,
            "changeTitle": phrase(.changeTitle),
            "changes": ReviewCaveats(review: review, text: text).sentences,
            "dailyTitle": phrase(.dailyTitle),
            "daily": daily.isEmpty ? false : daily,
            "timelineTitle": heading(.timelineTitle, count: positionsOut),
            "timeline": stockOuts.markup,
            "stockOuts": stockOuts.sentences.isEmpty ? [phrase(.timelineNone)] : stockOuts.sentences,
            "formulas": formulas,
            "madeBy": language.phrase(.madeBy, text.time(review.sellThrough.present)),
        ].merging(PositionTable(review.positions, hasBegun: hasBegun, text).values) { $1 }
    }

    private var tables: [[String: Any]] {
        switch review.phase {
        case .notBegun: [shipments]
        // What is left may still be sold.
        case .underWay: [soldOut, channels, shipments]
        case .returnsOpen, .final: [soldOut, leftOver, channels, shipments]
        }
    }

    private var formulas: [String] {
        var formulas = [
            phrase(.basisSupply),
            language.phrase(.baselineDays, text.baselineDays(of: review.sellThrough.window)),
            phrase(.formulas),
        ]
        if plan != nil { formulas.append(language.phrase(PlanPhrase.formulas)) }
        return formulas
    }

    private var hasBegun: Bool { review.phase.hasBegun }

    private var state: String {
        switch review.phase {
        case .notBegun(let days):
            language.phrase(.notBegun, "\(days)", text.day(review.promotion.from))
        case .underWay(let day, let days): language.phrase(.underWay, "\(day)", "\(days)")
        case .returnsOpen: language.phrase(.provisional, text.time(review.returnsOpenUntil))
        case .final where review.isFinal: phrase(.final)
        // The time for returns is over, and their files are still missing.
        case .final:
            review.dataThrough.map {
                language.phrase(.changeLastData, text.time($0), text.time(review.returnsEnd))
            } ?? phrase(.changeNoData)
        }
    }

    // MARK: The first screen

    private var sources: String {
        let sources = review.coverage.map { covered in
            let through = language.phrase(
                .dataThrough,
                covered.source.text,
                covered.warehouse.text,
                text.time(covered.lastEventAt)
            )
            let gaps = covered.missingDays.map {
                $0 == 0 ? phrase(.noGaps) : language.phrase(.gapDays, "\($0)")
            }
            return language.remarked(through, gaps ?? phrase(.notDaily))
        }
        guard !sources.isEmpty else { return phrase(.changeNoData) }
        return language.labelled(phrase(.data), language.sentence(sources))
    }

    /// The summary in one sentence.
    private var answer: String {
        let total = review.total
        guard hasBegun else { return language.sentence([readiness]) }
        var parts: [String] = []
        if let forecast = total.forecast, let sold = total.forecastSold {
            parts.append(
                language.phrase(
                    .soldOf,
                    text.units(sold),
                    text.units(forecast),
                    text.percent(total.forecastAttained)
                )
            )
            let others = total.netSold &- sold
            if others > 0 { parts.append(language.phrase(.soldBeside, text.units(others))) }
        } else {
            parts.append(language.phrase(.soldPlain, text.units(total.netSold)))
        }
        parts.append(language.phrase(.sellThroughIs, text.percent(total.sellThrough)))
        let missed = total.stock?.missedUnits ?? 0
        parts.append(
            missed >= 0.5 ? language.phrase(.lost, text.number(missed, decimals: 0)) : phrase(.lostNone)
        )
        let closing = text.units(total.stock?.closing)
        parts.append(
            total.daysOfCover.map { language.phrase(.leftCover, closing, text.number($0, decimals: 0)) }
                ?? language.phrase(.left, closing)
        )
        parts += late
        return language.sentence(parts)
    }

    /// Before the promotion, what is ready for it.
    private var readiness: String {
        let total = review.total
        guard let target = total.stockTarget, let ready = total.targetReady else {
            return language.phrase(.readyPlain, text.units(total.stock?.closing))
        }
        return language.phrase(
            .readyOf,
            text.units(ready),
            text.units(target),
            text.percent(total.readyShare)
        )
    }

    /// The late arrivals, by shipment.
    private var late: [String] {
        let arrivals = review.sellThrough.arrivals.filter { $0.isLate && $0.units > 0 }
        let shipments = Dictionary(grouping: arrivals, by: \.shipment).sorted { $0.key < $1.key }
        let more = shipments.count - Self.lateMax
        return shipments.prefix(Self.lateMax).compactMap { shipment, arrivals in
            guard let first = arrivals.map(\.firstReceivedAt).min() else { return nil }
            let units = arrivals.reduce(Int64(0)) { $0 &+ $1.units }
            return language.phrase(
                .late,
                text.units(units),
                shipment.text,
                text.span(review.sellThrough.window.start, first)
            )
        } + (more > 0 ? [language.phrase(.moreLate, "\(more)")] : [])
    }

    /// The number of positions that ran out.
    private var positionsOut: Int {
        Set(review.sellThrough.stockOuts.map { [$0.sku.text, $0.warehouse.text] }).count
    }

    /// The heading of a shortened list, with the total number of rows.
    private func heading(_ title: PagePhrase, count: Int) -> String {
        count > Self.rowsMax
            ? language.phrase(.firstOf, phrase(title), "\(Self.rowsMax)", "\(count)") : phrase(title)
    }

    private var figures: [[String: String]] {
        let total = review.total
        let hours = Double(total.stock?.outOfStockMilliseconds ?? 0) / 3_600_000
        let cover = total.daysOfCover.map { language.phrase(.coverDays, text.number($0, decimals: 0)) }
        let value =
            review.leftOverValue.isEmpty
            ? nil : language.phrase(.valued, text.about(review.leftOverValue))
        func figure(_ label: PagePhrase, _ value: String, _ note: String) -> [String: String] {
            ["label": phrase(label), "value": value, "note": note]
        }
        let ready = figure(
            hasBegun ? .ready : .available,
            text.units(total.readyUnits),
            total.stockTarget.map {
                language.phrase(
                    hasBegun ? .ofTarget : .ofTargetNow,
                    text.units(total.targetReady),
                    text.units($0),
                    text.percent(total.readyShare)
                )
            }
                ?? phrase(.noTarget)
        )
        guard hasBegun else { return [ready] }
        return [
            figure(
                .netSold,
                text.units(total.netSold),
                total.forecast.map {
                    language.phrase(.ofForecast, text.percent(total.forecastAttained), text.units($0))
                } ?? phrase(.noForecast)
            ),
            figure(.revenue, text.about(total.revenue), ""),
            figure(.sellThrough, text.percent(total.sellThrough), phrase(.ofSupply)),
            ready,
            figure(
                .missed,
                text.number(total.stock?.missedUnits ?? 0, decimals: 0),
                language.phrase(.missedNote, text.number(hours, decimals: 0))
            ),
            figure(
                .leftOver,
                text.units(total.stock?.closing),
                language.parts([value, cover].compactMap { $0 })
            ),
        ]
    }

    private var rates: String {
        let total = review.total
        func rate(_ part: Int64, _ whole: Int64) -> String {
            text.percent(whole == 0 ? nil : Double(part) / Double(whole))
        }
        return language.phrase(.cancelRate, rate(total.cancelled, total.ordered)) + " · "
            + language.phrase(.returnRate, rate(total.returned, total.sold))
    }

    // MARK: Tables

    private var soldOut: [String: Any] {
        PageTable(
            heading: heading(.soldOutTitle, count: review.soldOut.count),
            nothing: phrase(.none),
            columns: articleColumns([.firstStockOut, .missedUnits, .worthLost]),
            rows: review.soldOut.prefix(Self.rowsMax).map { line in
                article(
                    line,
                    [
                        .time(text.time(line.row.stock?.firstStockOutAt)),
                        missed(line),
                    ]
                )
            }
        ).values
    }

    private func missed(_ line: ReviewLine) -> PageTable.Cell {
        let units = text.number(line.units, decimals: 0)
        guard let stock = line.row.stock, stock.isMissedWeak else { return .number(units) }
        let hours = Double(stock.inStockMilliseconds) / 3_600_000
        return .noted(units, note: language.phrase(.weak, text.number(hours, decimals: 0)))
    }

    private var leftOver: [String: Any] {
        PageTable(
            heading: heading(.leftOverTitle, count: review.leftOver.count),
            nothing: phrase(.none),
            columns: articleColumns([.cover, .excess, .worthExcess]),
            rows: review.leftOver.prefix(Self.rowsMax).map { line in
                article(
                    line,
                    [
                        .number(text.number(line.row.daysOfCover, decimals: 0)),
                        .number(text.number(line.units, decimals: 0)),
                    ]
                )
            }
        ).values
    }

    private func articleColumns(_ own: [PagePhrase]) -> [PageTable.Column] {
        let words: [PagePhrase] = [.name, .firstStockOut, .suggestion, .decision]
        let keys: [PagePhrase] =
            [.name, .forecast, .readyColumn, .soldGross, .sellThrough] + own + [.suggestion, .decision]
        return keys.map {
            PageTable.Column(text: phrase($0), isNumber: !words.contains($0), isPrinted: $0 == .decision)
        }
    }

    private func article(_ line: ReviewLine, _ own: [PageTable.Cell]) -> [PageTable.Cell] {
        let row = line.row
        let sku = row.sku?.text ?? ""
        let place = row.warehouse?.text ?? ""
        let name = PageTable.Cell.named(row.name ?? sku, note: row.name == nil ? place : "\(sku) · \(place)")
        return [
            name, .number(text.units(row.forecast)), .number(text.units(row.readyUnits)),
            .number(text.units(row.sold)), .number(text.percent(row.sellThrough)),
        ] + own + [
            .number(line.worth.map { text.about([$0]) } ?? "–"), .advice(advice(line)),
            .decision,
        ]
    }

    /// The suggestion, after the order that it rests on.
    private func advice(_ line: ReviewLine) -> String {
        let advice = suggestion(line.suggestion)
        guard let order = line.bulkOrder else { return advice }
        return language.phrase(.bulkFirst, order.document.text, text.percent(order.share), advice)
    }

    private func suggestion(_ suggestion: ReviewLine.Suggestion) -> String {
        switch suggestion {
        case .stock(let units): language.phrase(.stockMore, text.units(units))
        case .transfer(let from, let to): language.phrase(.transfer, from.text, to.text)
        case .markDown: phrase(.markDown)
        case .hold: phrase(.hold)
        }
    }

    private var channels: [String: Any] {
        PageTable(
            heading: phrase(.channelsTitle),
            nothing: phrase(.none),
            columns: [
                .init(text: phrase(.channel), isNumber: false),
                .init(text: phrase(.warehouse), isNumber: false),
                .init(text: phrase(.units), isNumber: true), .init(text: phrase(.share), isNumber: true),
                .init(text: phrase(.revenue), isNumber: true),
            ],
            rows: review.channels.map { row in
                [
                    .text(row.channel?.text ?? phrase(.noChannel)), .text(row.warehouse?.text ?? ""),
                    .number(text.units(row.sold)), .number(text.percent(row.share)),
                    .number(text.money(row.revenue)),
                ]
            }
        ).values
    }

    private var shipments: [String: Any] {
        let keys: [PagePhrase] = [.shipment, .sent, .received, .due, .released, .onShelf, .againstStart]
        let start = review.sellThrough.window.start
        return PageTable(
            heading: phrase(.shipmentsTitle),
            nothing: phrase(.none),
            columns: keys.map { .init(text: phrase($0), isNumber: $0 == .sent || $0 == .received) },
            rows: review.shipments.map { shipment in
                let against = shipment.receivedAt.map { received in
                    let days = Double(received.milliseconds - start.milliseconds) / 86_400_000
                    let shown = text.number(days.magnitude)
                    return language.phrase(days < 0 ? .daysBefore : .daysAfter, shown)
                }
                return [
                    .text(shipment.shipment.text), .number(text.units(shipment.units)),
                    .number(text.units(shipment.received)), .time(text.time(shipment.dueAt)),
                    .time(text.time(shipment.releasedAt)), .time(text.time(shipment.receivedAt)),
                    .text(against ?? phrase(.notYet)),
                ]
            }
        ).values
    }
}
