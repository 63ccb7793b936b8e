import ArgumentParser
import InventoryLedger

/// The stock card of a SKU.
struct CardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card",
        abstract: phrase(
            "Show the stock card (kardex) of a SKU: each event with the running stock and its source."
        ),
        discussion: phrase(
            """
              tarima card MX-LAMP-01 --warehouse MTY1 --from 2025-11-13
              tarima card MX-LAMP-01 --live
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: .phrase("The SKU."))
    var sku: String

    @Option(help: .phrase("Only this warehouse."))
    var warehouse: String?

    @Option(help: .phrase("The first day to list."))
    var from: String?

    @Option(help: .phrase("The last day to list."))
    var to: String?

    @Flag(help: .phrase("Leave out reversals and the events they reversed."))
    var live = false

    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func run() throws {
        let ledger = try tarima.openLedger(book, .init(.events, skus: [sku]))
        var query = try CardQuery(
            sku: SKU(sku),
            warehouse: warehouse.map { try Warehouse($0) },
            from: from.map { try TimeArgument.day($0, option: "--from") },
            to: to.map { try TimeArgument.day($0, option: "--to") }
        )
        query.onlyLive = live
        try ledger.checkNames(skus: [query.sku], warehouse: query.warehouse)
        let parameters = [
            Member(name: "sku", value: .text(sku)),
            Member(name: "warehouse", value: warehouse.map { .text($0) } ?? .null),
            Member(name: "from", value: from.map { .text($0) } ?? .null),
            Member(name: "to", value: to.map { .text($0) } ?? .null),
            Member(name: "live", value: .flag(live)),
            Member(name: "time_zone", value: .text(ledger.settings.zone.identifier)),
        ]
        try ledger.withCard(query) { lines in
            var showsReversals = false
            if output.format == .table, !live {
                try lines.forEachRow { if $0.stored.reverses != nil { showsReversals = true } }
            }
            try output.show(
                "card",
                parameters: parameters,
                in: ledger.settings.zone,
                columns: Self.columns(showsReversals: showsReversals),
                rows: lines,
                notes: showsReversals
                    ? ["a reversal takes back the event with the number in reverses; --live leaves out both"]
                    : []
            )
        }
    }

    private static func columns(showsReversals: Bool) -> [TypedColumn<CardLine>] {
        [
            .figures("seq") { .integer($0.stored.seq) },
            .figures("reverses", inTable: showsReversals) { .optional($0.stored.reverses) }.kept,
        ] + columns
    }

    private static let columns: [TypedColumn<CardLine>] = [
        .words("occurred_at") { .instant($0.stored.event.occurredAt) }.kept,
        .words("recorded_at", inTable: false) { .instant($0.recordedAt) },
        .words("kind") { .text($0.stored.shownKind) }.kept,
        .words("document") { .text($0.stored.event.document.text) },
        .words("warehouse", inTable: false) { .text($0.stored.event.warehouse.text) },
        .figures("quantity") { .optional($0.stored.event.quantity?.units) }.kept,
        .words("from") { .optional($0.from?.description) },
        .words("to") { .optional($0.to?.description) },
        .figures("available") { .integer($0.available) }.kept,
        .figures("on_hand") { .integer($0.onHand) },
        .figures("batch") { .integer($0.stored.statedInBatch) }.kept,
        .words("file") { .optional($0.file) }.kept.shortened(to: 16),
        .figures("row") { .optional($0.stored.statedInRow) }.kept,
    ]
}
