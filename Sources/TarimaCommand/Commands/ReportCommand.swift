import ArgumentParser
import InventoryLedger

/// The review of a promotion as a page.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the review of a promotion as one self-contained page.",
        discussion:
            "The page needs no network and no script, and prints well. csv and json: see tarima sell-through."
    )

    @ParentCommand var tarima: Tarima
    @Argument(help: "The promotion's name; see: tarima promo.") var promotion: String
    @Option(help: ArgumentHelp("The page's file, written anew; - is standard output.", valueName: "file"))
    var html: String
    @Option(help: "The page's language: en, es or zh.") var language: PageLanguage = .english

    func run() throws {
        let page = try OutputFile(html)
        let review = try tarima.openLedger().review(promotion: promotion)
        try page.write(ReviewPage(review, language: language).render())
        if !page.isStandardOutput { Speech.say("wrote \(html)") }
    }
}
