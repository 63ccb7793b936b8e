/// The YAML of the built-in profiles of exports, from the files in the folder BuiltIn; a test reads each of them.
enum BuiltInTexts {
    static let all: [String] = [
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
    ].map { String(decoding: $0, as: UTF8.self) }

    /// The names of the profiles.
    static var names: [String] { all.flatMap { names(in: $0) } }

    /// The text of a profile; nil if there is none of this name.
    static func text(of name: String) -> String? { byName[name] }

    private static let byName = Dictionary(
        all.flatMap { text in names(in: text).map { ($0, text) } },
        uniquingKeysWith: { first, _ in first }
    )

    private static func names(in text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n")).filter { $0.starts(with: mark) }
            .map { String(decoding: $0.dropFirst(mark.count), as: UTF8.self) }
    }

    private static let mark = Array("name: ".utf8)
}
