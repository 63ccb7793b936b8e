/// The YAML of the built-in profiles of exports, from the files in the folder BuiltIn; a test reads each of them.
enum BuiltInTexts {
    static let all: [(name: String, text: String)] = [
        PackageResources.amazon_inventory_ledger_yaml, PackageResources.amazon_inventory_ledger_summary_yaml,
        PackageResources.amazon_orders_yaml, PackageResources.amazon_returns_yaml,
        PackageResources.amazon_fba_inventory_yaml, PackageResources.amazon_fba_reserved_yaml,
        PackageResources.mercadolibre_orders_yaml, PackageResources.mercadolibre_full_operations_yaml,
        PackageResources.mercadolibre_full_inventory_yaml, PackageResources.mercadolibre_full_stock_yaml,
        PackageResources.mercadolibre_full_conciliation_yaml, PackageResources.mercadolibre_ventas_yaml,
        PackageResources.mercadolibre_ventas_ar_yaml, PackageResources.mercadolibre_ventas_cl_yaml,
        PackageResources.mercadolibre_ventas_co_yaml, PackageResources.mercadolibre_vendas_br_yaml,
        PackageResources.mercadolibre_returns_yaml, PackageResources.lingxing_stock_log_yaml,
        PackageResources.lingxing_stock_yaml, PackageResources.lingxing_receipts_yaml,
        PackageResources.mabang_stock_yaml, PackageResources.receipt_zh_es_yaml,
        PackageResources.shopify_orders_yaml, PackageResources.shopify_inventory_yaml,
        PackageResources.shopify_inventory_levels_yaml, PackageResources.tiktok_shop_orders_yaml,
        PackageResources.ebay_orders_yaml, PackageResources.ebay_sales_yaml,
        PackageResources.woocommerce_orders_yaml, PackageResources.tiendanube_orders_yaml,
        PackageResources.shopee_orders_yaml,
    ].map { bytes in
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: linesBeforeNameMax + 1)
        let name = lines.first { $0.starts(with: mark) }?.dropFirst(mark.count) ?? []
        return (String(decoding: name, as: UTF8.self), String(decoding: bytes, as: UTF8.self))
    }

    /// The names of the profiles.
    static var names: [String] { all.map(\.name) }

    /// The text of a profile; nil if there is none of this name.
    static func text(of name: String) -> String? { all.first { $0.name == name }?.text }

    /// A comment may come before the name.
    private static let linesBeforeNameMax = 10
    private static let mark = Array("name: ".utf8)
}
