/// The FIFO layers of one SKU in one warehouse: the units on hand by the day of their receipt.
///
/// First in, first out: the oldest units leave. Units that come back are those that left last, so returns do not
/// create a young layer.
struct StockLayers {
    struct Layer: Hashable {
        /// The business day on which the units were first received.
        let day: Int
        /// The day on which they came to this warehouse.
        let arrived: Int
        var units: Int64
    }

    /// By day, oldest first, starting at `head`.
    private var layers: [Layer] = []
    private var head = 0
    /// Units that left, the latest last.
    private var gone: [Layer] = []
    /// Units that left without a layer, because data is missing.
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

    /// Removes and returns the oldest units, or fewer if there are not enough.
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

    /// Removes units that leave for good.
    mutating func consume(_ units: Int64) throws {
        for layer in try take(units) { try leave(layer) }
    }

    /// Restores units that had left, the latest first.
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
            // More came back than left, so they are as old as the oldest units here.
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
