import InventoryLedger
import WarehouseExports

/// histories -> files, as exported by the shop and the warehouse.
extension OrderHistories {
    /// A file with the profile that reads it.
    public struct File: Sendable {
        public let name: String
        public let text: String
        let profile: String
    }

    /// All files in the order of their creation. Daily exports include earlier days, so files overlap.
    public func files(_ random: inout SeededDraws) -> [File] {
        var files: [File] = []
        for today in 0..<Self.days {
            let first = max(0, today - random.number(0...2))
            let rows = rows(from: first, to: today)
            if rows.isEmpty { continue }
            guard export == .pages else {
                files.append(File(name: "orders of day \(today)", text: text(rows), profile: profile))
                continue
            }
            var left = rows[...]
            while !left.isEmpty {
                let page = left.prefix(random.number(1...4))
                left = left.dropFirst(page.count)
                files.append(
                    File(name: "page of day \(today)", text: text(Array(page)), profile: profile)
                )
            }
        }
        for (name, returns) in [
            ("returns", returns.filter { $0.units != nil }), ("rests", returns.filter { $0.units == nil }),
        ] where !returns.isEmpty {
            files.append(File(name: name, text: text(returns), profile: returnProfile))
        }
        return files
    }

    /// Imports a file.
    @discardableResult
    public func record(_ book: Book, _ file: File) throws -> AppendResult {
        let profile = try Profile.named(book.folder.write("profile.yaml", file.profile))
        return try book.importFile(file.text) { $0.profile = profile }.append
    }

    /// The rows of an export over the days, at the end of the last one.
    private func rows(from first: Int, to last: Int) -> [String] {
        var rows: [String] = []
        for order in orders {
            guard let state = order.state(onDay: last) else { continue }
            if export.isWhole || export == .pages {
                guard state.at >= first * Self.day else { continue }
                rows += state.lines.map { row(order, $0, updated: state.at) }
            } else {
                rows += state.lines.filter { $0.changedAt >= first * Self.day }
                    .map { row(order, $0, updated: $0.changedAt) }
            }
        }
        return rows
    }

    private func row(_ order: Order, _ line: Line, updated: Int) -> String {
        var units = "\(line.units)"
        var total = Self.decimal(line.units * line.price)
        if line.status == .cancelled, let unitsOfCancelled {
            units = unitsOfCancelled
            total = ""
        }
        let values = [
            order.number, export.hasIDs ? "\(line.key)" : nil, line.status.rawValue, line.sku, units, total,
            line.warehouse, Self.time(order.boughtAt), line.sentAt.map(Self.time) ?? "", Self.time(updated),
        ]
        return values.compactMap { $0 }.joined(separator: ",")
    }

    private var header: String {
        "order,\(export.hasIDs ? "ln," : "")state,article,units,total,fc,bought,sent,updated"
    }

    private func text(_ rows: [String]) -> String { ([header] + rows).map { $0 + "\n" }.joined() }

    private func text(_ returns: [Return]) -> String {
        (["return,order,article,units,fc,at"]
            + returns.map { one in
                let units = one.units.map { "\($0)" } ?? ""
                return [one.number, one.order, one.sku, units, one.warehouse, Self.time(one.at)]
                    .joined(separator: ",")
            }).map { $0 + "\n" }.joined()
    }

    private var profile: String {
        """
        name: orders
        source: shop
        tells: [orders, dispatch]
        header: [order, state, updated]
        time_zone: UTC
        columns: { document: order, \(export.hasIDs ? "line: ln, " : "")sku: article, quantity: units, amount: total, warehouse: fc }
        constants: { currency: MXN }
        \(export.isWhole || export == .pages ? "whole: document" : "")
        \(export == .pages ? "edges: may_be_cut" : "")
        stated_at: updated
        status: state
        statuses:
          pending: []
          open: [order_placed]
          sent: [order_placed, order_shipped]
          cancelled: [order_placed, cancelled]
        times:
          order_placed: bought
          order_shipped: \(statesDispatch ? "sent" : "updated, observed")
        """
    }

    private var returnProfile: String {
        """
        name: returns
        source: wms
        tells: [returns]
        header: [return, order, article, units, fc, at]
        time_zone: UTC
        columns: { document: return, order: order, sku: article, quantity: units, warehouse: fc, occurred_at: at }
        constants: { kind: return_received\(returnsNameShop ? ", order_source: shop" : "") }
        """
    }

    private static func time(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "2026-10-\(two(minutes / day + 1))T\(two(minutes % day / 60)):\(two(minutes % 60))"
    }

    private static func decimal(_ minor: Int) -> String {
        "\(minor / 100).\(minor % 100 < 10 ? "0" : "")\(minor % 100)"
    }
}
