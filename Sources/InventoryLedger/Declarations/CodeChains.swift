/// What the codes of one source stand for in the end. A code may stand for another code that is mapped itself.
///
/// A code that stands for itself ends the chain, for example a pack or a kit component with the same name.
struct CodeChains {
    /// The reason why a chain cannot be used.
    struct Mistake: Error {
        let code: SKU
        let message: String
    }

    private let map: [SKU: [CodeMapping.Component]]
    private var resolved: [SKU: [CodeMapping.Component]] = [:]

    init(_ map: [SKU: [CodeMapping.Component]]) { self.map = map }

    /// The components of a code after following every mapping; nil if it is not mapped.
    mutating func components(_ code: SKU) throws(Mistake) -> [CodeMapping.Component]? {
        guard map[code] != nil else { return nil }
        // An explicit stack, because a chain may be as long as a file.
        var path = [code]
        var isOnPath: Set<SKU> = [code]
        while let top = path.last {
            let next = (map[top] ?? []).lazy.map { SKU(trusted: $0.value) }
                .first { $0 != top && map[$0] != nil && resolved[$0] == nil }
            guard let next else {
                resolved[top] = try combined(top)
                _ = path.popLast()
                isOnPath.remove(top)
                continue
            }
            guard isOnPath.insert(next).inserted else {
                throw Mistake(
                    code: top,
                    message:
                        "stands for \(next), which is mapped back to \(top); correct one of the two"
                )
            }
            path.append(next)
        }
        return resolved[code]
    }

    /// The components of a code whose own components are resolved. Equal ones are added up.
    private func combined(_ code: SKU) throws(Mistake) -> [CodeMapping.Component] {
        var units: [SKU: Int64] = [:]
        var order: [SKU] = []
        for component in map[code] ?? [] {
            let value = SKU(trusted: component.value)
            let ends = value == code ? nil : resolved[value]
            for end in ends ?? [CodeMapping.Component(value: component.value)] {
                let sku = SKU(trusted: end.value)
                let (product, overflows) = component.units.multipliedReportingOverflow(by: end.units)
                let (sum, isTooMuch) = (units[sku] ?? 0).addingReportingOverflow(overflows ? .max : product)
                guard !isTooMuch, CodeMapping.unitsRange.contains(sum) else {
                    throw Mistake(
                        code: code,
                        message: "adds up to more than \(CodeMapping.unitsRange.upperBound) units of \(sku)"
                    )
                }
                if units.updateValue(sum, forKey: sku) == nil { order.append(sku) }
            }
        }
        guard WrittenCodes.parts.contains(Int64(order.count)) else {
            throw Mistake(
                code: code,
                message: "comes to more than \(WrittenCodes.parts.upperBound) components"
            )
        }
        return order.map { CodeMapping.Component(value: $0.text, units: units[$0] ?? 1) }
    }
}

extension CodeMapping {
    /// The maps of codes by kind and source.
    struct Owner: Hashable {
        let what: Subject
        let source: Source
    }

    /// Checks that every chain of codes ends.
    ///
    /// - Throws: `badCodes` if codes stand for each other, or add up to more than a row can hold.
    static func refuseCycles(_ mappings: some Sequence<CodeMapping>) throws {
        for (owner, map) in maps(mappings) {
            var chains = CodeChains(map)
            for code in map.keys.sorted() {
                do {
                    _ = try chains.components(code)
                } catch {
                    throw LedgerError(
                        .badCodes,
                        "\(owner.what.rawValue) \(error.code) of \(owner.source): \(error.message)"
                    )
                }
            }
        }
    }

    static func maps(_ mappings: some Sequence<CodeMapping>) -> [Owner: [SKU: [Component]]] {
        var maps: [Owner: [SKU: [Component]]] = [:]
        for mapping in mappings {
            let owner = Owner(what: mapping.what, source: mapping.source)
            maps[owner, default: [:]][SKU(trusted: mapping.code)] = mapping.components
        }
        return maps
    }

    /// These mappings and all others of the same sources whose chain passes through one of their codes.
    static func leading(through changed: [CodeMapping], among all: [CodeMapping]) -> [CodeMapping] {
        struct Code: Hashable {
            let owner: Owner
            let code: SKU
        }
        var byValue: [Code: [CodeMapping]] = [:]
        for mapping in all {
            let owner = Owner(what: mapping.what, source: mapping.source)
            for component in mapping.components {
                byValue[Code(owner: owner, code: SKU(trusted: component.value)), default: []].append(mapping)
            }
        }
        var found: [CodeMapping] = []
        var seen: Set<Code> = []
        var open = changed
        while let mapping = open.popLast() {
            let code = Code(
                owner: Owner(what: mapping.what, source: mapping.source),
                code: SKU(trusted: mapping.code)
            )
            guard seen.insert(code).inserted else { continue }
            found.append(mapping)
            open += byValue[code] ?? []
        }
        return found
    }
}
