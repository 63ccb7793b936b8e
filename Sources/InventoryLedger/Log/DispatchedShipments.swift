import GRDB

/// The shipments with a dispatch in the log, for receipts whose document is the number of a shipment.
final class DispatchedShipments {
    private let database: Database
    private let keys: LiveKeys
    /// The numbers of all shipments that the log has ever had a dispatch of, once a receipt asks. Most receipts are of
    /// none of them, which is known without a search.
    private var numbers: Set<Document> = []
    private var knowsNumbers = false
    private var isDispatched: [Document: Bool] = [:]
    /// The documents whose receipts may be of a shipment now, or no longer.
    private var touched: Set<Document> = []

    init(_ database: Database, keys: LiveKeys) {
        self.database = database
        self.keys = keys
    }

    /// Whether a document may be the number of a shipment.
    func mayHave(_ document: Document) throws -> Bool {
        if !knowsNumbers {
            let select = try RowStatement(
                database,
                """
                SELECT DISTINCT s.code FROM route r JOIN shipment s ON s.id = r.shipment
                 WHERE r.kind IN (SELECT value FROM json_each(?))
                """
            )
            let kinds = EventKind.allCases.filter(\.isDispatch).map { "\"\($0.rawValue)\"" }
            select.bind("[" + kinds.joined(separator: ",") + "]", at: 1)
            while try select.next() { numbers.insert(Document(trusted: select.text(0))) }
            knowsNumbers = true
        }
        return numbers.contains(document)
    }

    /// Whether a live event dispatches a shipment of this number.
    func has(_ document: Document) throws -> Bool {
        guard try mayHave(document) else { return false }
        if let known = isDispatched[document] { return known }
        let found = try !keys.seqs(of: document, kinds: Set(EventKind.allCases.filter(\.isDispatch))).isEmpty
        isDispatched[document] = found
        return found
    }

    /// Says that a file has a dispatch of this number, which is not recorded yet.
    func expect(_ document: Document) { numbers.insert(document) }

    /// Notes a dispatch or its reversal.
    func noteDispatch(_ document: Document) {
        numbers.insert(document)
        isDispatched[document] = nil
        touched.insert(document)
    }

    /// Notes a receipt that names no shipment.
    func noteReceipt(_ document: Document) throws {
        if try mayHave(document) { touched.insert(document) }
    }

    /// The documents noted since the last call, in a fixed order.
    func takeTouched() -> [Document] {
        defer { touched.removeAll() }
        return touched.sorted()
    }

    /// The live receipts of a document.
    func receipts(_ document: Document) throws -> [Int64] {
        try keys.seqs(of: document, kinds: [.stockReceived])
    }
}
