/// Writes the header and `events` lines of `order_placed` to standard output.
func writeOrders(_ options: OrdersOptions) throws(OutputError) {
    var output = Output(descriptor: 1)
    output.append(text: canonicalHeader)
    var orders = Orders(options)
    while orders.written < options.events {
        try orders.writeOrder(to: &output)
    }
    try output.flush()
}

/// A stream of orders, each with one to four lines, one channel, one warehouse and one instant.
struct Orders {
    /// The number of orders with one, two, three and four lines, of 100.
    private static let lineCounts = WeightedChoice(weights: [82, 12, 4, 2])
    /// The number of lines with one to six units, of 100.
    private static let quantities = WeightedChoice(weights: [80, 12, 4, 2, 1, 1])
    private static let channels = WeightedChoice(weights: Channel.weights)

    /// Lines written so far.
    private(set) var written = 0

    private let options: OrdersOptions
    private let catalogue: Catalogue
    private let warehouses: Warehouses
    /// Names by the channels' raw values.
    private let channelNames = Channel.allCases.map(\.name)
    private let kind = Array("order_placed,".utf8)
    /// The columns `stage` to `order` are empty.
    private let emptyStageToOrder = Array(",,,,,,".utf8)
    /// The columns `pedimento` to `note` are empty.
    private let currencyToEnd = Array(",MXN,,,,,,,,,,\n".utf8)
    private var random: SplitMix64
    private var documents: Documents
    private var times: OrderTimes
    private var timestamp = Timestamp(start: Timestamp.november)

    init(_ options: OrdersOptions) {
        self.options = options
        random = SplitMix64(seed: options.seed)
        catalogue = Catalogue(count: options.skus, random: &random)
        warehouses = Warehouses(count: options.warehouses)
        documents = Documents(random: &random)
        times = OrderTimes(busyness: OrderTimes.month(days: options.days), lines: options.events)
    }

    /// Writes the next order. The last one is cut to the remaining number of lines.
    mutating func writeOrder(to output: inout Output) throws(OutputError) {
        let seconds = times.seconds(ofLine: written, random: &random)
        let channel = Channel.allCases[Self.channels.draw(&random)]
        let number = documents.next(channel, random: &random)
        let warehouse = warehouses.choice.draw(&random)
        let wanted = Self.lineCounts.draw(&random) + 1
        let lines = min(wanted, options.events - written, options.skus)
        var skus: [Int] = []
        for line in 1...lines {
            let sku = drawSKU(notIn: skus)
            skus.append(sku)
            let quantity = UInt64(Self.quantities.draw(&random) + 1)

            output.append(kind)
            output.append(channelNames[channel.rawValue])
            output.append(UInt8(ascii: ","))
            number.write(to: &output)
            output.append(UInt8(ascii: ","))
            output.append(decimal: UInt64(line))
            output.append(UInt8(ascii: ","))
            output.append(catalogue.codes[sku])
            output.append(UInt8(ascii: ","))
            output.append(warehouses.codes[warehouse])
            output.append(UInt8(ascii: ","))
            output.append(decimal: quantity)
            output.append(UInt8(ascii: ","))
            timestamp.write(secondsFromStart: seconds, to: &output)
            output.append(emptyStageToOrder)
            output.append(channelNames[channel.rawValue])
            output.append(UInt8(ascii: ","))
            let centavos = catalogue.prices[sku] * quantity
            output.append(decimal: centavos / 100)
            output.append(UInt8(ascii: "."))
            output.append(decimal: centavos % 100, width: 2)
            output.append(currencyToEnd)
            try output.flushIfFull()
        }
        written += lines
    }

    /// A SKU by popularity; if the order already has it, the next one that it does not have.
    ///
    /// Ends because an order never has more lines than there are SKUs.
    private mutating func drawSKU(notIn taken: [Int]) -> Int {
        var sku = catalogue.popularity.draw(&random)
        while taken.contains(sku) {
            sku = (sku + 1) % options.skus
        }
        return sku
    }
}
