/// Where an order was sold. The source and the channel of a line have the same name.
enum Channel: Int, CaseIterable {
    case mercadolibre
    case amazon
    case shop

    var name: StaticString {
        switch self {
        case .mercadolibre: "mercadolibre"
        case .amazon: "amazon"
        case .shop: "shop"
        }
    }

    /// Orders of 100, by raw value.
    static let weights: [UInt64] = [65, 25, 10]
}

/// Generates order numbers in each channel's format. They are unique within a file.
struct Documents {
    /// Fourteen digits follow the `702` of an Amazon order.
    private static let amazonNumbers: UInt64 = 100_000_000_000_000
    /// The golden ratio of `amazonNumbers`; it shares no factor with it, so stepping by it visits every
    /// number once, scattered. Like real ones, they come in no order, which is hard on an index.
    private static let amazonStep: UInt64 = 61_803_398_874_989

    private var mercadolibre: UInt64
    private var amazon: UInt64
    private var shop: UInt64 = 10_000

    init(random: inout SplitMix64) {
        mercadolibre = 2_000_014_000_000_000 + random.below(1_000_000_000)
        amazon = random.below(Self.amazonNumbers)
    }

    /// The next order number of the channel.
    mutating func next(_ channel: Channel, random: inout SplitMix64) -> OrderNumber {
        switch channel {
        case .mercadolibre:
            // Numbers are shared with every other seller, hence the gaps.
            mercadolibre += 1 + random.below(2_000)
            return .mercadolibre(mercadolibre)
        case .amazon:
            amazon = (amazon + Self.amazonStep) % Self.amazonNumbers
            return .amazon(amazon)
        case .shop:
            shop += 1
            return .shop(shop)
        }
    }
}

/// An order number, stored as a number until it is written.
enum OrderNumber {
    /// All sixteen digits, the first four being 2000.
    case mercadolibre(UInt64)
    /// The fourteen digits after `702-`.
    case amazon(UInt64)
    /// The digits after `MX`.
    case shop(UInt64)

    func write(to output: inout Output) {
        switch self {
        case .mercadolibre(let number):
            output.append(decimal: number, width: 16)
        case .amazon(let number):
            output.append(text: "702-")
            output.append(decimal: number / 10_000_000, width: 7)
            output.append(UInt8(ascii: "-"))
            output.append(decimal: number % 10_000_000, width: 7)
        case .shop(let number):
            output.append(text: "MX")
            output.append(decimal: number)
        }
    }
}
