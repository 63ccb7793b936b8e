/// Writes the plan of the Buen Fin for the year of these options to standard output: what was expected to be sold at
/// each warehouse, and what should be on the shelf at the start.
func writePlan(_ options: YearOptions) throws(OutputError) {
    var random = SplitMix64(seed: options.seed)
    let catalogue = Catalogue(count: options.skus, random: &random)
    let warehouses = Warehouses(count: Year.warehouseCount)
    let demand = Demand(catalogue: catalogue, warehouses: warehouses, lines: options.orderLines)
    let days = YearCalendar.buenFin.lowerBound..<YearCalendar.buenFin.upperBound + 1
    var output = Output(descriptor: 1)
    output.append("sku,warehouse,forecast,stock_target\n")
    for sku in catalogue.codes.indices {
        for warehouse in warehouses.codes.indices {
            let forecast = demand.units(ofSKU: sku, atWarehouse: warehouse, days: days)
            output.append(catalogue.codes[sku])
            output.append(UInt8(ascii: ","))
            output.append(warehouses.codes[warehouse])
            output.append(UInt8(ascii: ","))
            output.append(decimal: UInt64(forecast))
            output.append(UInt8(ascii: ","))
            output.append(decimal: UInt64(forecast + forecast / 5))
            output.append(UInt8(ascii: "\n"))
            try output.flushIfFull()
        }
    }
    try output.flush()
}
