import GRDB

/// The orders and shipments that rows of the ledger depend on, and which of them this batch has touched.
struct BookNeeds {
    enum Kind: String { case order, shipment }

    private var needed: Set<String> = []
    /// What the rows of a document depend on.
    private var byDocument: [Document: Set<String>] = [:]
    private var touched: Set<String> = []

    init(_ database: Database) throws {
        let statement = try RowStatement(
            database,
            "SELECT DISTINCT needs, document FROM statement WHERE needs IS NOT NULL"
        )
        while try statement.next() { insert(statement.text(0), of: Document(trusted: statement.text(1))) }
    }

    /// Whether no row depends on the ledger.
    var isEmpty: Bool { needed.isEmpty && byDocument.isEmpty }

    /// Notes that a dependent row is new, or counts again.
    mutating func add(_ needs: String, of document: Document) {
        insert(needs, of: document)
        touched.insert(needs)
    }

    private mutating func insert(_ needs: String, of document: Document) {
        needed.insert(needs)
        byDocument[document, default: []].insert(needs)
    }

    /// Whether events of a document may have been completed from the ledger.
    func isGuessed(_ document: Document) -> Bool { byDocument[document] != nil }

    /// Notes what an appended event is about.
    mutating func note(_ event: Event) {
        guard !needed.isEmpty else { return }
        if event.kind.isOfOrder || event.kind == .saleShipped { touch(.order(event.document)) }
        // A return leaves less of its order to come back.
        if event.kind == .returnReceived, let order = event.detail.order { touch(.order(order)) }
        if let shipment = event.shipment { touch(.shipment(shipment)) }
        // A complete row supplies what rows of the same document left out.
        if event.kind == .returnReceived || event.kind == .customsReleased {
            touched.formUnion(byDocument[event.document] ?? [])
        }
    }

    private mutating func touch(_ need: Statement.Need) {
        let text = need.text
        if needed.contains(text) { touched.insert(text) }
    }

    /// What was touched since the last call, in a fixed order.
    mutating func takeTouched(_ kind: Kind) -> [String] {
        let taken = touched.filter { $0.hasPrefix(kind.rawValue + " ") }
        touched.subtract(taken)
        return taken.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
