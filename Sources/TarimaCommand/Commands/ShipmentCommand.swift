import ArgumentParser
import InventoryLedger

/// Records a step of a whole shipment by hand.
struct ShipmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shipment",
        abstract: "Record a step of a whole shipment, written out per SKU from its open units.",
        discussion: """
            Without a step it shows what is open, by SKU and destination. Several steps of one moment may be given \
            together. A step is about all destinations unless --warehouse names one.
              tarima shipment SEA-118 --release --pedimento "25  16  3746  5000123" --at 2025-10-29T17:10
              tarima shipment SEA-118 --close --reason claimed --at 2025-11-20
            """
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: "The shipment's number.") var number: String
    @Flag(help: "Customs let it go.") var release = false
    @Option(help: "The pedimento of the release; none for goods delivered duty paid.") var pedimento: String?
    @Option(help: "The importer's RFC.") var importerRfc: String?
    @Option(help: ArgumentHelp("It is now expected then.", valueName: "time")) var eta: String?
    @Flag(help: "It reached the port.") var portArrived = false
    @Flag(help: "Customs inspected it.") var inspected = false
    @Flag(help: "It reached the warehouse's door.") var warehouseArrived = false
    @Flag(help: "What is still open will not come.") var close = false
    @Option(help: "Why it is closed.") var reason: String?
    @Option(help: "Only what goes to this warehouse.") var warehouse: String?
    @Option(help: "Only this article. Repeatable.") var sku: [String] = []
    @Option(help: ArgumentHelp("Leave so many units of an article out. Repeatable.", valueName: "sku=units"))
    var except: [String] = []
    @Option(help: ArgumentHelp("When: an instant, or a day's start.", valueName: "time")) var at: String?

    @OptionGroup var clock: ClockOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        if hasStep, at == nil {
            throw ValidationError("--at says when it happened, such as --at 2025-10-29T17:10.")
        }
        if !release, pedimento != nil || importerRfc != nil {
            throw ValidationError("--pedimento and --importer-rfc belong to --release.")
        }
        if !close, reason != nil { throw ValidationError("--reason belongs to --close.") }
    }

    func run() throws { try ErrorReport.refusing(recordStep) }

    private func recordStep() throws {
        let ledger = try tarima.openLedger(clock)
        let open = try ledger.openShipment(Shipment(number))
        guard hasStep, let at else { return try output.show(OpenShipmentTable.make(open)) }
        let zone = ledger.settings.zone
        let instant = try TimeArgument.instant(at, option: "--at", in: zone)
        let selection = try selection()
        let events = try open.events(
            steps(zone),
            of: selection,
            at: instant,
            part: Line(ledger.now().description)
        )
        guard !events.isEmpty else { return Speech.say("nothing of \(number) is open for that") }
        let result = try ledger.record(events)
        for problem in result.problems { Speech.say("tarima: \(problem.column): \(problem.message)") }
        Speech.warn(result.warnings)
        if result.isRefused { throw ExitStatus.refused }
        if let batch = result.batch {
            Speech.say(
                "recorded \(result.events.counted("event")) as batch \(batch); "
                    + "take it back with: tarima undo \(batch)"
            )
        } else {
            Speech.say("recorded already")
        }
        try output.show(OpenShipmentTable.make(ledger.openShipment(Shipment(number))))
    }

    private var hasStep: Bool {
        release || close || portArrived || inspected || warehouseArrived || eta != nil
    }

    private func steps(_ zone: BusinessZone) throws -> [ShipmentStep] {
        var steps: [ShipmentStep] = []
        if portArrived { steps.append(.portArrived) }
        if inspected { steps.append(.customsInspected) }
        if release {
            steps.append(
                .release(try pedimento.map { try Pedimento($0) }, try importerRfc.map { try ImporterRFC($0) })
            )
        }
        if let eta { steps.append(.etaChanged(try TimeArgument.instant(eta, option: "--eta", in: zone))) }
        if warehouseArrived { steps.append(.warehouseArrived) }
        if close { steps.append(.close(reason: reason)) }
        return steps
    }

    private func selection() throws -> ShipmentSelection {
        var selection = ShipmentSelection()
        selection.skus = Set(try sku.map { try SKU($0) })
        selection.warehouse = try warehouse.map { try Warehouse($0) }
        for item in except {
            guard let split = item.lastIndex(of: "="), let units = Int64(item[item.index(after: split)...])
            else {
                throw ValidationError("--except \(item): write SKU=UNITS, such as MX-LAMP-01=4.")
            }
            selection.except[try SKU(String(item[..<split]))] = units
        }
        return selection
    }
}
