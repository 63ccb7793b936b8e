/// Goods on the way to a warehouse.
struct OnTheWay {
    let document: DocumentNumber
    let warehouse: Int
    let isByAir: Bool
    let mode: StaticString
    let forwarder: StaticString
    let isTransfer: Bool
    var lines: [Line]
    var eta: Int

    struct Line {
        let sku: Int
        var quantity: Int
    }
}

/// The steps of a shipment after its dispatch, in order. A transfer has only the last two.
enum Leg {
    case delayed
    case atPort
    case inspected
    case released(office: Int)
    case atDoor
    case received
}

extension Year {
    /// The warehouse from which goods are transferred.
    private static let main = 0
    /// The planned days from dispatch to the shelf, by sea.
    private static let leadDays = 45
    /// The share of rows that are lines of shipments, in thousandths.
    private static let linesOfThousand = 16

    /// The days between two reviews of a SKU: the more events, the fewer.
    private var reviewDays: Int {
        let looks = max(1, options.events * Self.linesOfThousand / 1000 / available.count)
        return min(240, max(14, YearCalendar.days / looks))
    }

    /// States the stock on the first of January: enough until the first shipments arrive.
    mutating func openStock() {
        for sku in 0..<options.skus {
            for warehouse in warehouses.codes.indices {
                let units = wanted(sku, warehouse, onDay: 0)
                available[cell(sku, warehouse)] = units
                report(
                    EventRow(
                        kind: "stock_opened",
                        source: "wms",
                        document: .numbered("OPEN-", warehouse + 1),
                        sku: sku,
                        warehouse: warehouse,
                        quantity: units,
                        occurredAt: 0
                    ),
                    at: 0
                )
            }
        }
    }

    /// The units that should be in stock or incoming: the expected sales until the next order arrives.
    private func wanted(_ sku: Int, _ warehouse: Int, onDay day: Int) -> Int {
        let days = Self.leadDays + reviewDays
        let expected = demand.units(ofSKU: sku, atWarehouse: warehouse, days: day..<day + days)
        return expected * 115 / 100 + 6
    }

    /// Reorders some of the SKUs, in one shipment or transfer for each warehouse.
    mutating func reorder(onDay day: Int) {
        for warehouse in warehouses.codes.indices {
            let isTransfer = warehouse != Self.main && (day + warehouse) % 4 == 0
            var lines: [OnTheWay.Line] = []
            let first = (day + warehouse * 5) % reviewDays
            for sku in stride(from: first, to: options.skus, by: reviewDays) {
                let place = cell(sku, warehouse)
                let goal = wanted(sku, warehouse, onDay: day)
                let lacking = goal - available[place] - incoming[place]
                guard lacking >= max(6, goal / 8) else { continue }
                // In cartons of six.
                let quantity = (lacking + 5) / 6 * 6
                if isTransfer {
                    guard available[cell(sku, Self.main)] > 2 * quantity else { continue }
                    available[cell(sku, Self.main)] -= quantity
                }
                incoming[place] += quantity
                lines.append(OnTheWay.Line(sku: sku, quantity: quantity))
            }
            guard !lines.isEmpty else { continue }
            let time = day * YearCalendar.daySeconds + random.within(3600...60_000)
            if isTransfer {
                transfer(lines, to: warehouse, at: time)
            } else {
                dispatch(lines, to: warehouse, at: time)
            }
        }
    }

    private mutating func dispatch(_ lines: [OnTheWay.Line], to warehouse: Int, at time: Int) {
        let day = YearCalendar.daySeconds
        let isByAir = random.isOne(ofThousand: 250)
        let number = numbers.next(.shipment)
        let shipment = OnTheWay(
            document: .numbered(isByAir ? "AIR-" : "SEA-", number),
            warehouse: warehouse,
            isByAir: isByAir,
            mode: isByAir ? "air" : "sea",
            forwarder: random.isOne(ofThousand: 650) ? "Transpacifico" : "Nao Logistics",
            isTransfer: false,
            lines: lines,
            eta: time + (isByAir ? 16 : 40) * day
        )
        shipments[number] = shipment
        reportLines("shipment_dispatched", of: shipment, at: time)
        let atPort = time + random.within(isByAir ? 7 * day...12 * day : 25 * day...35 * day)
        if random.isOne(ofThousand: 200) {
            agenda.enter(
                .leg(shipment: number, .delayed),
                at: time + random.within(day...(atPort - time) / 2)
            )
        }
        agenda.enter(.leg(shipment: number, .atPort), at: atPort)
    }

    private mutating func transfer(_ lines: [OnTheWay.Line], to warehouse: Int, at time: Int) {
        let number = numbers.next(.shipment)
        let shipment = OnTheWay(
            document: .numbered("TR-", number),
            warehouse: warehouse,
            isByAir: false,
            mode: "road",
            forwarder: "Fletes del Norte",
            isTransfer: true,
            lines: lines,
            eta: time + 3 * YearCalendar.daySeconds
        )
        shipments[number] = shipment
        reportLines("transfer_dispatched", of: shipment, at: time)
        agenda.enter(.leg(shipment: number, .atDoor), at: time + random.within(86_400...3 * 86_400))
    }

