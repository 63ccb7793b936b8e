import InventoryLedger

/// A status: as one screen for a person, and as rows for programs.
struct StatusTables {
    let report: StatusReport
    let query: StatusQuery
    let zone: BusinessZone

    /// Rows of each topic on the screen.
    private static let rowsMax = 4

    // MARK: One screen

    var screen: [ReportTable] { [through, arrived, stuck, runsOut, waiting, decisions] }

    private var today: Int { zone.day(of: report.at) }

    /// A part of the screen with its first rows.
    private func part<Row>(
        _ topic: String,
        _ nothing: String,
        see command: String,
        _ columns: [TypedColumn<Row>],
        _ rows: [Row]
    ) -> ReportTable {
        var table = ReportTable(
            report: "status",
            in: zone,
            columns: columns,
            rows: Array(rows.prefix(Self.rowsMax))
        )
        table.heading = rows.isEmpty ? "\(topic): \(nothing)" : "\(topic), see: \(command)"
        let left = rows.count - Self.rowsMax
        if left > 0 { table.notes = ["and \(left) more"] }
        return table
    }

    private var through: ReportTable {
        let today = today
        let zone = zone
        return part(
            "Data through",
            "nothing has been imported",
            see: "tarima batches --coverage",
            [
                .words("source") { .text($0.source.text) },
                .words("warehouse") { .text($0.warehouse.text) }.kept,
                .words("last_event_at") { .instant($0.lastEventAt) }.kept,
                .figures("days_ago") { .integer(Int64(today - zone.day(of: $0.lastEventAt))) }.kept,
            ],
            report.sources
        )
    }

    private var arrived: ReportTable {
        let zone = zone
        return part(
            "Arrived in the last \(query.arrivedDays.counted("day"))",
            "nothing",
            see: "tarima shipments",
            [
                .words("shipment") { .text($0.shipment.text) },
                .words("sku") { .text($0.sku.text) }.kept,
                .words("warehouse") { .text($0.warehouse.text) }.kept,
                .figures("received") { .integer($0.received) }.kept,
                .words("received_at") { .day($0.receivedAt, in: zone) }.kept,
            ],
            report.arrived
        )
    }

    private var stuck: ReportTable {
        part(
            "Stuck for longer than nine of ten",
            "nothing",
            see: "tarima shipments --open",
            [
                .words("shipment") { .text($0.line.shipment.text) },
                .words("sku") { .text($0.line.sku.text) }.kept,
                .words("warehouse") { .text($0.line.warehouse.text) }.kept,
                .figures("open") { .integer($0.line.open) }.kept,
                .words("leg") { .optional($0.progress?.leg.rawValue) }.kept,
                .figures("days_in_leg") { .optional($0.progress.map { Int64($0.daysInLeg) }) }.kept.warning,
            ],
            report.stuck
        )
    }

    private var runsOut: ReportTable {
        let end = CalendarDate(dayNumber: today + query.runsOutDays + 1)
        return part(
            "Runs out within \(query.runsOutDays.counted("day"))",
            "nothing",
            see: "tarima runs-out --before \(end)",
            [
                .words("sku") { .text($0.sku.text) },
                .words("name") { .optional($0.name) }.shortened(to: 16),
                .words("warehouse") { .text($0.warehouse.text) }.kept,
                .figures("sellable") { .integer($0.sellable) }.kept,
                .figures("incoming") { .integer($0.incoming) },
                .words("runs_out_on") { .text("\($0.runsOutOn)") }.kept,
            ],
            report.runsOut
        )
    }

    private var waiting: ReportTable {
        let zone = zone
        return part(
            "Orders that wait for more than \(query.waitingHours.counted("hour"))",
            "none",
            see: "tarima exceptions --code order_waiting",
            [
                .words("document") { .optional($0.document) },
                .words("sku") { .optional($0.sku?.text) }.kept,
                .words("warehouse") { .optional($0.warehouse?.text) }.kept,
                .figures("quantity") { .optional($0.quantity) }.kept,
                .words("since") { .day($0.since, in: zone) }.kept,
            ],
            report.waiting
        )
    }

