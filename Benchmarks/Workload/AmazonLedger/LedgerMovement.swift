/// The content of one row of the inventory ledger, without its day.
struct LedgerMovement: Hashable {
    enum Kind { case shipment, comeback, receipt, damaged, markedDamaged, found, removed, moved }

    let kind: Kind
    let sku: Int
    let quantity: Int
    let center: Int
    /// 0 for kinds without a reference.
    let reference: Int

    var eventType: StaticString {
        switch kind {
        case .shipment: "Shipments"
        case .comeback: "CustomerReturns"
        case .receipt: "Receipts"
        case .damaged, .markedDamaged, .found: "Adjustments"
        case .removed: "VendorReturns"
        case .moved: "WhseTransfers"
        }
    }

    var referencePrefix: StaticString? {
        switch kind {
        case .shipment, .comeback, .moved: nil
        case .receipt: "FBA15"
        case .damaged, .markedDamaged, .found: "ADJ"
        case .removed: "REMOVAL-"
        }
    }

    var disposition: StaticString {
        switch kind {
        case .shipment, .receipt, .damaged, .found, .moved: "SELLABLE"
        case .comeback: quantity == 1 ? "SELLABLE" : "CUSTOMER_DAMAGED"
        case .markedDamaged: "WAREHOUSE_DAMAGED"
        case .removed: "DEFECTIVE"
        }
    }

    var reason: StaticString {
        switch kind {
        case .damaged: "E"
        case .markedDamaged: "P"
        case .found: "F"
        case .shipment, .comeback, .receipt, .removed, .moved: ""
        }
    }
}
