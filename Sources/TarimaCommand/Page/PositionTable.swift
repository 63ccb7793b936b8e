import Crypto
import Foundation
import InventoryLedger

/// Every position of a review, with a search that needs no network.
///
/// A year's ledger has thousands of positions, so the rows are written at once instead of by the template.
struct PositionTable {
    private let rows: [SellThroughRow]
    private let hasBegun: Bool
    private let text: PageText
    /// A longer table is folded.
    private static let openRowsMax = 200

    /// - Parameter hasBegun: whether the promotion has sold anything yet.
    init(_ rows: [SellThroughRow], hasBegun: Bool, _ text: PageText) {
        self.rows = rows
        self.hasBegun = hasBegun
        self.text = text
    }

    /// A column with its values, as markup.
    private struct Column {
        let heading: PagePhrase
        let cell: (SellThroughRow) -> String
    }

    private var columns: [Column] {
        let name = Column(heading: .name, cell: name)
        let cover = Column(heading: .cover) { text.number($0.daysOfCover, decimals: 0) }
        guard hasBegun else {
            return [name, Column(heading: .availableNow) { text.units($0.stock?.closing) }, cover]
        }
        return [
            name, Column(heading: .readyColumn) { text.units($0.readyUnits) },
            Column(heading: .received) { text.units($0.stock?.received) },
            Column(heading: .soldGross) { text.units($0.sold) },
            Column(heading: .sellThrough) { text.percent($0.sellThrough) },
            Column(heading: .missedUnits) { text.number($0.stock?.missedUnits, decimals: 0) },
            Column(heading: .closing) { text.units($0.stock?.closing) }, cover,
            Column(heading: .revenue) { Markup.escaped(text.money($0.revenue)) },
        ]
    }

    private func name(_ row: SellThroughRow) -> String {
        let sku = row.sku?.text ?? ""
        let place = row.warehouse?.text ?? ""
        let note = row.name == nil ? place : "\(sku) · \(place)"
        return Markup.escaped(row.name ?? sku) + "<span class=\"code\">\(Markup.escaped(note))</span>"
    }

    /// The values for the template.
    var values: [String: Any] {
        let script = String(decoding: PackageResources.search_js, as: UTF8.self)
        return [
            "allTitle": text.language.phrase(.allTitle, text.units(Int64(rows.count))),
            "allOpen": rows.count <= Self.openRowsMax,
            "allRows": markup,
            "search": text.language.phrase(.search),
            "script": script,
            // The browser runs no other script than this one.
            "scriptHash": Data(SHA256.hash(data: Data(script.utf8))).base64EncodedString(),
        ]
    }

    private var markup: String {
        let columns = columns
        let headings = columns.map { Markup.escaped(text.language.phrase($0.heading)) }
        var markup = "<thead role=\"rowgroup\"><tr role=\"row\">"
        for (index, heading) in headings.enumerated() {
            markup +=
                "<th role=\"columnheader\" scope=\"col\"\(index == 0 ? "" : " class=\"num\"")>\(heading)</th>"
        }
        markup += "</tr></thead>\n<tbody role=\"rowgroup\">\n"
        for row in rows {
            markup += "<tr role=\"row\">"
            for (index, (heading, cell)) in zip(headings, columns.map { $0.cell(row) }).enumerated() {
                markup +=
                    "<td role=\"cell\" data-label=\"\(heading)\" class=\"\(index == 0 ? "name" : "num")\">\(cell)</td>"
            }
            markup += "</tr>\n"
        }
        return markup + "</tbody>"
    }
}
