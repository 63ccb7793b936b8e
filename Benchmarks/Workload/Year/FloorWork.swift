/// The work in a warehouse besides receiving and dispatching.
enum FloorWork {
    /// The units of a SKU are counted.
    case count(cell: Int)
    /// The stock is adjusted to a count.
    case adjust(cell: Int, quantity: Int)
    /// A unit is found damaged.
    case damage(cell: Int)
    /// Goods are held for an inspection.
    case hold(cell: Int)
    case letGo(cell: Int, quantity: Int)
    /// Damaged goods are destroyed.
    case dispose(cell: Int, quantity: Int)
}

extension Year {
    /// Schedules the work of a day, during working hours.
    mutating func planWork(ofDay day: Int) {
        for _ in 0..<share(ofDay: day, perThousand: 10) { enterWork(.count(cell: drawCell()), day) }
        for _ in 0..<share(ofDay: day, perThousand: 3) { enterWork(.damage(cell: drawCell()), day) }
        for _ in 0..<share(ofDay: day, perThousand: 1) { enterWork(.hold(cell: drawCell()), day) }
    }

    /// The share of the year's rows on a day, in thousandths.
    private func share(ofDay day: Int, perThousand: Int) -> Int {
        let ofYear = options.events * perThousand / 1000
        return ofYear * (day + 1) / YearCalendar.days - ofYear * day / YearCalendar.days
    }

    private mutating func enterWork(_ work: FloorWork, _ day: Int) {
        agenda.enter(.work(work), at: day * YearCalendar.daySeconds + random.within(8 * 3600...19 * 3600))
    }

    private mutating func drawCell() -> Int {
        cell(catalogue.popularity.draw(&random), warehouses.choice.draw(&random))
    }

    mutating func perform(_ work: FloorWork, at time: Int) {
        switch work {
        case .count(let cell):
            let found = random.isOne(ofThousand: 100) ? [-2, -1, -1, 1][random.within(0...3)] : 0
            var row = count(cell: cell, at: time)
            // A count is never negative.
            guard let book = row.quantity, book + found >= 0 else { return }
            row.quantity = book + found
            report(row, at: reportingTime(time))
            if found != 0 { agenda.enter(.work(.adjust(cell: cell, quantity: found)), at: time + 3600) }
        case .adjust(let cell, let quantity):
            available[cell] += quantity
            var row = row("stock_adjusted", cell, quantity, at: time)
            row.reason = "count"
            report(row, at: reportingTime(time))
        case .damage(let cell):
            guard available[cell] > 0 else { return }
            available[cell] -= 1
            change(cell, 1, from: "available", to: "damaged", because: "broken", at: time)
            let later = random.within(20...40) * YearCalendar.daySeconds
            agenda.enter(.work(.dispose(cell: cell, quantity: 1)), at: time + later)
        case .hold(let cell):
            let quantity = min(available[cell], random.within(1...6))
            guard quantity > 0 else { return }
            available[cell] -= quantity
            change(cell, quantity, from: "available", to: "quarantine", because: "labels", at: time)
            let later = random.within(1...4) * YearCalendar.daySeconds
            agenda.enter(.work(.letGo(cell: cell, quantity: quantity)), at: time + later)
        case .letGo(let cell, let quantity):
            available[cell] += quantity
            change(cell, quantity, from: "quarantine", to: "available", because: "labels", at: time)
        case .dispose(let cell, let quantity):
            var row = row("stock_removed", cell, quantity, at: time)
            row.stage = "damaged"
            row.reason = "destroyed"
            report(row, at: reportingTime(time))
        }
    }

    /// A count that equals the stock; 0 for oversold goods.
    mutating func count(cell: Int, at time: Int) -> EventRow {
        var row = row("stock_counted", cell, max(0, available[cell]), at: time)
        row.document = .numbered("CNT-", numbers.next(.count))
        return row
    }

    private mutating func change(
        _ cell: Int,
        _ quantity: Int,
        from: StaticString,
        to: StaticString,
        because reason: StaticString,
        at time: Int
    ) {
        var row = row("stage_changed", cell, quantity, at: time)
        row.fromStage = from
        row.stage = to
        row.reason = reason
        report(row, at: reportingTime(time))
    }

    private mutating func row(_ kind: StaticString, _ cell: Int, _ quantity: Int, at time: Int) -> EventRow {
        EventRow(
            kind: kind,
            source: "wms",
            document: .numbered("CHG-", numbers.next(.change)),
            sku: cell / warehouses.codes.count,
            warehouse: cell % warehouses.codes.count,
            quantity: quantity,
            occurredAt: time
        )
    }
}
