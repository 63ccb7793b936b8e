/// The facts that a file reports, and whether another source already reports them.
final class FileClaims {
    private let tellers: TellerBook
    private let codes: CodeBook
    /// By source, with the warehouses as the file writes them.
    private var claims: [Claim: [Source: Set<Warehouse>]] = [:]
    private var toldTwice = ToldTwice()
    private var toldByHand: [ByHand] = []

    /// A fact from a source and from files without a source.
    private struct ByHand: Equatable {
        let fact: Fact
        let warehouse: Warehouse
        let source: Source
        let rivals: [Source]
    }

    init(_ tellers: TellerBook, _ codes: CodeBook) {
        self.tellers = tellers
        self.codes = codes
    }

    /// Notes the facts that an event reports, and whether another source already reports them. If so, the file is
    /// refused after it was read. Several sources within one file are allowed.
    ///
    /// Events without a source are never refused and never block a source.
    ///
    /// - Parameter facts: the facts of the file's profile. A source becomes authoritative for whatever its rows state, listed
    ///   or not. Counts move nothing, so they only count where they are listed.
    func admit(_ event: Event, telling facts: Set<Fact>) {
        for claim in event.claims {
            let isTelling = claim.fact != .balances || facts.contains(.balances)
            if isTelling {
                let isNew = claims[claim, default: [:]][event.source, default: []].insert(event.warehouse)
                    .inserted
                if !isNew { continue }
            }
            let warehouse = codes.warehouse(event.warehouse, of: event.source)
            let rivals = tellers.rivals(claim, of: event.source, at: warehouse)
            if rivals.isEmpty { continue }
            let isByHand = event.source == .manual || rivals == [.manual]
            if !isByHand {
                toldTwice.add(
                    claim.fact,
                    of: event.source,
                    at: warehouse,
                    beside: rivals.filter { $0 != .manual }
                )
            } else if isTelling, [.orders, .dispatch, .returns, .inbound].contains(claim.fact),
                !tellers.isNamed(claim.fact, of: warehouse, by: rivals[0])
            {
                let found = ByHand(
                    fact: claim.fact,
                    warehouse: warehouse,
                    source: event.source,
                    rivals: rivals
                )
                if !toldByHand.contains(found) { toldByHand.append(found) }
            }
        }
    }

    /// Notes the facts of a statement, like `admit` for an event.
    func admit(_ statement: Statement, telling facts: Set<Fact>) throws {
        for event in try statement.samples() { admit(event, telling: facts) }
    }

    /// - Throws: `secondTeller` if another source already reports the same facts.
    func check() throws {
        guard toldTwice.isEmpty else { throw toldTwice.refusal(tellers) }
    }

    /// The facts from a source and from files without a source.
    var warnings: [RowProblem] {
        toldByHand.map { found in
            let sources = ([found.source] + found.rivals).sorted().map(\.text)
            return RowProblem(
                row: nil,
                column: Column.source.rawValue,
                value: found.source.text,
                code: "told_by_hand",
                message:
                    "\(found.fact.rawValue) of \(found.warehouse) come from \(sources.joined(separator: " and ")); "
                    + "undo one of them if both report the same events, else make both a source of "
                    + "\(found.fact.rawValue)"
            )
        }
    }

    /// Records in the batch which facts of which warehouses its file reported.
    func note(in log: LogWriter) throws {
        let told = claims.flatMap { claim, bySource in
            bySource.map { (subject: claim.subject(of: $0), warehouses: $1.sorted()) }
        }
        for (subject, warehouses) in told.sorted(by: { $0.subject < $1.subject }) {
            try log.declare(.told, subject: subject, value: Declarations.encode(warehouses))
        }
    }
}
