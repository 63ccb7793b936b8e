import ArgumentParser
import CentralStore
import InventoryLedger

/// Verifies the ledger.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove that nothing in the ledger was changed or lost.",
        discussion: """
            Checks the file, the numbers of the events, the digest of every batch, the keys, and all sums against the \
            log. Prints the head: the digest of the whole history. Keep it elsewhere and give it as --expect-head later, \
            or keep a seal (tarima seal): nothing else can show that the end of the log was cut off, or that the whole \
            log was replaced.
            """
    )

    @ParentCommand var tarima: Tarima

    @Option(
        help: ArgumentHelp("A head that was printed earlier; a batch must end with it.", valueName: "hex")
    )
    var expectHead: String?

    @Option(
        help: ArgumentHelp("A seal that was kept; the history up to it must be unchanged.", valueName: "file")
    )
    var seal: String?

    @Option(
        help: ArgumentHelp("The public key that the seal must be signed with.", valueName: "file")
    )
    var publicKey: String?

    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        if book.book != nil, expectHead != nil || seal != nil {
            throw ValidationError(
                "--expect-head and --seal are about a ledger; --book is about a central store."
            )
        }
        if (seal == nil) != (publicKey == nil) {
            throw ValidationError(
                "--seal and --public-key need each other: a seal without its key proves nothing"
            )
        }
    }

    func run() throws {
        if let book = book.book { return try verify(book: book) }
        let ledger = try tarima.openLedger()
        let kept = try trusted()
        let result = try ProgressBar.during("verifying") {
            try ledger.verify(expectedHead: expectHead, seal: kept)
        }
        for finding in result.findings { Speech.say("tarima: \(finding)") }
        try output.show(
            ReportTable(
                report: "verify",
                parameters: [
                    Member(name: "expect_head", value: expectHead.map { .text($0) } ?? .null),
                    Member(name: "sealed_at", value: kept.map { .text("\($0.seal.sealedAt)") } ?? .null),
                    Member(name: "sealed_batch", value: kept.map { .integer($0.seal.batch) } ?? .null),
                ],
                columns: [
                    .words("sound") { .flag($0.isSound) },
                    .figures("events") { .integer($0.events) },
                    .figures("batches") { .integer($0.batches) },
                    .words("head") { $0.head.isEmpty ? .null : .text($0.head) }.kept,
                    .words("seal", inTable: kept != nil) { result in
                        kept.map { _ in .text(result.sealProblem?.rawValue ?? "holds") } ?? .null
                    },
                    .words("findings", inTable: false) { .list($0.findings.map { .text($0) }) },
                ],
                rows: [result]
            )
        )
        if !result.isSound { throw ExitStatus.refused }
    }

    /// Verifies a book from what the central store has alone.
    private func verify(book: String) throws {
        let result = try ProgressBar.during("verifying") {
            try StoreChoice.open().verify(book: book) { body in
                try FetchedSlice.withFile(body)
            }
        }
        for finding in result.findings { Speech.say("tarima: \(finding)") }
        try output.show(
            ReportTable(
                report: "verify",
                parameters: [Member(name: "book", value: .text(book))],
                columns: [
                    .words("sound") { .flag($0.isSound) },
                    .figures("events") { .integer($0.events) },
                    .figures("ledgers") { .integer(Int64($0.heads.count)) },
                    .words("heads", inTable: false) { result in
                        .object(
                            result.heads.map { head in
                                Member(
                                    name: head.ledger,
                                    value: .object([
                                        Member(name: "batch", value: .integer(head.batch)),
                                        Member(name: "head", value: .text(head.head)),
                                    ])
                                )
                            }
                        )
                    },
                    .words("findings", inTable: false) { .list($0.findings.map { .text($0) }) },
                ] as [TypedColumn<CentralStore.Verification>],
                rows: [result]
            )
        )
        if !result.isSound { throw ExitStatus.refused }
    }

    /// The seal, and the key that must have signed it.
    private func trusted() throws -> (seal: Seal, by: SealPublicKey)? {
        guard let seal, let publicKey else { return nil }
        return (try Seal(file: seal), try SealPublicKey(file: publicKey))
    }
}
