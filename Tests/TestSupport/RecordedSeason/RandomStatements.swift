import InventoryLedger
import WarehouseExports

/// Random statements about a few documents, not necessarily of a real history: rows that files state in any order and
/// grouping, and a code map.
public struct RandomStatements: Sendable {
    /// One row, with its kind of file.
    public struct Row: Sendable, Hashable {
        enum File: Sendable, Hashable, CaseIterable {
            case orders, cancels, returns, briefReturns, dispatches, releases
        }
        let file: File
        /// Rows with the same value must not be in one file.
        let line: String
        let text: String
    }

    /// One import.
    public enum Recorded: Sendable, CustomStringConvertible {
        case rows([Row])
        case codes([CodeMapping])

        public var description: String {
            switch self {
            case .rows(let rows): "\(rows.first.map { "\($0.file)" } ?? "") \(rows.map(\.text))"
            case .codes(let codes): "codes \(codes.map(\.code))"
            }
        }
    }

    public let seed: UInt64
    let hasLineIDs: Bool
    public let rows: [Row]
    public let codes: [CodeMapping]

    public init(seed: UInt64) {
        self.seed = seed
        var random = SeededDraws(seed: seed)
        hasLineIDs = random.chance(50)
        codes = [
            CodeMapping(
                .sku,
                source: "shop",
                code: "KIT",
                components: [.init(value: "A"), .init(value: "C", units: 2)]
            ),
            CodeMapping(.sku, source: "shop", code: "PACK", components: [.init(value: "B", units: 3)]),
            CodeMapping(.sku, source: "wms", code: "W-A", components: [.init(value: "A")]),
            CodeMapping(.warehouse, source: "shop", code: "Norte", components: [.init(value: "MTY")]),
        ]
        var rows: Set<Row> = []
        var inOrder: [Row] = []
        func add(_ file: Row.File, _ line: String, _ values: [String]) {
            let row = Row(file: file, line: line, text: values.joined(separator: ","))
            if rows.insert(row).inserted { inOrder.append(row) }
        }
        func time(_ hours: Int) -> String { TrueSeason.time(hours * 60) }
        let skus = ["A", "KIT", "PACK"]
        for order in 1...random.number(1...3) {
            for (index, sku) in random.shuffled(skus).prefix(random.number(1...2)).enumerated() {
                let id = hasLineIDs ? ["\(index + 1)"] : []
                for statedAt in Set((1...random.number(1...4)).map { _ in random.number(100...140) }).sorted()
                {
                    let units = random.pick(["1", "2", "3", "", "0"])
                    let values = [
                        random.pick(["Unshipped", "Shipped", "Cancelled"]), sku, units,
                        random.pick(["", "199.00", "398.00"]), "Norte", time(random.number(1...4)),
                        time(statedAt),
                    ]
                    add(.orders, "\(order) \(id) \(sku)", ["O-\(order)"] + id + values)
                }
            }
            if random.chance(30) {
                let sku = random.pick(["", "A", "KIT"])
                add(.cancels, "\(order) \(sku)", ["O-\(order)", sku, "Norte", time(150 + order)])
            }
            if random.chance(60) {
                let number = "R-\(order)"
                for sku in random.some(skus, percent: 40) {
                    add(
                        .returns,
                        "\(order) \(sku)",
                        [
                            number, "O-\(order)", sku, "\(random.number(1...2))", "too small", "Norte",
                            time(160),
                        ]
                    )
                }
                if random.chance(70) {
                    add(
                        .briefReturns,
                        number,
                        [number, "O-\(order)", random.pick(["", "", "KIT"]), "Norte", time(160)]
                    )
                }
            }
        }
        for article in random.some(["W-A", "B", "C"], percent: 60) {
            add(
                .dispatches,
                article,
                ["shipment_dispatched", "wms", "S-1", article, "MTY", "20", "2026-10-01", ""]
            )
            if random.chance(30) {
                add(
                    .dispatches,
                    "release \(article)",
                    ["customs_released", "wms", "265137466000001", article, "MTY", "5", "2026-10-04", "S-1"]
                )
            }
        }
        for paper in 1...2 where random.chance(50) {
            add(
                .releases,
                "\(paper)",
                ["26513746600000\(paper)", "S-1", random.pick(["", "B"]), "MTY", time(80 + paper)]
            )
        }
        self.rows = inOrder
    }

