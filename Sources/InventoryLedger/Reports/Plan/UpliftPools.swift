/// The uplifts of all SKUs together, and of those of each category.
struct UpliftPools {
    let ofAll: Fraction?
    private let ofCategories: [String: Fraction]

    init(_ history: PlanHistory?, _ items: [SKU: Item]) throws {
        var all: [Uplift.History] = []
        var categories: [String: [Uplift.History]] = [:]
        for sku in (history?.ofSKUs.keys).map({ $0.sorted() }) ?? [] {
            guard let own = try history?.uplift(of: sku) else { continue }
            all.append(own)
            if let category = items[sku]?.category { categories[category, default: []].append(own) }
        }
        ofAll = try Uplift.pooled(all)
        ofCategories = try categories.compactMapValues { try Uplift.pooled($0) }
    }

    func uplift(of category: String?) -> Fraction? { category.flatMap { ofCategories[$0] } ?? ofAll }
}
