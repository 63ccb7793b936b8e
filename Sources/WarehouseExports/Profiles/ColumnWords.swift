import InventoryLedger

/// names of a file's columns -> canonical columns, by the words that systems use for them in three languages.
enum ColumnWords {
    /// In the order in which they are tried; the first name of a file that is one of the words is taken.
    private static let words: [(column: Column, words: [String])] = [
        (
            .sku,
            [
                "seller sku", "merchant sku", "custom label", "msku", "item sku", "lineitem sku",
                "código de producto",
                "clave", "artículo", "articulo", "stockcode", "库存sku编号", "商品编码", "货号",
            ]
        ),
        (
            .document,
            [
                "order id", "order number", "order no", "amazon-order-id", "número de orden",
                "numero de orden",
                "# de venta", "n.º de venda", "folio", "factura", "invoiceno", "receipt", "reference id",
                "reference",
                "ref", "订单编号", "单号", "来源单号", "操作单据号", "入库单号",
            ]
        ),
        (
            .quantity,
            [
                "qty", "units", "unidades", "piezas", "pieces", "lineitem quantity", "existencia",
                "existencias", "stock",
                "on hand", "可用量", "可用库存量", "良品数量",
            ]
        ),
        (
            .occurredAt,
            [
                "date", "date and time", "created at", "created time", "sale date", "purchase-date",
                "invoicedate",
                "fecha de venta", "data da venda", "fecha y hora", "日期", "时间", "opt_time", "下单时间",
            ]
        ),
        (
            .warehouse,
            [
                "location", "fulfillment center", "bodega", "sucursal", "ubicación", "ware_house_name",
                "仓库名称",
            ]
        ),
        (
            .amount,
            ["total", "line total", "item-price", "importe total", "ingresos por productos (mxn)", "总计"]
        ),
        (.currency, ["currency code", "divisa", "货币"]),
        (.line, ["line id", "order item id", "statement_id", "流水id"]),
        (.tracking, ["tracking number", "tracking id", "número de guía", "número de seguimiento", "物流单号"]),
        (.channel, ["sales channel", "sales-channel", "canal de venta"]),
        (.shipment, ["shipment id", "asn", "envío", "货件编号"]),
        (.note, ["notes", "remark", "comments", "comentarios", "observaciones"]),
    ]

    /// The file's column for each canonical one, as far as the names tell.
    static func columns(of names: [String]) -> [Column: String] {
        var found: [Column: String] = [:]
        var names = Names(names)
        func take(_ column: Column, _ words: [String]) {
            if found[column] == nil { found[column] = names.take(words) }
        }
        // Other languages use the canonical names with another meaning, such as Estado.
        for column in Column.allCases where ![.stage, .mode, .memo, .fromStage].contains(column) {
            take(column, column.names)
        }
        for (column, words) in words { take(column, words) }
        return found
    }

    /// The file's column for each column of a list, by its name.
    static func columns(of names: [String], in table: TableKind) -> [String: String] {
        var found: [String: String] = [:]
        var names = Names(names)
        for column in table.columns { found[column.name] = names.take(column.headers) }
        for (column, words) in words
        where found[column.rawValue] == nil && table.columns.contains(where: { $0.name == column.rawValue }) {
            found[column.rawValue] = names.take(words)
        }
        return found
    }

    /// The names of a file's columns, of which each is taken once.
    private struct Names {
        private var left: [String: String] = [:]

        init(_ names: [String]) {
            for name in names {
                let key = Header.key(name)
                if !key.isEmpty, left[key] == nil { left[key] = name.trimmedCode }
            }
        }

        /// The name that is one of some words, the first of them that there is.
        mutating func take(_ words: [String]) -> String? {
            guard let key = words.lazy.map(Header.key).first(where: { left[$0] != nil }) else { return nil }
            return left.removeValue(forKey: key)
        }
    }
}
