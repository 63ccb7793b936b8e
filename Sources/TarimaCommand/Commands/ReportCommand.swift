import ArgumentParser
import InventoryLedger

/// Writes the review of a promotion as a page.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the review of a promotion as a self-contained HTML page.",
        discussion:
            """
            The page needs no network, and can be printed. Its table of all positions can be searched. If the recorded \
            plan of a later promotion learned from this one, the page shows it too. For CSV and JSON, use tarima \
            sell-through.
            """
    )

    @ParentCommand var tarima: Tarima
    @Argument(help: "The name of the promotion; see: tarima promo.") var promotion: String
    @Option(
        help: ArgumentHelp(
            "The file of the page, which is replaced; - for standard output.",
            valueName: "file"
        )
    )
    var html: String
    @OptionGroup var book: BookOptions
    @Option(help: "The language of the page: en, es or zh.") var language: PageLanguage = .english

    func run() throws {
        let page = try OutputFile(html)
        let ledger = try tarima.openLedger(book)
        let review = try ledger.review(promotion: promotion)
        let plan = try ledger.plan(learnedFrom: promotion)
        try page.write(ReviewPage(review, plan: plan, language: language).render())
        if !page.isStandardOutput { Speech.say("wrote \(html)") }
    }
}