    /// Every row in at least one file, some in several, and the code map in one or two parts.
    public func recorded(_ random: inout SeededDraws, into count: Int) -> [Recorded] {
        var files: [Recorded] = []
        for file in Row.File.allCases {
            let rows = rows.filter { $0.file == file }
            var heaps = random.dealt(rows, into: count)
            for row in rows where random.chance(30) {
                let heap = random.number(0...count - 1)
                if !heaps[heap].contains(row) { heaps[heap].append(row) }
            }
            for heap in heaps { files += apart(heap).map { .rows($0) } }
        }
        let cut = random.number(0...codes.count)
        for part in [codes.prefix(cut), codes.suffix(codes.count - cut)] where !part.isEmpty {
            files.append(.codes(Array(part)))
        }
        return files
    }

    /// Rows of one line without an id are in separate files, because in one file they would be two lines.
    private func apart(_ rows: [Row]) -> [[Row]] {
        var files: [[Row]] = []
        for row in rows {
            if let index = files.firstIndex(where: { file in
                hasLineIDs && row.file == .orders || !file.contains { $0.line == row.line }
            }) {
                files[index].append(row)
            } else {
                files.append([row])
            }
        }
        return files
    }

    /// Imports one file, or a part of the code map.
    @discardableResult
    public func record(_ book: Book, _ recorded: Recorded) throws -> AppendResult {
        switch recorded {
        case .codes(let codes): return try book.ledger.declare(codes: codes)
        case .rows(let rows):
            guard let file = rows.first?.file else { throw LedgerError(.unexpected, "an empty file") }
            let (yaml, header) = profile(file)
            let text = ([header] + rows.map(\.text)).map { $0 + "\n" }.joined()
            guard !yaml.isEmpty else { return try book.importFile(text).append }
            let profile = try Profile.named(book.folder.write("profile.yaml", yaml))
            return try book.importFile(text) { $0.profile = profile }.append
        }
    }

    private func profile(_ file: Row.File) -> (yaml: String, header: String) {
        func brief(_ name: String, _ kind: String, _ columns: String, _ header: String) -> (String, String) {
            let source = kind == "customs_released" ? "wms" : "shop"
            let yaml = """
                name: \(name)
                source: \(source)
                header: [\(header)]
                time_zone: UTC
                columns: { \(columns) }
                constants: { kind: \(kind) }
                """
            return (yaml, header)
        }
        switch file {
        case .orders:
            let yaml = """
                name: orders
                source: shop
                header: [order, state, updated]
                time_zone: UTC
                columns: { document: order, \(hasLineIDs ? "line: line, " : "")sku: sku, quantity: units, amount: total, warehouse: fc }
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
            return (yaml, "order,\(hasLineIDs ? "line," : "")state,sku,units,total,fc,bought,updated")
        case .cancels:
            return brief(
                "cancels",
                "order_cancelled",
                "document: order, sku: sku, warehouse: fc, occurred_at: at",
                "order,sku,fc,at"
            )
        case .returns:
            return brief(
                "returns",
                "return_received",
                "document: return, order: order, sku: sku, quantity: units, reason: why, warehouse: fc, occurred_at: at",
                "return,order,sku,units,why,fc,at"
            )
        case .briefReturns:
            return brief(
                "brief-returns",
                "return_received",
                "document: return, order: order, sku: sku, warehouse: fc, occurred_at: at",
                "return,order,sku,fc,at"
            )
        case .dispatches: return ("", "kind,source,document,sku,warehouse,quantity,occurred_at,shipment")
        case .releases:
            return brief(
                "releases",
                "customs_released",
                "document: paper, shipment: asn, sku: article, warehouse: site, occurred_at: at",
                "paper,asn,article,site,at"
            )
        }
    }
}