    mutating func take(_ leg: Leg, ofShipment number: Int, at time: Int) {
        guard var shipment = shipments[number] else { return }
        let day = YearCalendar.daySeconds
        switch leg {
        case .delayed:
            shipment.eta += random.within(2 * day...9 * day)
            shipments[number] = shipment
            reportMilestone("eta_changed", of: shipment, at: time)
        case .atPort:
            reportMilestone("port_arrived", of: shipment, at: time)
            let isInspected = random.isOne(ofThousand: 300)
            if isInspected { agenda.enter(.leg(shipment: number, .inspected), at: time + day) }
            agenda.enter(
                .leg(shipment: number, .released(office: shipment.isByAir ? 47 : 16)),
                at: time + random.within(isInspected ? 4 * day...9 * day : 2 * day...4 * day)
            )
        case .inspected:
            reportMilestone("customs_inspected", of: shipment, at: time)
            seize(ofShipment: &shipment, at: time)
            shipments[number] = shipment
        case .released(let office):
            release(shipment, office: office, at: time)
            agenda.enter(.leg(shipment: number, .atDoor), at: time + random.within(day...2 * day))
        case .atDoor:
            reportMilestone("warehouse_arrived", of: shipment, at: time)
            agenda.enter(.leg(shipment: number, .received), at: time + random.within(7200...day))
        case .received:
            receive(shipment, at: time)
            shipments[number] = nil
        }
    }

    /// Sometimes customs keep some units.
    private mutating func seize(ofShipment shipment: inout OnTheWay, at time: Int) {
        guard random.isOne(ofThousand: 250) else { return }
        let index = random.within(0...shipment.lines.count - 1)
        let quantity = min(random.within(1...5), shipment.lines[index].quantity - 1)
        guard quantity > 0 else { return }
        shipment.lines[index].quantity -= quantity
        incoming[cell(shipment.lines[index].sku, shipment.warehouse)] -= quantity
        var row = row("stock_removed", shipment.lines[index], of: shipment, at: time)
        row.document = .numbered("ACTA-", numbers.next(.change))
        row.shipment = shipment.document
        row.fromStage = "in_transit"
        row.quantity = quantity
        row.reason = "seized"
        report(row, at: reportingTime(time))
    }

    private mutating func release(_ shipment: OnTheWay, office: Int, at time: Int) {
        let pedimento = DocumentNumber.pedimento(office: office, number: numbers.next(.pedimento))
        let reported = reportingTime(time)
        for line in shipment.lines {
            var row = row("customs_released", line, of: shipment, at: time)
            row.document = pedimento
            row.shipment = shipment.document
            row.pedimento = pedimento
            row.importerRFC = "EKU9003173C9"
            report(row, at: reported)
        }
    }

    private mutating func receive(_ shipment: OnTheWay, at time: Int) {
        let receipt = DocumentNumber.numbered("REC-", numbers.next(.receipt))
        let reported = reportingTime(time)
        for line in shipment.lines {
            let place = cell(line.sku, shipment.warehouse)
            let short = random.isOne(ofThousand: 30) ? random.within(1...max(1, line.quantity / 20)) : 0
            let damaged = random.isOne(ofThousand: 15) ? 1 : 0
            let good = line.quantity - short - damaged
            incoming[place] -= line.quantity
            available[place] += good
            var row = row("stock_received", line, of: shipment, at: time)
            row.source = "wms"
            row.document = receipt
            row.shipment = shipment.document
            // Sometimes one unit too many is received, and corrected the next day.
            let isMiscounted = random.isOne(ofThousand: 2)
            row.quantity = good + (isMiscounted ? 1 : 0)
            report(row, at: reported)
            if isMiscounted {
                row.line = 2
                row.quantity = -1
                row.occurredAt = time + YearCalendar.daySeconds
                report(row, at: reported + YearCalendar.daySeconds)
                row.line = 0
                row.occurredAt = time
            }
            if damaged > 0 {
                row.stage = "damaged"
                row.quantity = damaged
                report(row, at: reported)
                agenda.enter(
                    .work(.dispose(cell: place, quantity: damaged)),
                    at: time + random.within(20...40) * YearCalendar.daySeconds
                )
            }
            if short > 0 {
                let closed = time + random.within(2...6) * YearCalendar.daySeconds
                var row = self.row("shipment_short", line, of: shipment, at: closed)
                row.quantity = short
                row.reason = "claimed"
                report(row, at: reported + closed - time)
            }
        }
    }

    private mutating func reportLines(_ kind: StaticString, of shipment: OnTheWay, at time: Int) {
        let reported = reportingTime(time)
        for line in shipment.lines {
            var row = row(kind, line, of: shipment, at: time)
            row.mode = shipment.mode
            row.forwarder = shipment.forwarder
            row.eta = shipment.eta
            if shipment.isTransfer {
                row.warehouse = Self.main
                row.toWarehouse = shipment.warehouse
            }
            report(row, at: reported)
        }
    }

    private mutating func reportMilestone(_ kind: StaticString, of shipment: OnTheWay, at time: Int) {
        report(
            EventRow(
                kind: kind,
                source: "forwarder",
                document: shipment.document,
                warehouse: shipment.warehouse,
                occurredAt: time,
                eta: shipment.eta
            ),
            at: reportingTime(time)
        )
    }

    private func row(
        _ kind: StaticString,
        _ line: OnTheWay.Line,
        of shipment: OnTheWay,
        at time: Int
    ) -> EventRow {
        EventRow(
            kind: kind,
            source: "forwarder",
            document: shipment.document,
            sku: line.sku,
            warehouse: shipment.warehouse,
            quantity: line.quantity,
            occurredAt: time
        )
    }
}
