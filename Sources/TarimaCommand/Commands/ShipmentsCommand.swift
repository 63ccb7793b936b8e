import ArgumentParser
import InventoryLedger

/// Lists the shipments.
struct ShipmentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shipments",
        abstract:
            "Show what was sent, released and received of each shipment, by SKU and destination, and when.",
        discussion: """
            A shipment to several warehouses has a row for each. If a warehouse receives more than was sent to it, the \
            rest comes out of the open units of the others. received includes damaged units. open = dispatched - \
            received - short - removed on the way. days_late counts from the first expected arrival.

            With --open: the leg that the open units are on (dispatch-port, port-release, release-shelf, or transfer), \
            the open days that it has taken, whether nine of ten take less (beyond_p90), and the days by which half and \
            nine of ten such shipments are on the shelf. basis: measured on this ledger, or default where fewer than ten \
            such legs have ended.
            """
    )

    @ParentCommand var tarima: Tarima
    @Flag(help: "Only shipments with open or excess units.") var open = false
    @OptionGroup var time: TimeOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func run() throws {
        let ledger = try tarima.openLedger(book)
        let time = try time.reportTime(ledger)
        let parameters = [
            Member(name: "open", value: .flag(open)),
            Member(name: "time_zone", value: .text(ledger.settings.zone.identifier)),
        ]
        guard open else {
            return try output.show(
                "shipments",
                time: time,
                parameters: parameters,
                in: ledger.settings.zone,
                columns: Self.columns,
                rows: try ledger.shipments(time: time)
            )
        }
        try output.show(
            "shipments",
            time: time,
            parameters: parameters,
            in: ledger.settings.zone,
            columns: Self.columns.map { $0.of(\.line) } + Self.progressColumns,
            rows: try ledger.openShipments(time: time)
        )
    }

    private static let progressColumns: [TypedColumn<OpenShipmentLine>] = [
        .words("leg") { .optional($0.progress?.leg.rawValue) }.kept,
        .words("leg_since", inTable: false) { .optional($0.progress?.since.description) },
        .figures("days_in_leg") { .optional($0.progress.map { Int64($0.daysInLeg) }) }.kept,
        .words("beyond_p90") { $0.progress?.isBeyondP90.map { .flag($0) } ?? .null }.warning,
        .words("expected_on") { .optional($0.progress?.expectedOn?.description) }.kept,
        .words("p90_on") { .optional($0.progress?.p90On?.description) },
        .words("basis", inTable: false) {
            .optional($0.progress?.isMeasured.map { $0 ? "measured" : "default" })
        },
    ]

    private static let columns: [TypedColumn<ShipmentLine>] =
        [
            .words("shipment") { .text($0.shipment.text) },
            .words("sku") { .text($0.sku.text) }.kept,
            .words("name", inTable: false) { .optional($0.name) },
            .words("mode") { .optional($0.mode) },
            .words("forwarder", inTable: false) { .optional($0.forwarder) },
            .words("warehouse") { .text($0.warehouse.text) }.kept,
            .figures("dispatched") { .integer($0.dispatched) },
            .figures("released") { .integer($0.released) },
            .figures("received") { .integer($0.received) },
            .figures("damaged") { .integer($0.damaged) },
            .figures("short") { .integer($0.short) }.warning,
            .figures("open") { .integer($0.open) }.kept,
            .words("dispatched_at") { .optional($0.dispatchedAt) },
            .words("port_arrived_at", inTable: false) { .optional($0.portArrivedAt) },
            .words("inspected_at", inTable: false) { .optional($0.inspectedAt) },
            .words("released_at", inTable: false) { .optional($0.releasedAt) },
            .words("warehouse_arrived_at", inTable: false) { .optional($0.warehouseArrivedAt) },
            .words("received_at") { .optional($0.receivedAt) },
            .words("eta_first", inTable: false) { .optional($0.etaFirst) },
            .words("eta_last", inTable: false) { .optional($0.etaLast) },
            .figures("days_late") { .optional($0.daysLate.map { Int64($0) }) }.warning,
            .words("pedimentos", inTable: false) { .list($0.pedimentos.map { .text($0.printed) }) },
        ]
}
