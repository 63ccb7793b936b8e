/// Writes the header and the rows of an Amazon inventory ledger of 2025, detailed view, to standard output.
///
/// Its rows have no id. A quarter of them equal another one, byte for byte, and are separate movements.
func writeLedger(_ options: LedgerOptions) throws(OutputError) {
    var random = SplitMix64(seed: options.seed)
    let catalogue = Catalogue(count: options.skus, random: &random)
    var ledgerDay = LedgerDay(catalogue: catalogue, centers: WeightedChoice(weights: [60, 30, 10]))
    let busyness = (0..<YearCalendar.days).map { Int(YearCalendar.busyness(ofDay: $0)) }
    let ofYear = busyness.reduce(0, +)
    var output = Output(descriptor: 1)
    output.append(ledgerHeader)
    var before = 0
    for day in 0..<YearCalendar.days {
        let after = before + busyness[day]
        let rows = options.rows * after / ofYear - options.rows * before / ofYear
        before = after
        let writer = LedgerRowWriter(catalogue: catalogue, day: day)
        for movement in ledgerDay.draw(rows, random: &random) {
            writer.write(movement, to: &output)
            try output.flushIfFull()
        }
    }
    try output.flush()
}

/// The newest header of the export, with 16 columns.
private let ledgerHeader: StaticString = """
    "Date","FNSKU","ASIN","MSKU","Title","Event Type","Reference ID","Quantity","Fulfillment Center",\
    "Disposition","Reason","Country","Reconciled Quantity","Unreconciled Quantity","Date and Time","Store"

    """

/// Writes the rows of one day, every cell in quotes.
struct LedgerRowWriter {
    /// 2025-01-01, counted from 1970-01-01.
    private static let firstDay = 20_089
    /// The days of 2025 whose midnight is in daylight saving time in Los Angeles.
    private static let daylightSaving = 68...305
    private static let centers: [StaticString] = ["MEX1", "MTY5", "GDL1"]

    private let catalogue: Catalogue
    private let date: [UInt8]
    private let end: [UInt8]

    init(catalogue: Catalogue, day: Int) {
        self.catalogue = catalogue
        let calendarDay = CalendarDay(Self.firstDay + day)
        let offset = Self.daylightSaving.contains(day) ? "-0700" : "-0800"
        date = Array("\"\(calendarDay.american)\",\"X00".utf8)
        end = Array("\",\"MX\",\"0\",\"0\",\"\(calendarDay)T00:00:00\(offset)\",\"Amazon.com.mx\"\n".utf8)
    }

    func write(_ movement: LedgerMovement, to output: inout Output) {
        let code = catalogue.codes[movement.sku]
        let between: StaticString = "\",\""
        output.append(date)
        output.append(decimal: UInt64(movement.sku), width: 7)
        output.append("\",\"B0")
        output.append(decimal: UInt64(movement.sku), width: 8)
        output.append(between)
        output.append(code)
        output.append("\",\"Lámpara ")
        output.append(code)
        output.append(between)
        output.append(movement.eventType)
        output.append(between)
        if let prefix = movement.referencePrefix {
            output.append(prefix)
            output.append(decimal: UInt64(movement.reference), width: 6)
        }
        output.append(between)
        if movement.quantity < 0 { output.append(UInt8(ascii: "-")) }
        output.append(decimal: UInt64(movement.quantity.magnitude))
        output.append(between)
        output.append(Self.centers[movement.center])
        output.append(between)
        output.append(movement.disposition)
        output.append(between)
        output.append(movement.reason)
        output.append(end)
    }
}
