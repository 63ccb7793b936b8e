import TestSupport
import Testing

/// Reports on a terminal: fitted to its width, and paged.
@Suite struct PagerTests {
    private let terminal: PseudoTerminal
    private let room: Stockroom

    init() throws {
        terminal = try PseudoTerminal(columns: 50)
        var room = try Stockroom()
        room.runner.environment["TERM"] = "xterm"
        room.runner.environment["NO_COLOR"] = "1"
        self.room = room
    }

    /// Runs the command with standard input and output on the terminal.
    private func show(_ words: String..., pager: String) throws -> CommandOutcome {
        var room = room
        room.runner.environment["PAGER"] = pager
        return try room.shell("\"$@\" < \(terminal.path) > \(terminal.path)", words)
    }

    private func shown() -> String { terminal.text().replacing("\r\n", with: "\n") }

    @Test func `a table on a terminal is fitted, and passed to the pager`() throws {
        let outcome = try show("stock", pager: "sed 's/^/| /'")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(
            shown() == """
                | sku    warehouse  available  on_hand  incoming
                | MX-1   MTY1              95       97         3
                | total                    95       97         3
                | zero or empty in all rows: in_transit, quarantine,
                | damaged
                | no room for: released, allocated; show all with
                | --wide, or some with --columns

                """
        )
    }

    @Test func `without a pager, and where none is wanted, the table goes to the terminal itself`() throws {
        for (words, pager) in [
            (["stock"], ""), (["stock"], "cat"), (["stock", "--no-pager"], "sed 's/^/| /'"),
        ] {
            var room = room
            room.runner.environment["PAGER"] = pager
            let outcome = try room.shell("\"$@\" < \(terminal.path) > \(terminal.path)", words)
            #expect(outcome.status == 0, "\(outcome)")
            #expect(shown().hasPrefix("sku "), "\(words) \(pager)")
        }
    }

    @Test func `a pager that does not exist loses nothing`() throws {
        let outcome = try show("stock", pager: "no-such-pager")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(shown().contains("MX-1   MTY1"))
    }

    @Test func `a pager that is left early ends the command quietly`() throws {
        let outcome = try show("events", "--wide", pager: "head -n 1")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.speech == "")
        #expect(shown().hasPrefix("seq "))
    }

    @Test func `other formats and other outputs are complete, and not paged`() throws {
        #expect(try show("stock", "--format", "csv", pager: "sed 's/^/| /'").status == 0)
        #expect(shown().hasPrefix("sku,name,warehouse,in_transit,released,available"))
        let piped = try room.tarima("stock")
        #expect(piped.output.contains("in_transit  released  available  allocated  quarantine  damaged"))
    }

    @Test func `only the columns that are asked for are shown`() throws {
        let outcome = try room.tarima("stock", "--columns", "available, sku")
        #expect(outcome.output.hasPrefix("available  sku\n       95  MX-1\n"))
        let unknown = try room.tarima("stock", "--columns", "avail")
        #expect(unknown.status == 64)
        #expect(
            unknown.speech.hasPrefix("tarima: there is no column avail; write one of sku, name, warehouse")
        )
        let csv = try room.tarima("stock", "--columns", "sku", "--format", "csv")
        #expect(csv.status == 64)
        #expect(csv.speech.hasPrefix("tarima: --columns is for tables; csv and json have all columns"))
    }

    @Test func `color is used where it is asked for`() throws {
        #expect(try room.tarima("stock", "--color", "always").output.hasPrefix("\u{1B}[1msku"))
        #expect(try room.tarima("stock", "--color", "never").output.hasPrefix("sku"))
        #expect(try room.tarima("stock", "--color", "red").status == 64)
    }
}