    private var decisions: ReportTable {
        let zone = zone
        var table = ReportTable(
            report: "status",
            in: zone,
            columns: [
                .words("what") { .text($0.kind.rawValue) },
                .figures("count") { .integer($0.count) }.kept.warning,
                .words("since") { .day($0.since, in: zone) },
                .words("next") { .text(Self.command($0.kind)) }.kept,
            ],
            rows: report.decisions
        )
        table.heading = report.decisions.isEmpty ? "Needs a decision: nothing" : "Needs a decision"
        return table
    }

    private static func command(_ kind: StatusDecision.Kind) -> String {
        switch kind {
        case .negativeStock: "tarima exceptions --code negative_stock"
        case .waitingRow, .ambiguousLine, .ambiguousOrder: "tarima waiting"
        case .rejectedRow: "tarima rejected"
        case .conflict: "tarima batches"
        }
    }

    // MARK: Rows for programs

    /// One line of the status.
    private struct Row {
        let topic: String
        var code: String?
        var source: String?
        var document: String?
        var sku: SKU?
        var warehouse: Warehouse?
        var quantity: Int64?
        var on: CalendarDate?
        let command: String
    }

    var rows: ReportTable {
        ReportTable(
            report: "status",
            asOf: query.asOf?.description,
            parameters: [
                Member(name: "at", value: .text(report.at.description)),
                Member(name: "arrived_days", value: .integer(Int64(query.arrivedDays))),
                Member(name: "runs_out_days", value: .integer(Int64(query.runsOutDays))),
                Member(name: "waiting_hours", value: .integer(Int64(query.waitingHours))),
                Member(name: "time_zone", value: .text(zone.identifier)),
            ],
            columns: [
                .words("topic") { .text($0.topic) },
                .words("code") { .optional($0.code) },
                .words("source") { .optional($0.source) },
                .words("document") { .optional($0.document) },
                .words("sku") { .optional($0.sku?.text) },
                .words("warehouse") { .optional($0.warehouse?.text) },
                .figures("quantity") { .optional($0.quantity) },
                .words("on") { .optional($0.on?.description) },
                .words("command") { .text($0.command) },
            ],
            rows: all
        )
    }

    private func day(_ instant: Instant?) -> CalendarDate? {
        instant.map { CalendarDate(dayNumber: zone.day(of: $0)) }
    }

    private var all: [Row] {
        var rows = report.sources.map { covered in
            Row(
                topic: "data_through",
                source: covered.source.text,
                warehouse: covered.warehouse,
                quantity: Int64(today - zone.day(of: covered.lastEventAt)),
                on: day(covered.lastEventAt),
                command: "tarima batches --coverage"
            )
        }
        rows += report.arrived.map { line in
            Row(
                topic: "arrived",
                document: line.shipment.text,
                sku: line.sku,
                warehouse: line.warehouse,
                quantity: line.received,
                on: day(line.receivedAt),
                command: "tarima shipments"
            )
        }
        rows += report.stuck.map { open in
            Row(
                topic: "stuck",
                code: open.progress?.leg.rawValue,
                document: open.line.shipment.text,
                sku: open.line.sku,
                warehouse: open.line.warehouse,
                quantity: open.line.open,
                on: open.progress?.since,
                command: "tarima shipments --open"
            )
        }
        rows += report.runsOut.map { ending in
            Row(
                topic: "runs_out",
                sku: ending.sku,
                warehouse: ending.warehouse,
                quantity: ending.sellable,
                on: ending.runsOutOn,
                command: "tarima runs-out"
            )
        }
        rows += report.waiting.map { waiting in
            Row(
                topic: "waiting",
                code: waiting.code.rawValue,
                document: waiting.document,
                sku: waiting.sku,
                warehouse: waiting.warehouse,
                quantity: waiting.quantity,
                on: day(waiting.since),
                command: "tarima exceptions --code order_waiting"
            )
        }
        return rows
            + report.decisions.map { decision in
                Row(
                    topic: "decision",
                    code: decision.kind.rawValue,
                    quantity: decision.count,
                    on: day(decision.since),
                    command: Self.command(decision.kind)
                )
            }
    }
}
