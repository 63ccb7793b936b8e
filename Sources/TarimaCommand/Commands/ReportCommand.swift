import ArgumentParser
import InventoryLedger

/// Writes the review of a promotion as a page.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: phrase("Write the review of a promotion as a self-contained HTML page."),
        discussion:
            phrase(
                """
                The page needs no network, and can be printed. Its table of all positions can be searched. If the recorded \
                plan of a later promotion learned from this one, the page shows it too. For CSV and JSON, use tarima \
                sell-through.

                  tarima report buen-fin --html review.html --language es
                """
            )
    )

    @ParentCommand var tarima: Tarima
    @Argument(help: .phrase("The name of the promotion; see: tarima promo.")) var promotion: String
    @Option(
        help: .phrase(
            "The file of the page, which is replaced; - for standard output.",
            valueName: "file"
        ),
        completion: .file()
    )
    var html: String
    @OptionGroup var book: BookOptions

    func run() throws {
        let page = try OutputFile(html)
        let ledger = try tarima.openLedger(book)
        let review = try ledger.review(promotion: promotion)
        let plan = try ledger.plan(learnedFrom: promotion)
        try page.write(ReviewPage(review, plan: plan, language: SpokenLanguage.current).render())
        if !page.isStandardOutput { Speech.say("wrote \(html)") }
    }
}
