/// One row of the canonical format. Nil and 0 are blank.
struct EventRow {
    var kind: StaticString
    var source: StaticString
    var document: DocumentNumber
    var line = 0
    /// Its index in the catalogue.
    var sku: Int?
    var warehouse: Int
    var quantity: Int?
    /// Seconds from the start of the year.
    var occurredAt: Int
    var stage: StaticString?
    var fromStage: StaticString?
    var toWarehouse: Int?
    var shipment: DocumentNumber?
    var order: DocumentNumber?
    var channel: StaticString?
    var centavos: UInt64?
    var pedimento: DocumentNumber?
    var importerRFC: StaticString?
    var mode: StaticString?
    var forwarder: StaticString?
    var eta: Int?
    var tracking: DocumentNumber?
    var reason: StaticString?
}

/// Writes rows in the order of the canonical columns.
struct EventRowWriter {
    private let catalogue: Catalogue
    private let warehouses: Warehouses
    private var occurredAt = Timestamp(start: Timestamp.newYear)
    private var eta = Timestamp(start: Timestamp.newYear)

    init(catalogue: Catalogue, warehouses: Warehouses) {
        self.catalogue = catalogue
        self.warehouses = warehouses
    }

    mutating func write(_ row: EventRow, to output: inout Output) {
        let comma = UInt8(ascii: ",")
        func word(_ word: StaticString?) {
            if let word { output.append(word) }
            output.append(comma)
        }
        func document(_ number: DocumentNumber?) {
            number?.write(to: &output)
            output.append(comma)
        }
        func code(_ index: Int?, of codes: [[UInt8]]) {
            if let index { output.append(codes[index]) }
            output.append(comma)
        }
        word(row.kind)
        word(row.source)
        document(row.document)
        if row.line > 0 { output.append(decimal: UInt64(row.line)) }
        output.append(comma)
        code(row.sku, of: catalogue.codes)
        code(row.warehouse, of: warehouses.codes)
        if let quantity = row.quantity {
            if quantity < 0 { output.append(UInt8(ascii: "-")) }
            output.append(decimal: UInt64(quantity.magnitude))
        }
        output.append(comma)
        occurredAt.write(secondsFromStart: row.occurredAt, to: &output)
        output.append(comma)
        word(row.stage)
        word(row.fromStage)
        code(row.toWarehouse, of: warehouses.codes)
        document(row.shipment)
        document(row.order)
        word(row.channel)
        if let centavos = row.centavos {
            output.append(decimal: centavos / 100)
            output.append(UInt8(ascii: "."))
            output.append(decimal: centavos % 100, width: 2)
        }
        output.append(comma)
        word(row.centavos == nil ? nil : "MXN")
        document(row.pedimento)
        word(row.importerRFC)
        word(row.mode)
        word(row.forwarder)
        if let time = row.eta { eta.write(secondsFromStart: time, to: &output) }
        output.append(comma)
        document(row.tracking)
        word(row.reason)
        // memo, stated_at and note are blank.
        output.append(",,\n")
    }
}
