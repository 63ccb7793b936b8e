import Foundation
import InventoryLedger
import WarehouseExports

/// Events as short texts: a kind, then what differs from the default.
///
/// `stock_received, quantity 3, shipment S-1`, where `no sku` leaves out a column. The default is document D-1: 5
/// units of MX-1 at MTY1 on 13 November 2026.
extension Event {
    public static func stated(_ text: String) throws -> Event {
        try EventText(settings).event(columns(text), now: Book.now)
    }

    /// The column and the code of a refused text, such as `quantity zero_quantity`; nil if it is accepted.
    public static func refusal(of text: String) throws -> String? {
        do {
            _ = try stated(text)
            return nil
        } catch let problem as FieldProblem {
            return "\(problem.column.rawValue) \(problem.code.rawValue)"
        }
    }

    /// The move of the units, such as `supplier -> MTY1/available`; `nothing` if nothing moves.
    public var shownMove: String {
        move.map { "\($0.from) -> \($0.to)" } ?? "nothing"
    }

    private static var settings: LedgerSettings {
        get throws { try LedgerSettings(timeZone: "America/Mexico_City", currency: Currency("MXN")) }
    }

    private static func columns(_ text: String) throws -> [Column: String] {
        var parts = text.components(separatedBy: ", ")
        let kind = parts.removeFirst()
        var texts: [Column: String] = [
            .kind: kind, .document: "D-1", .sku: "MX-1", .warehouse: "MTY1", .quantity: "5",
            .occurredAt: "2026-11-13T12:00:00Z",
        ]
        if try !EventKind(text: kind).hasGoods { (texts[.sku], texts[.quantity]) = (nil, nil) }
        for part in parts {
            let words = part.split(separator: " ", maxSplits: 1).map(String.init)
            let isLeftOut = words[0] == "no"
            guard let column = Column(rawValue: isLeftOut ? words[1] : words[0]) else {
                throw UnknownColumn(text: part)
            }
            texts[column] = isLeftOut ? nil : words[1]
        }
        return texts
    }

    /// An error of the test itself.
    private struct UnknownColumn: Error {
        let text: String
    }
}
