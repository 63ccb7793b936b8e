import InventoryLedger

/// Lists that people fill in: their columns are known by their names in three languages, in any order, and others are
/// left out with a note.
extension Profile {
    /// Opening stock: SKUs, warehouses and quantities; the command supplies the time.
    public static let opening: Profile = {
        var profile = list(
            "opening",
            needed: [.sku, .warehouse, .quantity],
            optional: [.stage, .line, .source, .note]
        )
        // The command supplies the kind and the time. Rows with their own are not opening stock.
        profile.refusedColumns = [.kind, .occurredAt]
        // One opening document per warehouse, unless the file has numbers.
        profile.columns[.document] =
            Column.document.spellings.map { $0 + "?" } + Column.warehouse.spellings
        var template = EventTemplate()
        template.constants[.kind] = EventKind.stockOpened.rawValue
        template.skipsZero = true
        profile.cases = [EventCase(when: .always, events: [template])]
        return profile
    }()

    /// Counts of stock: SKUs and quantities. The command may supply the warehouse and the time.
    public static let counts: Profile = {
        var profile = list(
            "counts",
            needed: [.sku, .quantity],
            optional: [.kind, .warehouse, .stage, .occurredAt, .source, .document, .line, .note]
        )
        profile.constants[.kind] = EventKind.stockCounted.rawValue
        return profile
    }()

    private static func list(_ name: String, needed: [Column], optional: [Column]) -> Profile {
        var profile = Profile(name: name)
        for column in needed { profile.columns[column] = column.spellings }
        for column in optional { profile.columns[column] = column.spellings.map { $0 + "?" } }
        profile.header = needed.map(\.spellings)
        profile.isList = true
        profile.layout.takesApostrophesOff = true
        return profile
    }

    /// A table that is not of events.
    static func list(of kind: TableKind) -> Profile {
        var profile = Profile(name: kind.name)
        var table = Table(kind: kind)
        for column in kind.columns {
            table.columns[column.name] = column.isNeeded ? column.headers : column.headers.map { $0 + "?" }
        }
        profile.table = table
        profile.header = kind.columns.filter(\.isNeeded).map(\.headers)
        profile.isList = true
        profile.layout.takesApostrophesOff = true
        return profile
    }

    /// The profiles of counts that a warehouse's own export may fit, and the list of counts.
    public static func ofCounts(_ own: [Profile]) -> [Profile] {
        // A canonical file of counts is such a list.
        own + builtIn.filter { $0.name != canonical.name } + [counts]
    }
}
