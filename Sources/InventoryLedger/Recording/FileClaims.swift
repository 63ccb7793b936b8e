/// The facts that a file reports, and whether another source already reports them.
final class FileClaims {
    private let factSources: FactSources
    private let codes: CodeBook
    /// By source, with the warehouses as the file writes them.
    private var claims: [Claim: [Source: Set<Warehouse>]] = [:]
    private var doubled = DoubledFacts()
    private var statedByHand: [ByHand] = []
    /// By kind: what its latest event reported. Neighbouring rows mostly report the same, which needs no second look.
    private var latest: [EventKind: Report] = [:]

    private struct Report: Equatable {
        let source: Source
        let warehouse: Warehouse
        let memo: Bool
    }

    /// A fact from a source and from files without a source.
    private struct ByHand: Equatable {
        let fact: Fact
        let warehouse: Warehouse
        let source: Source
        let rivals: [Source]
    }

    init(_ factSources: FactSources, _ codes: CodeBook) {
        self.factSources = factSources
        self.codes = codes
    }

    /// Notes the facts that an event reports, and whether another source already reports them. If so, the file is
    /// refused after it was read. Several sources within one file are allowed.
    ///
    /// Events without a source are never refused and never block a source.
    ///
    /// - Parameter facts: the facts of the file's profile. A source becomes authoritative for whatever its rows state, listed
    ///   or not. Counts move nothing, so they only count where they are listed.
    func admit(_ event: Event, reporting facts: Set<Fact>) {
        let report = Report(source: event.source, warehouse: event.warehouse, memo: event.memo)
        guard latest[event.kind] != report else { return }
        latest[event.kind] = report
        for claim in event.claims {
            let isReporting = claim.fact != .balances || facts.contains(.balances)
            if isReporting {
                let isNew = claims[claim, default: [:]][event.source, default: []].insert(event.warehouse)
                    .inserted
                if !isNew { continue }
            }
            let warehouse = codes.warehouse(event.warehouse, of: event.source)
            let rivals = factSources.rivals(claim, of: event.source, at: warehouse)
            if rivals.isEmpty { continue }
            let isByHand = event.source == .manual || rivals == [.manual]
            if !isByHand {
                doubled.add(
                    claim.fact,
                    of: event.source,
                    at: warehouse,
                    beside: rivals.filter { $0 != .manual }
                )
            } else if isReporting, [.orders, .dispatch, .returns, .inbound].contains(claim.fact),
                !factSources.isNamed(claim.fact, of: warehouse, by: rivals[0])
            {
                let found = ByHand(
                    fact: claim.fact,
                    warehouse: warehouse,
                    source: event.source,
                    rivals: rivals
                )
                if !statedByHand.contains(found) { statedByHand.append(found) }
            }
        }
    }

    /// Notes the facts of a statement, like `admit` for an event.
    func admit(_ statement: Statement, reporting facts: Set<Fact>) throws {
        if let warehouse = statement.fields.warehouse {
            let report = Report(
                source: statement.fields.source,
                warehouse: warehouse,
                memo: statement.fields.memo
            )
            if statement.steps.allSatisfy({ latest[$0.kind] == report }) { return }
        }
        for event in try statement.samples() { admit(event, reporting: facts) }
    }

    /// - Throws: `secondSource` if another source already reports the same facts.
    func check() throws {
        guard doubled.isEmpty else { throw doubled.refusal(factSources) }
    }

    /// The facts from a source and from files without a source.
    var warnings: [RowProblem] {
        statedByHand.map { found in
            let sources = ([found.source] + found.rivals).sorted().map(\.text)
            return RowProblem(
                row: nil,
                column: Column.source.rawValue,
                value: found.source.text,
                code: "told_by_hand",
                message:
                    "\(sources.joined(separator: " and ")) both have \(found.fact.rawValue) of \(found.warehouse); undo one of "
                    + "them if they are the same events, else set both as sources of \(found.fact.rawValue)"
            )
        }
    }

    /// The sources of facts once the file is recorded.
    var factSourcesAfter: FactSources {
        var after = factSources
        for (claim, bySource) in claims {
            for (source, warehouses) in bySource {
                for warehouse in warehouses {
                    after.note(claim, of: source, at: codes.warehouse(warehouse, of: source))
                }
            }
        }
        return after
    }

    /// Records in the batch which facts of which warehouses its file reported.
    func note(in log: LogWriter) throws {
        let reported = claims.flatMap { claim, bySource in
            bySource.map { (subject: claim.subject(of: $0), warehouses: $1.sorted()) }
        }
        for (subject, warehouses) in reported.sorted(by: { $0.subject < $1.subject }) {
            try log.declare(.facts, subject: subject, value: Declarations.encode(warehouses))
        }
    }
}
