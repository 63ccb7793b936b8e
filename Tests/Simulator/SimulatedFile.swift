import TestSupport

/// A file for the ledger and for the model.
struct SimulatedFile {
    /// A state of an order line.
    struct State {
        let line: Int
        let state: Int
    }

    enum Content {
        case papers([SeasonRow])
        case states([State])
    }

    /// The file's name.
    let name: String
    let content: Content
    let text: String

    /// Whether the file needs the profile of the shop's order export.
    var isOrderExport: Bool { if case .states = content { true } else { false } }

    /// The profile of the shop's order export.
    static let orderProfile = """
        name: shop-orders
        source: mercadolibre
        header: [order, line, state, updated]
        time_zone: UTC
        columns: { document: order, line: line, sku: sku, quantity: units, amount: total, warehouse: fc }
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

    /// A file of canonical rows, in randomly chosen equivalent spellings.
    init(_ name: String, _ rows: [SeasonRow], _ clock: NaiveClock, seed: UInt64) {
        var file = SeasonFile(clock, seed: seed)
        self.name = name
        content = .papers(rows)
        text = file.csv(rows)
    }

    /// An order export.
    init(_ name: String, _ states: [State], of stories: [OrderStory], _ clock: NaiveClock) {
        func utc(_ at: Int64) -> String { clock.spellings(at, isAssertion: false)[0] }
        func quoted(_ text: String) -> String {
            "\"" + text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
        }
        let lines = states.map { one in
            let story = stories[one.line]
            let state = story.states[one.state]
            return [
                story.order, story.line, state.status, quoted(story.sku), "\(state.units)",
                state.amount.map { "\($0).00" } ?? "", quoted(story.warehouse), utc(story.boughtAt),
                utc(state.at),
            ].joined(separator: ",")
        }
        self.name = name
        content = .states(states)
        text = (["order,line,state,sku,units,total,fc,bought,updated"] + lines).map { $0 + "\n" }.joined()
    }
}

extension SeasonRow {
    /// Whether the row cannot be read.
    var isBad: Bool { self["document"].hasPrefix("BAD-") }
}
