import ArgumentParser
import InventoryLedger

/// Records a step of a whole shipment by hand.
struct ShipmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shipment",
        abstract: phrase("Record a step of a whole shipment, as one event for each SKU with open units."),
        discussion: phrase(
            """
            Without a step, shows the open units by SKU and destination. Several steps at the same time can be given \
            together. A step applies to all destinations unless --warehouse names one.
              tarima shipment SEA-118 --release --pedimento "25  16  3746  5000123" --at 2025-10-29T17:10
              tarima shipment SEA-118 --close --reason claimed --at 2025-11-20
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: .phrase("The number of the shipment.")) var number: String
    @Flag(help: .phrase("Customs released it.")) var release = false
    @Option(help: .phrase("The pedimento of the release; leave it out for goods delivered duty paid."))
    var pedimento: String?
    @Option(help: .phrase("The RFC of the importer.")) var importerRfc: String?
    @Option(help: .phrase("The new expected arrival.", valueName: "time")) var eta: String?
    @Flag(help: .phrase("It arrived at the port.")) var portArrived = false
    @Flag(help: .phrase("Customs inspected it.")) var inspected = false
    @Flag(help: .phrase("It arrived at the door of the warehouse.")) var warehouseArrived = false
    @Flag(help: .phrase("Close it: the open units will not arrive.")) var close = false
    @Option(help: .phrase("The reason for closing it.")) var reason: String?
    @Option(help: .phrase("Only the goods for this warehouse.")) var warehouse: String?
    @Option(help: .phrase("Only this SKU. Repeatable.")) var sku: [String] = []
    @Option(help: .phrase("Leave out this many units of a SKU. Repeatable.", valueName: "sku=units"))
    var except: [String] = []
    @Option(help: .phrase("When it happened: an instant, or the start of a day.", valueName: "time"))
    var at: String?

    @OptionGroup var clock: ClockOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        if hasStep, at == nil {
            throw ValidationError("a step needs --at, such as --at 2025-10-29T17:10.")
        }
        if !release, pedimento != nil || importerRfc != nil {
            throw ValidationError("--pedimento and --importer-rfc need --release.")
        }
        if !close, reason != nil { throw ValidationError("--reason needs --close.") }
    }

    func run() throws { try ErrorReport.refusing(recordStep) }

    private func recordStep() throws {
        let ledger = try tarima.openLedger(book, clock, records: hasStep)
        let open = try ledger.openShipment(Shipment(number))
        guard hasStep, let at else { return try output.show(OpenShipmentTable.make(open)) }
        let zone = ledger.settings.zone
        let instant = try TimeArgument.instant(at, option: "--at", in: zone)
        let selection = try selection()
        try ledger.checkNames(
            skus: selection.skus.union(selection.except.keys).sorted(),
            warehouse: selection.warehouse
        )
        let events = try open.events(
            steps(zone),
            of: selection,
            at: instant,
            part: Line(ledger.now().description)
        )
        guard !events.isEmpty else {
            let step = [release ? "release" : nil, close ? "close" : nil].compactMap { $0 }
            return Speech.say("\(number) has no units left to \(step.joined(separator: " or "))")
        }
        let result = try ledger.record(events)
        for problem in result.problems {
            Speech.say("tarima: \(problem.column): \(Advice.sentence(problem, at: .options))")
        }
        Speech.warn(result.warnings)
        if result.isRefused { throw ExitStatus.refused }
        if let batch = result.batch {
            Speech.say(
                "recorded \(result.events.counted("event")) as batch \(batch); "
                    + "take it back with: tarima undo \(batch)"
            )
        } else {
            Speech.say("already recorded")
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
