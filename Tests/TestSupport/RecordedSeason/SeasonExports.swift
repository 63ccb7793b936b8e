import Foundation
import InventoryLedger
import WarehouseExports

/// One import of a season.
public enum SeasonFileRecorded: Sendable {
    case orders(String)
    case returns(String)
    case briefReturns(String)
    case movements(String)
    case dispatches(String)
    case releases(String)
    case codes([CodeMapping])

    /// The same file without some rows; nil if nothing would be left.
    public func cut(_ random: inout SeededDraws) -> SeasonFileRecorded? {
        func cut(_ text: String) -> String {
            let lines = text.split(separator: "\n").map(String.init)
            return ([lines[0]] + random.some(Array(lines.dropFirst()), percent: 50))
                .map { $0 + "\n" }.joined()
        }
        return switch self {
        case .orders(let text): .orders(cut(text))
        case .returns(let text): .returns(cut(text))
        case .briefReturns(let text): .briefReturns(cut(text))
        case .movements(let text): .movements(cut(text))
        case .dispatches(let text): .dispatches(cut(text))
        case .releases(let text): .releases(cut(text))
        case .codes: nil
        }
    }
}

/// history -> files, as exported by each source.
extension TrueSeason {
    /// All files of the season in the order of their creation.
    public var files: [SeasonFileRecorded] {
        get throws {
            var files = try codes
            for day in 0..<Self.days { files.append(.orders(orders(onDay: day))) }
            for first in stride(from: 0, to: Self.days, by: 6) {
                let span = first * Self.day..<(first + 10) * Self.day
                files.append(.movements(movementLog(span)))
                files.append(.returns(returnsReport(span)))
                files.append(.briefReturns(briefReturns(span)))
            }
            files.append(.dispatches(dispatches))
            files.append(.releases(releases))
            return files
        }
    }

    /// The code map, in two parts.
    private var codes: [SeasonFileRecorded] {
        get throws {
            let (shop, log): (Source, Source) = ("shop", "wms")
            let own = Self.shopCodes.filter { $0.key != $0.value[0].sku }.sorted { $0.key < $1.key }.map {
                CodeMapping(
                    .sku,
                    source: shop,
                    code: $0.key,
                    components: $0.value.map { .init(value: $0.sku, units: Int64($0.units)) }
                )
            }
            let norte = CodeMapping(
                .warehouse,
                source: shop,
                code: "Norte",
                components: [.init(value: "MTY")]
            )
            let articles = Self.articles.filter { $0.key != $0.value }.sorted { $0.key < $1.key }.map {
                CodeMapping(.sku, source: log, code: $0.value, components: [.init(value: $0.key)])
            }
            return [.codes([own[0], norte]), .codes(Array(own[1...]) + articles)]
        }
    }

    /// The order lines that changed in the fourteen days up to the end of a day, in their state then.
    private func orders(onDay day: Int) -> String {
        let end = (day + 1) * Self.day
        var text = "order," + (ways.hasLineIDs ? "line," : "") + "state,sku,units,total,fc,bought,updated\n"
        for line in lines {
            guard let state = line.states.last(where: { $0.at < end }), state.at >= end - 14 * Self.day
            else { continue }
            let isCancelled = state.status == "Cancelled"
            let values = [
                state.status, line.sku, isCancelled ? ways.unitsOfCancelled : "\(state.units)",
                isCancelled ? "" : Self.decimal(state.units * Self.price), line.warehouse,
                Self.time(line.placedAt), Self.time(state.at),
            ]
            text += ([line.order] + (ways.hasLineIDs ? [line.id] : []) + values).joined(separator: ",") + "\n"
        }
        return text
    }

    private func movementLog(_ span: Range<Int>) -> String {
        var text = (ways.hasMovementIDs ? "id," : "") + "type,ref,article,pieces,site,asn,at\n"
        for movement in movements where span.contains(movement.at) {
            let values = [
                movement.type, movement.reference, movement.article, "\(movement.pieces)", movement.site,
                movement.shipment, Self.time(movement.at),
            ]
            text += ((ways.hasMovementIDs ? [movement.id] : []) + values).joined(separator: ",") + "\n"
        }
        return text
    }

    private func returnsReport(_ span: Range<Int>) -> String {
        var text = "return,order,sku,units,why,fc,received\n"
        for one in returns where span.contains(one.at) {
            for (sku, units) in one.units {
                text +=
                    "\(one.number),\(one.order),\(sku),\(units),too small,\(one.warehouse),\(Self.time(one.at))\n"
            }
        }
        return text
    }

