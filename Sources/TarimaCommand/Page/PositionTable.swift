import Crypto
import Foundation
import InventoryLedger

/// Every position of a review, with a search that needs no network.
///
/// A year's ledger has thousands of positions, so the rows are written at once instead of by the template.
struct PositionTable {
    private let rows: [SellThroughRow]
    private let text: PageText
    /// A longer table is folded.
    private static let openRowsMax = 200

    init(_ rows: [SellThroughRow], _ text: PageText) {
        self.rows = rows
        self.text = text
    }

    private static let columns: [PagePhrase] = [
        .name, .readyColumn, .received, .sold, .sellThrough, .missedUnits, .closing, .cover, .revenue,
    ]

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
        let headings = Self.columns.map { text.language.phrase($0) }.map(Markup.escaped)
        var markup = "<thead role=\"rowgroup\"><tr role=\"row\">"
        for (index, heading) in headings.enumerated() {
            markup +=
                "<th role=\"columnheader\" scope=\"col\"\(index == 0 ? "" : " class=\"num\"")>\(heading)</th>"
        }
        markup += "</tr></thead>\n<tbody role=\"rowgroup\">\n"
        for row in rows {
            markup += "<tr role=\"row\">"
            for (index, (heading, cell)) in zip(headings, cells(row)).enumerated() {
                markup +=
                    "<td role=\"cell\" data-label=\"\(heading)\" class=\"\(index == 0 ? "name" : "num")\">\(cell)</td>"
            }
            markup += "</tr>\n"
        }
        return markup + "</tbody>"
    }

    private func cells(_ row: SellThroughRow) -> [String] {
        let sku = row.sku?.text ?? ""
        let place = row.warehouse?.text ?? ""
        let note = row.name == nil ? place : "\(sku) · \(place)"
        let missed = row.stock?.missedUnits
        return [
            Markup.escaped(row.name ?? sku) + "<span class=\"code\">\(Markup.escaped(note))</span>",
            text.units(row.readyUnits), text.units(row.stock?.received), text.units(row.sold),
            text.percent(row.sellThrough), text.number(missed, decimals: 0), text.units(row.stock?.closing),
            text.number(row.daysOfCover, decimals: 0), Markup.escaped(text.money(row.revenue)),
        ]
    }
}
