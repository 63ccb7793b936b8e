import Foundation
import TestSupport
import Testing

/// A folder with files and a ledger, and the command.
struct Stockroom {
    let folder: TemporaryFolder
    var runner: CommandRunner

    /// A stockroom with the ledger `tarima.ledger`, which contains `Stockroom.receipts`.
    init() throws {
        try self.init(empty: ())
        try folder.write("tarima.ledger", bytes: Self.ledger.get())
    }

    /// A stockroom without a ledger.
    static func empty() throws -> Stockroom { try Stockroom(empty: ()) }

    private init(empty: Void) throws {
        folder = try TemporaryFolder()
        runner = CommandRunner(folder: folder.path)
    }

    /// The content of every stockroom's ledger: a shipment of 100, of which 97 arrived and 2 are promised.
    static let receipts = """
        kind,document,sku,warehouse,quantity,occurred_at,shipment
        shipment_dispatched,S-1,MX-1,MTY1,100,2024-10-01,
        customs_released,24 51 3746 4000123,MX-1,MTY1,100,2024-10-20,S-1
        stock_received,GRN-1,MX-1,MTY1,97,2024-10-22,S-1
        order_placed,2000004711,MX-1,MTY1,2,2024-11-13,

        """

    /// The columns of most files in these tests.
    static let header = "kind,document,sku,warehouse,quantity,occurred_at\n"

    /// The ledger's file, created once and copied for every test.
    private static let ledger = Result {
        let room = try empty()
        try room.write("receipts.csv", receipts)
        try #require(try room.tarima("init").status == 0)
        try #require(try room.tarima("import", "receipts.csv").status == 0)
        return Array(try Data(contentsOf: URL(fileURLWithPath: room.path("tarima.ledger"))))
    }

    func path(_ name: String) -> String { folder.file(name) }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try folder.write(name, text) }

    @discardableResult
    func write(_ name: String, bytes: [UInt8]) throws -> String { try folder.write(name, bytes: bytes) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// The names of the files in the folder.
    func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    /// Runs the command in the folder.
    @discardableResult
    func tarima(
        _ arguments: String...,
        input: String? = nil,
        output: CommandRunner.Output = .kept
    ) throws -> CommandOutcome {
        try runner.run(BuiltCommand.path(), arguments, input: input, output: output)
    }

    /// Starts the command in the folder.
    func start(_ arguments: String...) throws -> RunningCommand {
        try runner.start(BuiltCommand.path(), arguments)
    }

    /// Runs the command through a shell as `"$@"`.
    func shell(_ script: String, _ arguments: String...) throws -> CommandOutcome {
        try shell(script, arguments)
    }

    func shell(_ script: String, _ arguments: [String]) throws -> CommandOutcome {
        try runner.run("/bin/sh", ["-c", script, "sh", BuiltCommand.path()] + arguments)
    }

    /// Runs the command through a shell; it and these words are `"$@"`.
    func shell(_ script: String, words: [String]) throws -> CommandOutcome {
        try runner.run("/bin/sh", ["-c", script, "sh", BuiltCommand.path()] + words)
    }

    /// The content of the ledger: its live events and its batches.
    func contents() throws -> String {
        let events = try tarima("export")
        let batches = try tarima("batches", "--format", "json")
        try #require(events.status == 0 && batches.status == 0, "\(events) \(batches)")
        return events.output + batches.output
    }

    /// Runs a block that must leave the ledger's content unchanged.
    func expectUnchanged<T>(sourceLocation: SourceLocation = #_sourceLocation, _ block: () throws -> T) throws
        -> T
    {
        let before = try contents()
        let result = try block()
        #expect(try contents() == before, sourceLocation: sourceLocation)
        return result
    }

    /// Whether the ledger verifies.
    func expectSound(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let verified = try tarima("verify")
        #expect(verified.status == 0, "\(verified)", sourceLocation: sourceLocation)
    }
}