    /// Returns by number only.
    private func briefReturns(_ span: Range<Int>) -> String {
        var text = "return,order,fc,received\n"
        for one in returns where one.isOfWholeOrder && span.contains(one.at) {
            text += "\(one.number),\(one.order),\(one.warehouse),\(Self.time(one.at))\n"
        }
        return text
    }

    private var dispatches: String {
        var text = "kind,source,document,sku,warehouse,quantity,occurred_at\n"
        for shipment in shipments {
            for (sku, units) in shipment.goods {
                text +=
                    "shipment_dispatched,wms,\(shipment.number),\(Self.articles[sku] ?? sku),\(shipment.site),\(units),"
                    + "\(Self.time(shipment.dispatchedAt))\n"
            }
        }
        return text
    }

    /// Customs releases whole shipments without listing goods.
    private var releases: String {
        var text = "paper,asn,site,cleared\n"
        for (index, shipment) in shipments.enumerated() {
            guard let at = shipment.releasedAt else { continue }
            text += "26 51 3746 600012\(index),\(shipment.number),\(shipment.site),\(Self.time(at))\n"
        }
        return text
    }

    static func time(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "2026-10-\(two(minutes / day + 1))T\(two(minutes % day / 60)):\(two(minutes % 60)):00Z"
    }

    private static func decimal(_ minor: Int) -> String { "\(minor / 100).00" }
}

/// The profiles of the season's files.
extension TrueSeason {
    private var orderProfile: String {
        """
        name: shop-orders
        source: shop
        tells: [orders, dispatch]
        header: [order, state, sku, units, updated]
        time_zone: UTC
        columns: { document: order, \(ways.hasLineIDs ? "line: line, " : "")sku: sku, quantity: units, amount: total, warehouse: fc }
        constants: { currency: MXN }
        stated_at: updated
        status: state
        statuses:
          Unshipped: [order_placed]
          Shipped: [order_placed, order_shipped]
          Cancelled: [order_placed, cancelled]
        times:
          order_placed: bought
          order_shipped: updated, observed
        """
    }

    private var movementProfile: String {
        """
        name: wms-log
        source: wms
        tells: [inbound, adjustments\(ways.isMemo ? ", dispatch" : "")]
        header: [type, ref, article, pieces, site, asn, at]
        time_zone: UTC
        columns: { document: ref, \(ways.hasMovementIDs ? "line: id, " : "")sku: article, quantity: pieces, warehouse: site, occurred_at: at }
        \(ways.hasMovementIDs ? "" : "identity: [type, ref, article, pieces, site, at]")
        \(ways.isMemo ? "" : "ignore: [{ when: { type: OUT }, because: the shop reports them }]")
        events:
          - when: { type: IN }
            record: { kind: stock_received, columns: { shipment: asn } }
          - when: { type: OUT }
            record: { kind: sale_shipped }
          - when: { type: ADJ }
            record: { kind: stock_adjusted, reason: count }
        """
    }

    private static let returnProfile = """
        name: shop-returns
        source: shop
        tells: [returns]
        header: [return, order, sku, units, why]
        time_zone: UTC
        columns: { document: return, order: order, sku: sku, quantity: units, reason: why, warehouse: fc, occurred_at: received }
        constants: { kind: return_received }
        """

    private static let briefReturnProfile = """
        name: shop-returns-brief
        source: shop
        tells: [returns]
        header: [return, order, fc, received]
        time_zone: UTC
        columns: { document: return, order: order, warehouse: fc, occurred_at: received }
        constants: { kind: return_received }
        """

    private static let releaseProfile = """
        name: releases
        source: wms
        tells: [inbound]
        header: [paper, asn, site, cleared]
        time_zone: UTC
        columns: { document: paper, pedimento: paper, shipment: asn, warehouse: site, occurred_at: cleared }
        constants: { kind: customs_released }
        """

    /// Imports one file of the season.
    @discardableResult
    public func record(_ book: Book, _ file: SeasonFileRecorded) throws -> AppendResult {
        func take(_ text: String, by yaml: String, isMemo: Bool = false) throws -> AppendResult {
            let profile = try Profile.named(book.folder.write("profile.yaml", yaml))
            return try book.importFile(text) {
                $0.profile = profile
                $0.file.isMemo = isMemo
            }.append
        }
        return switch file {
        case .orders(let text): try take(text, by: orderProfile, isMemo: ways.isMemo)
        case .returns(let text): try take(text, by: Self.returnProfile)
        case .briefReturns(let text): try take(text, by: Self.briefReturnProfile)
        case .movements(let text): try take(text, by: movementProfile)
        case .dispatches(let text): try book.importFile(text).append
        case .releases(let text): try take(text, by: Self.releaseProfile)
        case .codes(let codes): try book.ledger.declare(codes: codes)
        }
    }
}
