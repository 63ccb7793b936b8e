/// Writes the header and the year's events to standard output.
func writeYear(_ options: YearOptions) throws(OutputError) {
    var output = Output(descriptor: 1)
    output.append(text: canonicalHeader)
    var year = Year(options, output: output)
    try year.write()
}

/// A year of a seller with three warehouses: orders, their later steps, and inbound shipments.
///
/// Time advances from one item to the next. An item changes the stock, schedules later items and is reported: mostly
/// within minutes, sometimes at night or days later. The rows of the file are in the order in which they were reported.
struct Year {
    /// The future items.
    enum Occurrence {
        case day(Int)
        case sale(Sale, SaleStep)
        case leg(shipment: Int, Leg)
        case work(FloorWork)
    }

    static let warehouseCount = 3

    let options: YearOptions
    let catalogue: Catalogue
    let warehouses = Warehouses(count: Year.warehouseCount)
    let demand: Demand
    var random: SplitMix64
    var documents: Documents
    var numbers = RunningNumbers()
    /// Units by SKU and warehouse; see `cell`.
    var available: [Int]
    /// Dispatched and not received.
    var incoming: [Int]
    /// Shipments on the way, by number.
    var shipments: [Int: OnTheWay] = [:]
    var agenda = Agenda<Occurrence>()

    private var orderTimes: OrderTimes
    private var ordered = 0
    private var reports = Agenda<EventRow>()
    private var writer: EventRowWriter
    private var output: Output
    private var written = 0

    init(_ options: YearOptions, output: Output) {
        self.options = options
        self.output = output
        random = SplitMix64(seed: options.seed)
        catalogue = Catalogue(count: options.skus, random: &random)
        documents = Documents(random: &random)
        demand = Demand(catalogue: catalogue, warehouses: warehouses, lines: options.orderLines)
        orderTimes = OrderTimes(
            busyness: (0..<YearCalendar.days).map(YearCalendar.busyness),
            lines: options.orderLines
        )
        writer = EventRowWriter(catalogue: catalogue, warehouses: warehouses)
        available = Array(repeating: 0, count: options.skus * warehouses.codes.count)
        incoming = available
    }

    /// The position of a SKU and warehouse in the array of units.
    func cell(_ sku: Int, _ warehouse: Int) -> Int { sku * warehouses.codes.count + warehouse }

    var isFull: Bool { written >= options.events }

    mutating func write() throws(OutputError) {
        openStock()
        for day in 0..<YearCalendar.days {
            agenda.enter(.day(day), at: day * YearCalendar.daySeconds)
        }
        let end = YearCalendar.days * YearCalendar.daySeconds
        var orderTime: Int? = orderTimes.seconds(ofLine: 0, random: &random)
        while !isFull {
            let next = min(agenda.nextTime ?? end, orderTime ?? end)
            try writeReports(until: min(next, end))
            guard next < end else { break }
            if let time = orderTime, time == next {
                ordered += placeOrder(at: time, linesMax: options.orderLines - ordered)
                orderTime =
                    ordered < options.orderLines
                    ? orderTimes.seconds(ofLine: ordered, random: &random) : nil
            } else if let (time, occurrence) = agenda.takeNext() {
                occur(occurrence, at: time)
            }
        }
        // Fill the remaining rows with counts on New Year's Eve.
        var index = 0
        while !isFull {
            report(count(cell: index % available.count, at: end - 1), at: end - 1)
            try writeReports(until: end)
            index += 1
        }
        try output.flush()
    }

    private mutating func occur(_ occurrence: Occurrence, at time: Int) {
        switch occurrence {
        case .day(let day):
            reorder(onDay: day)
            planWork(ofDay: day)
        case .sale(let sale, let step): take(step, of: sale, at: time)
        case .leg(let shipment, let leg): take(leg, ofShipment: shipment, at: time)
        case .work(let work): perform(work, at: time)
        }
    }

    /// Schedules a row for the time at which it is reported, together with the others of `delay`.
    mutating func report(_ row: EventRow, at time: Int) {
        reports.enter(row, at: time)
    }

    /// When something that occurred is reported.
    mutating func reportingTime(_ time: Int) -> Int {
        switch random.below(100) {
        case ..<85: time + random.within(0...600)
        case ..<97: time + random.within(600...43_200)
        default: time + random.within(86_400...5 * 86_400)
        }
    }

    private mutating func writeReports(until time: Int) throws(OutputError) {
        while let next = reports.nextTime, next <= time, !isFull, let (_, row) = reports.takeNext() {
            writer.write(row, to: &output)
            try output.flushIfFull()
            written += 1
        }
    }
}

/// The document numbers, which increase through the year.
struct RunningNumbers {
    private var last: [Int] = Array(repeating: 0, count: Series.allCases.count)

    enum Series: Int, CaseIterable {
        case shipment, pedimento, receipt, parcel, comeback, count, change
    }

    mutating func next(_ series: Series) -> Int {
        last[series.rawValue] += 1
        return last[series.rawValue]
    }
}
