/// A small season of synthetic exports for the demo.
///
/// Opening stock, a shipment by sea that customs inspected, a receipt with a shortage and damaged units, two
/// transfers to the warehouse of a marketplace (one too late), two weeks of orders in two overlapping exports,
/// cancellations, returns, and a plan.
enum DemoSeason {
    static let files: [(name: String, bytes: [UInt8])] = [
        ("opening.csv", PackageResources.opening_csv),
        ("shipment.csv", PackageResources.shipment_csv),
        ("receipts.csv", PackageResources.receipts_csv),
        ("receipts.yaml", PackageResources.receipts_yaml),
        ("transfer.csv", PackageResources.transfer_csv),
        ("orders-1.csv", PackageResources.orders_1_csv),
        ("orders-2.csv", PackageResources.orders_2_csv),
        ("returns.csv", PackageResources.returns_csv),
        ("items.csv", PackageResources.items_csv),
        ("plan.csv", PackageResources.plan_csv),
    ]

    /// The commands in order, with their purpose.
    static let steps: [(why: String, arguments: [String])] = [
        ("A ledger is one file.", ["init", "--currency", "MXN"]),
        ("The opening stock of the warehouse.", ["open", "opening.csv", "--at", "2025-09-15"]),
        (
            "A shipment by sea: dispatched, inspected by customs, released with a pedimento.",
            ["import", "shipment.csv"]
        ),
        (
            "The receipt report of the warehouse, read with a profile: some units are short, some damaged.",
            ["import", "receipts.csv", "--profile", "./receipts.yaml"]
        ),
        ("Transfers to the warehouse of the marketplace, with Spanish headers.", ["import", "transfer.csv"]),
        (
            "Two weeks of orders. The exports overlap by three days; each order is recorded once.",
            ["import", "orders-1.csv", "orders-2.csv"]
        ),
        ("Returns and their inspections.", ["import", "returns.csv"]),
        ("Stock by SKU and warehouse.", ["stock"]),
        ("Stock on the eve of the promotion.", ["stock", "--as-of", "2025-11-12", "--by", "sku"]),
        (
            "How a stock figure came about.",
            ["card", "MX-FAN-12", "--warehouse", "FULL", "--to", "2025-11-09"]
        ),
        ("Names and unit costs.", ["items", "items.csv"]),
        (
            "The promotion. The orders in the files start five days before it.",
            [
                "promo", "add", "buen-fin", "--from", "2025-11-13", "--to", "2025-11-17", "--baseline-days",
                "5",
            ]
        ),
        ("The plan of the promotion.", ["promo", "plan", "buen-fin", "plan.csv"]),
        ("Its sell-through.", ["sell-through", "--promo", "buen-fin"]),
        (
            "The next promotion, and what to order for it: now by sea, later by air.",
            ["promo", "add", "liquidacion", "--from", "2026-01-20", "--to", "2026-01-26"]
        ),
        (
            "What sold in buen-fin is the measure. The figures of one SKU are explained with --explain SKU.",
            ["plan", "liquidacion", "--like", "buen-fin", "--as-of", "2025-11-21"]
        ),
        (
            "The plan is recorded, so that it can be compared with what will happen.",
            ["plan", "liquidacion", "--like", "buen-fin", "--as-of", "2025-11-21", "--record"]
        ),
        (
            "The review as a web page: what sold out too early, what is left, what came late, and the next plan.",
            ["report", "buen-fin", "--html", "review.html"]
        ),
    ]

    /// Commands to try next, in the folder of the demo.
    static let next = [
        "open review.html in a browser", "tarima report buen-fin --html revision.html --language es",
        "tarima status --as-of 2025-11-21", "tarima slow-movers", "tarima lead-times",
        "tarima runs-out --as-of 2025-11-21",
        "tarima plan liquidacion --like buen-fin --as-of 2025-11-21 --html plan.html", "tarima exceptions",
        "tarima stock --format json",
        "tarima card MX-LAMP-01", "tarima batches", "tarima undo 7", "tarima verify",
        "tarima export > events.csv",
    ]
}
