/// One line of an order.
struct Sale {
    let number: OrderNumber
    let line: Int
    let channel: Channel
    let sku: Int
    let warehouse: Int
    let quantity: Int
    let centavos: UInt64
}

/// The later steps of an ordered line.
enum SaleStep {
    case ship
    case cancel
    case void
    case comeBack
    case inspect(document: Int, quantity: Int)
}

extension Year {
    /// The number of orders with one, two, three and four lines, of 100.
    private static let lineCounts = WeightedChoice(weights: [82, 12, 4, 2])
    /// The number of lines with one to six units, of 100.
    private static let quantities = WeightedChoice(weights: [80, 12, 4, 2, 1, 1])
    private static let channels = WeightedChoice(weights: Channel.weights)
    /// SKUs that are tried before an order takes one without stock.
    private static let triesMax = 8

    /// Places an order and schedules its later steps. Returns the number of its lines.
    mutating func placeOrder(at time: Int, linesMax: Int) -> Int {
        let channel = Channel.allCases[Self.channels.draw(&random)]
        let number = documents.next(channel, random: &random)
        let warehouse = warehouses.choice.draw(&random)
        let lines = min(Self.lineCounts.draw(&random) + 1, linesMax, options.skus)
        let isPromotion = YearCalendar.isPromotion(time / YearCalendar.daySeconds)
        let reported = reportingTime(time)
        // The whole order is dispatched or cancelled at once.
        let isCancelled = random.isOne(ofThousand: 30)
        let leavesAt = time + random.within(isPromotion ? 7200...60 * 3600 : 7200...46 * 3600)
        let isLost = random.isOne(ofThousand: 6)
        var skus: [Int] = []
        for line in 1...lines {
            let quantity = Self.quantities.draw(&random) + 1
            let sku = drawSKU(notIn: skus, with: quantity, at: warehouse)
            skus.append(sku)
            let price = catalogue.prices[sku] * (isPromotion ? 8 : 10) / 10
            let sale = Sale(
                number: number,
                line: line,
                channel: channel,
                sku: sku,
                warehouse: warehouse,
                quantity: quantity,
                centavos: price * UInt64(quantity)
            )
            available[cell(sku, warehouse)] -= quantity
            // The shop's system knows only dispatches.
            if channel == .shop {
                var row = row("sale_shipped", of: sale, at: time)
                row.centavos = sale.centavos
                report(row, at: reported)
                follow(sale, dispatchedAt: time, isLost: isLost)
                continue
            }
            var row = row("order_placed", of: sale, at: time)
            row.centavos = sale.centavos
            report(row, at: reported)
            if isCancelled {
                agenda.enter(.sale(sale, .cancel), at: time + (leavesAt - time) / 2)
            } else {
                agenda.enter(.sale(sale, .ship), at: leavesAt)
                follow(sale, dispatchedAt: leavesAt, isLost: isLost)
            }
        }
        return lines
    }

    /// Schedules the steps of a line after its dispatch.
    private mutating func follow(_ sale: Sale, dispatchedAt time: Int, isLost: Bool) {
        let day = YearCalendar.daySeconds
        if isLost {
            let voidedAt = time + random.within(3 * day...10 * day)
            agenda.enter(.sale(sale, .void), at: voidedAt)
            agenda.enter(.sale(sale, .comeBack), at: voidedAt + random.within(2 * day...14 * day))
        } else if random.isOne(ofThousand: 40) {
            agenda.enter(.sale(sale, .comeBack), at: time + random.within(5 * day...25 * day))
        }
    }

    mutating func take(_ step: SaleStep, of sale: Sale, at time: Int) {
        switch step {
        case .ship:
            var row = row("order_shipped", of: sale, at: time)
            // The lines of an order travel in one parcel, identified by the order's first line.
            if sale.line == 1 { row.tracking = .numbered("MXP", numbers.next(.parcel)) }
            report(row, at: reportingTime(time))
        case .cancel:
            available[cell(sale.sku, sale.warehouse)] += sale.quantity
            var row = row("order_cancelled", of: sale, at: time)
            row.reason = random.isOne(ofThousand: 700) ? "buyer" : "no payment"
            report(row, at: reportingTime(time))
        case .void:
            var row = row("sale_voided", of: sale, at: time)
            row.reason = "undelivered"
            report(row, at: reportingTime(time))
        case .comeBack: comeBack(sale, at: time)
        case .inspect(let document, let quantity): inspect(sale, document, quantity, at: time)
        }
    }

    private mutating func comeBack(_ sale: Sale, at time: Int) {
        let document = numbers.next(.comeback)
        let quantity = random.within(1...sale.quantity)
        var row = row("return_received", of: sale, at: time)
        row.source = "wms"
        row.document = .numbered("RET-", document)
        row.line = 0
        row.order = .order(sale.number)
        row.quantity = quantity
        row.tracking = .numbered("MXP", numbers.next(.parcel))
        row.reason = random.isOne(ofThousand: 600) ? "unwanted" : "defective"
        report(row, at: reportingTime(time))
        if random.isOne(ofThousand: 970) {
            agenda.enter(
                .sale(sale, .inspect(document: document, quantity: quantity)),
                at: time + random.within(4 * 3600...3 * YearCalendar.daySeconds)
            )
        }
    }

    private mutating func inspect(_ sale: Sale, _ document: Int, _ quantity: Int, at time: Int) {
        let isGood = random.isOne(ofThousand: 800)
        var row = row("return_inspected", of: sale, at: time)
        row.source = "wms"
        row.document = .numbered("RET-", document)
        row.line = 0
        row.order = .order(sale.number)
        row.channel = nil
        row.quantity = quantity
        row.stage = isGood ? "available" : "damaged"
        report(row, at: reportingTime(time))
        if isGood {
            available[cell(sale.sku, sale.warehouse)] += quantity
        } else {
            agenda.enter(
                .work(.dispose(cell: cell(sale.sku, sale.warehouse), quantity: quantity)),
                at: time + random.within(20...40) * YearCalendar.daySeconds
            )
        }
    }

    private func row(_ kind: StaticString, of sale: Sale, at time: Int) -> EventRow {
        EventRow(
            kind: kind,
            source: sale.channel.name,
            document: .order(sale.number),
            line: sale.line,
            sku: sale.sku,
            warehouse: sale.warehouse,
            quantity: sale.quantity,
            occurredAt: time
        )
    }

    /// A SKU by popularity that is not in the order and is in stock; after some tries, any SKU.
    private mutating func drawSKU(notIn taken: [Int], with quantity: Int, at warehouse: Int) -> Int {
        var sku = catalogue.popularity.draw(&random)
        var tries = 1
        while tries < Self.triesMax, available[cell(sku, warehouse)] < quantity {
            sku = catalogue.popularity.draw(&random)
            tries += 1
        }
        while taken.contains(sku) {
            sku = (sku + 1) % options.skus
        }
        return sku
    }
}
