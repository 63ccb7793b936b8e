import InventoryLedger

/// A profile of counts -> a profile of openings: the stock with which the counts of a row agree.
extension Profile {
    /// The profiles of counts, each stating the opening stock, and the list of openings.
    public static func ofOpenings(_ own: [Profile]) -> [Profile] {
        // A canonical file of openings is such a list.
        (own + builtIn.filter { $0.name != canonical.name }).map { profile in
            do {
                return try profile.stockOpening()
            } catch {
                var refused = profile
                refused.refusal = "which states no stock"
                return refused
            }
        } + [opening]
    }

    /// The profile with its counts as opening stock. A profile that states openings stays as it is.
    ///
    /// - Throws: `ImportFailure` with code `badProfile` if its rows state neither.
    public func stockOpening() throws -> Profile {
        let stated =
            cases.isEmpty ? [EventCase(when: .always, events: [EventTemplate()])] : cases
        let kinds = stated.flatMap(\.events).map { $0.constants[.kind] ?? constants[.kind] }
        if !kinds.isEmpty, kinds.allSatisfy({ $0 == EventKind.stockOpened.rawValue }) { return self }
        guard table == nil, statuses.isEmpty, columns[.kind] == nil,
            kinds.contains(EventKind.stockCounted.rawValue)
        else {
            throw ImportFailure(
                .badProfile,
                "profile \(name) does not state stock; choose one of counts or balances"
            )
        }
        var profile = self
        // The user supplies the time.
        for column in [Column.occurredAt, .statedAt, .document] { profile.columns[column] = nil }
        profile.columns[.document] = columns[.warehouse]
        profile.constants[.document] = constants[.warehouse]
        // The rows state no balances any more.
        profile.facts = []
        profile.cases = try stated.map { one in
            let counts = one.events.filter {
                ($0.constants[.kind] ?? constants[.kind]) == EventKind.stockCounted.rawValue
            }
            return EventCase(when: one.when, events: try openings(counts, &profile))
        }
        return profile
    }

    /// The openings with which the counts of one row agree.
    private func openings(_ counts: [EventTemplate], _ profile: inout Profile) throws -> [EventTemplate] {
        var columns: [Stage: [Summand]] = [:]
        var templates: [Stage: EventTemplate] = [:]
        for count in counts {
            let stage = try (count.constants[.stage] ?? constants[.stage]).map {
                try Stage(text: $0, column: .stage)
            }
            let names = count.columns[.quantity] ?? self.columns[.quantity] ?? []
            columns[stage ?? .available] = names.count == 1 ? sums[names[0]] : nil
            if columns[stage ?? .available] == nil {
                columns[stage ?? .available] = [Summand(columns: names, isTakenAway: false)]
            }
            templates[stage ?? .available] = count
        }
        var opened: [Stage: [Summand]] = columns.filter { Self.shelves.contains($0.key) }
        func less(_ sum: [Summand], _ parts: [[Summand]]) -> [Summand] {
            sum
                + parts.joined().map {
                    Summand(columns: $0.columns, isTakenAway: !$0.isTakenAway)
                }
        }
        if let sellable = columns[.sellable], opened[.available] == nil {
            opened[.available] = less(sellable, [opened[.allocated]].compactMap { $0 })
        }
        if let all = columns[.onHand] {
            let rest = less(all, Array(opened.values))
            // What is there and neither sellable nor damaged waits for something.
            if opened[.available] == nil {
                opened[.available] = rest
            } else if opened[.quarantine] == nil {
                opened[.quarantine] = rest
            }
        }
        return Self.shelves.compactMap { stage in
            guard let summands = opened[stage] else { return nil }
            var template =
                templates[stage] ?? templates[.sellable] ?? templates[.onHand] ?? EventTemplate()
            for column in [Column.occurredAt, .statedAt, .document] { template.columns[column] = nil }
            template.constants[.kind] = EventKind.stockOpened.rawValue
            template.constants[.stage] = stage.rawValue
            template.skipsZero = true
            if columns[stage] == nil {
                let sum = "opening \(stage.rawValue) \(profile.sums.count)"
                profile.sums[sum] = summands
                template.columns[.quantity] = [sum]
            }
            return template
        }
    }

    /// The stages of stock in a warehouse.
    private static let shelves: [Stage] = [.available, .allocated, .quarantine, .damaged]
}
