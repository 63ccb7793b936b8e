import Foundation
import InventoryLedger
import TestSupport
import Testing

/// A ledger whose last batch is long ago or far ahead: every command that records asks whether the clock is right,
/// and `--clock-is-right` answers.
@Suite struct ClockCommandTests {
    static let commands: [[String]] = [
        ["import", "new.csv"], ["open", "stock.csv", "--at", "2024-11-01"],
        [
            "record", "stock_adjusted", "--document", "A-1", "--sku", "MX-1", "--warehouse", "MTY1",
            "--quantity", "1",
        ],
        ["undo", "1"], ["items", "items.csv"], ["codes", "codes.csv"],
        ["sources", "set", "MTY1", "orders=shop"],
        ["promo", "add", "sale", "--from", "2024-11-15", "--to", "2024-11-18"],
        ["shipment", "SEA-1", "--port-arrived", "--at", "2024-11-02"],
    ]

    /// A folder with a ledger recorded by a clock at an instant, and the files of the commands.
    private static func room(_ recordedAt: Instant) throws -> Stockroom {
        let room = try Stockroom.empty()
        let ledger = try Ledger.create(
            at: room.path("tarima.ledger"),
            settings: LedgerSettings(timeZone: "America/Mexico_City", currency: Currency("MXN")),
            clock: { recordedAt }
        )
        try ledger.record([
            Event.stated("shipment_dispatched, document SEA-1, occurred_at 2024-10-01T12:00:00Z")
        ])
        try room.write(
            "new.csv",
            "kind,document,sku,warehouse,quantity,occurred_at\nstock_received,G-9,MX-1,MTY1,1,2024-10-25\n"
        )
        try room.write("stock.csv", "sku,warehouse,quantity\nMX-1,CDMX1,3\n")
        try room.write("items.csv", "sku,name\nMX-1,Lamp\n")
        try room.write("codes.csv", "what,source,code,value,units\nsku,shop,KIT,MX-1,2\n")
        return room
    }

    @Test(arguments: commands)
    func `a batch from 2099 makes every command ask, and say what to do`(command: [String]) throws {
        try asks(
            command,
            recordedAt: Instant(milliseconds: 4_070_952_000_000),
            says: "before the last batch (batch 1"
        )
    }

    @Test(arguments: commands)
    func `a last batch from 2020 makes every command ask`(command: [String]) throws {
        try asks(
            command,
            recordedAt: Instant(milliseconds: 1_580_000_000_000),
            says: "after the last batch (batch 1"
        )
    }

    private func asks(_ command: [String], recordedAt: Instant, says text: String) throws {
        let room = try Self.room(recordedAt)
        let asked = try room.runner.run(BuiltCommand.path(), command)
        #expect(asked.status == 65)
        #expect(asked.said.first?.contains(text) == true, "\(asked.said)")
        #expect(
            asked.said.first?.hasSuffix("if the clock is right, add --clock-is-right") == true,
            "\(asked.said)"
        )
        let ledger = room.path("tarima.ledger")
        #expect(try Ledger.open(ledger).batches().count == 1)
        let answered = try room.runner.run(BuiltCommand.path(), command + ["--clock-is-right"])
        #expect(answered.status == 0, "\(answered.said)")
        let batches = try Ledger.open(ledger).batches()
        #expect(batches.count == 2)
        #expect(batches.last?.isClockVouchedFor == true)
        #expect(try Ledger.open(ledger).verify().findings == [])
    }
}
