/// The FIFO layers of one SKU in one warehouse: what is on hand, by the day it was received.
///
/// First in, first out: what leaves is the oldest. What comes back is what left last, so that returns make no young layer.
struct StockLayers {
    struct Layer: Hashable {
        /// The business day on which the units were first received.
        let day: Int
        /// The day on which they came to this warehouse.
        let arrived: Int
        var units: Int64
    }

    /// By day, the oldest first; from `head` on.
    private var layers: [Layer] = []
    private var head = 0
    /// What left, the latest last.
    private var gone: [Layer] = []
    /// Units that left although no layer held them: data is missing.
    private var debt: Int64 = 0

    var remaining: ArraySlice<Layer> { layers[head...] }

    mutating func add(_ layer: Layer) throws {
        var layer = layer
        let paid = min(debt, layer.units)
        if paid > 0 {
            debt -= paid
            layer.units -= paid
            try leave(Layer(day: layer.day, arrived: layer.arrived, units: paid))
        }
        guard layer.units > 0 else { return }
        var index = layers.count
        while index > head, layers[index - 1].day > layer.day { index -= 1 }
        if index > head, layers[index - 1].day == layer.day, layers[index - 1].arrived == layer.arrived {
            layers[index - 1].units = try layers[index - 1].units.adding(layer.units)
        } else {
            layers.insert(layer, at: index)
        }
    }

    /// Takes the oldest units out and gives them; fewer where there are not so many.
    mutating func take(_ units: Int64) throws -> [Layer] {
        var left = units
        var taken: [Layer] = []
        while left > 0, head < layers.count {
            let part = min(left, layers[head].units)
            taken.append(Layer(day: layers[head].day, arrived: layers[head].arrived, units: part))
            layers[head].units -= part
            left -= part
            if layers[head].units == 0 { head += 1 }
        }
        debt = try debt.adding(left)
        if head > 64, head * 2 > layers.count {
            layers.removeSubrange(..<head)
            head = 0
        }
        return taken
    }

    /// Lets units leave for good.
    mutating func consume(_ units: Int64) throws {
        for layer in try take(units) { try leave(layer) }
    }

    /// Brings units back that had left, the latest first.
    mutating func restore(_ units: Int64, on day: Int) throws {
        var left = units
        let paid = min(debt, left)
        debt -= paid
        left = try left.adding(paid.negated())
        while left > 0, let last = gone.last {
            let part = min(left, last.units)
            try putBack(Layer(day: last.day, arrived: last.arrived, units: part))
            left -= part
            if part == last.units { _ = gone.popLast() } else { gone[gone.count - 1].units -= part }
        }
        if left > 0 {
            // More came back than ever left: as old as the oldest here.
            let oldest = remaining.first
            try putBack(Layer(day: oldest?.day ?? day, arrived: oldest?.arrived ?? day, units: left))
        }
    }

    private mutating func putBack(_ layer: Layer) throws {
        var index = head
        while index < layers.count, layers[index].day < layer.day { index += 1 }
        if index < layers.count, layers[index].day == layer.day, layers[index].arrived == layer.arrived {
            layers[index].units = try layers[index].units.adding(layer.units)
        } else {
            layers.insert(layer, at: index)
        }
    }

    private mutating func leave(_ layer: Layer) throws {
        if let last = gone.last, last.day == layer.day, last.arrived == layer.arrived {
            gone[gone.count - 1].units = try last.units.adding(layer.units)
        } else {
            gone.append(layer)
        }
    }
}
