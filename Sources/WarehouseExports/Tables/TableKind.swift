import InventoryLedger

/// A kind of table that people fill in, and whose rows are not events.
package struct TableKind: Sendable {
    /// The name, as profiles and batches have it.
    package let name: String
    let columns: [TableColumn]

    /// The kinds of tables.
    package static let all = [items, codes, plan, calendar]

    /// Names, costs, measures and papers of SKUs.
    package static let items = TableKind(name: "items", columns: ItemColumn.all.map(\.header))

    /// The code map: what each source's codes stand for.
    package static let codes = TableKind(
        name: "codes",
        columns: [
            TableColumn("what", "qué", "类别", or: ["tipo"], isNeeded: true),
            TableColumn("source", "fuente", "来源", isNeeded: true),
            TableColumn("code", "código", "编码", isNeeded: true, isCode: true),
            TableColumn("value", "valor", "对应编码", isNeeded: true, isCode: true),
            TableColumn("units", "unidades", "件数"),
        ]
    )

    /// The closed days of calendars.
    package static let calendar = TableKind(
        name: "calendar",
        columns: [
            TableColumn("calendar", "calendario", "日历", isNeeded: true, isCode: true),
            TableColumn("from", "desde", "开始日期", isNeeded: true),
            TableColumn("to", "hasta", "结束日期"),
            TableColumn("closed", "cerrado", "休息"),
            TableColumn("name", "nombre", "名称"),
            // A printed calendar has it.
            TableColumn("basis", "base", "依据"),
        ]
    )

    /// The traffic expected of SKUs in a promotion.
    package static let traffic = TableKind(
        name: "traffic",
        columns: [
            TableColumn("sku", "sku", "SKU", isNeeded: true, isCode: true),
            TableColumn("traffic", "tráfico", "流量倍数", isNeeded: true),
        ]
    )

    /// The plan of a promotion.
    package static let plan = TableKind(
        name: "plan",
        columns: [
            TableColumn("sku", "sku", "SKU", isNeeded: true, isCode: true),
            TableColumn("warehouse", "almacén", "仓库", isCode: true),
            TableColumn("forecast", "pronóstico", "预测销量"),
            TableColumn("stock_target", "existencia_objetivo", "目标库存"),
        ]
    )
}

extension TableKind {
    /// Whether a header has what the table needs, and nothing else.
    func hasOnly(_ header: Header) -> Bool {
        let named = header.names.filter { !$0.isEmpty }
        let known = Set(columns.flatMap(\.headers).map(Header.key))
        return named.count > 1 && named.allSatisfy { known.contains(Header.key($0)) }
            && columns.allSatisfy { !$0.isNeeded || $0.headers.contains { header.position(of: $0) != nil } }
    }
}
