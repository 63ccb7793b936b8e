import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// The origin of a value, and how it is read.
@Suite struct ProfileValuesTests {
    private static let receipts = """
        name: receipts
        header: [Ref, Art, Qty]
        columns: { document: Ref, sku: [Art, Alt], quantity: Qty, occurred_at: Day, stage: State, note: Memo }
        constants: { kind: stock_received, warehouse: MTY1 }

        """

    private func settings(_ values: [Column: String]) -> (inout ImportOptions) -> Void {
        { $0.file.values = values }
    }

    @Test func `of several columns the first that is not blank counts`() throws {
        let text =
            "Ref,Art,Alt,Qty,Day\n1,A,B,1,2026-11-13\n2,,B,1,2026-11-13\n3, \u{A0},B,1,2026-11-13\n4,,,1,2026-11-13\n"
        #expect(
            try recorded(text, by: Self.receipts, [.document, .sku]) == [
                "1 A", "2 B", "3 B", "5! Art missing_value",
            ]
        )
    }

    @Test func `a problem names the column as in the file`() throws {
        #expect(
            try recorded("Ref,Art,\u{A0}Qty ,Day\n1,A,x,2026-11-13\n", by: Self.receipts) == [
                "2! Qty not_a_number"
            ]
        )
    }

    @Test func `values are translated, and a star matches any other value`() throws {
        let text =
            "Ref,Art,Qty,Day,State\n1,A,1,2026-11-13,SELLABLE\n2,A,1,2026-11-13,EXPIRED\n3,A,1,2026-11-13,\n"
        let exact = Self.receipts + "values: { stage: { SELLABLE: available } }"
        #expect(
            try recorded(text, by: exact, [.document, .stage]) == [
                "1 available", "3 available", "3! State not_allowed",
            ]
        )
        let any = Self.receipts + "values: { stage: { SELLABLE: available, \"*\": damaged } }"
        #expect(
            try recorded(text, by: any, [.document, .stage]) == ["1 available", "2 damaged", "3 available"]
        )
    }

    @Test func `an option fills what the file lacks or leaves blank, and never overrides it`() throws {
        let text = "Ref,Art,Qty,State\n1,A,1,damaged\n2,A,1,\n"
        let given = settings([.occurredAt: "2026-11-14T00:00:00Z", .stage: "quarantine", .warehouse: "CDMX1"])
        #expect(
            try recorded(text, by: Self.receipts, [.document, .warehouse, .stage, .occurredAt], given) == [
                "1 CDMX1 damaged 2026-11-14T00:00:00Z", "2 CDMX1 quarantine 2026-11-14T00:00:00Z",
            ]
        )
    }

    @Test func `an event's own constant takes precedence over the option, and that over the profile's`()
        throws
    {
        let profile =
            Self.receipts + """
                events:
                  - record: [{ kind: stock_received, stage: damaged }, { kind: stock_adjusted }]
                """
        let given = settings([.occurredAt: "2026-11-13", .stage: "quarantine", .warehouse: "CDMX1"])
        #expect(
            try recorded("Ref,Art,Qty\n1,A,1\n", by: profile, [.kind, .warehouse, .stage], given) == [
                "stock_received CDMX1 damaged", "stock_adjusted CDMX1 quarantine",
            ]
        )
    }

    @Test func `an invalid option is reported before anything is read`() throws {
        for (column, text) in [
            (Column.stage, "availble"), (.quantity, "many"), (.occurredAt, "soon"), (.kind, "x"),
        ] {
            let failure = #expect(throws: ImportFailure.self) {
                try recorded("Ref,Art,Qty\n1,A,1\n", by: Self.receipts, [.kind], settings([column: text]))
            }
            #expect(failure?.code == .badOption)
            #expect(failure?.message.contains(text) == true)
        }
    }

    @Test func `a needed column that a file lacks is an error before any row is read, with the nearest name`()
        throws
    {
        for header in ["Ref,Art,Qty", "Ref,Art,Qty,Dday"] {
            let failure = try #require(throws: ImportFailure.self) {
                try recorded("\(header)\n1,A,1\n", by: Self.receipts)
            }
            #expect(failure.code == .unknownHeader && failure.values == .missingColumns([.occurredAt]))
            #expect(
                failure.message.contains(
                    "takes occurred_at from a column \"Day\" that the file does not have"
                )
            )
            #expect(failure.message.contains("did you mean Dday?") == header.contains("Dday"))
        }
        #expect(
            try recorded(
                "Ref,Art,Qty\n1,A,1\n",
                by: Self.receipts,
                [.sku],
                settings([.occurredAt: "2026-11-13"])
            ) == ["A"]
        )
    }

    @Test func `a column that only some kinds need, or none, may be missing`() throws {
        let text = "Ref,Art,Qty,Day\n1,A,1,2026-11-13\n"
        #expect(try recorded(text, by: Self.receipts, [.sku]) == ["A"])
        let cancelled = Self.receipts.replacing("quantity: Qty", with: "quantity: Units")
        #expect(throws: ImportFailure.self) { try recorded(text, by: cancelled) }
        let book = try Book()
        let result = try book.importFile(text) {
            $0.profile = try .reading(cancelled.replacing("stock_received", with: "order_cancelled"))
        }
        #expect(!result.append.isRefused && result.append.counts.waiting == 1)
    }

    @Test func `a problem that all rows share is counted once for each row`() throws {
        let book = try Book()
        let text = "Ref,Art,Qty,Day\n1,A,x,2026-11-13\n2,B,2,\n3,C,3,\n"
        let result = try book.importFile(text) { $0.profile = try .reading(Self.receipts) }
        let shared = result.append.sharedProblems.map { "\($0.first.column) \($0.first.code) \($0.rows)" }
        #expect(shared == ["Qty not_a_number 1", "Day missing_value 2"])
        #expect(result.append.problemsTotal == 3)
    }

    @Test func `a date is the first instant of the day, and for a count the last`() throws {
        let text =
            "kind,document,sku,warehouse,quantity,occurred_at\n"
            + "stock_received,1,A,W,1,2026-11-13\nstock_counted,2,A,W,1,2026-11-13\n"
        #expect(
            try recorded(text, by: Profile.canonical, [.document, .occurredAt]) == [
                "1 2026-11-13T06:00:00Z", "2 2026-11-14T05:59:59.999Z",
            ]
        )
        let without = "kind,document,sku,warehouse,quantity\nstock_received,1,A,W,1\nstock_counted,2,A,W,1\n"
        #expect(
            try recorded(
                without,
                by: Profile.canonical,
                [.document, .occurredAt],
                settings([.occurredAt: "2026-11-13"])
            )
                == ["1 2026-11-13T06:00:00Z", "2 2026-11-14T05:59:59.999Z"]
        )
    }

    @Test func `the option's zone takes precedence over the profile's, and that over the ledger's`() throws {
        let text = "Ref,Art,Qty,Day\n1,A,1,2026-07-01 12:00\n2,A,1,2026-07-01T12:00-04:00\n"
        #expect(
            try recorded(text, by: Self.receipts, [.occurredAt]) == [
                "2026-07-01T18:00:00Z", "2026-07-01T16:00:00Z",
            ]
        )
        let tijuana = Self.receipts + "time_zone: America/Tijuana"
        #expect(
            try recorded(text, by: tijuana, [.occurredAt]) == [
                "2026-07-01T19:00:00Z", "2026-07-01T16:00:00Z",
            ]
        )
        let shanghai = try #require(BusinessZone("Asia/Shanghai"))
        #expect(
            try recorded(text, by: tijuana, [.occurredAt]) { $0.file.zone = shanghai } == [
                "2026-07-01T04:00:00Z", "2026-07-01T16:00:00Z",
            ]
        )
    }

    @Test func `a skipped hour is refused, and of a repeated one the first is used`() throws {
        let text = "Ref,Art,Qty,Day\n1,A,1,2026-03-08 02:30\n2,A,1,2026-11-01 01:30\n"
        #expect(
            try recorded(text, by: Self.receipts + "time_zone: America/Tijuana", [.occurredAt]) == [
                "2026-11-01T08:30:00Z", "2! Day skipped_hour",
            ]
        )
    }

    @Test func `dates are read by the profile's patterns in order, and always as ISO`() throws {
        let text =
            "Ref,Art,Qty,Day\n1,A,1,13/11/2026\n2,A,1,5/4/2026\n3,A,1,1-Dec-25\n4,A,1,2026-11-13\n5,A,1,31/2/2026\n"
        #expect(
            try recorded(
                text,
                by: Self.receipts + "time_zone: UTC\ndates: [d/M/yyyy, M/d/yyyy, d-MMM-yy]",
                [.occurredAt]
            )
                == [
                    "2026-11-13T00:00:00Z", "2026-04-05T00:00:00Z", "2025-12-01T00:00:00Z",
                    "2026-11-13T00:00:00Z",
                    "6! Day not_a_date",
                ]
        )
    }

    @Test func `an amount is exact, in the row's currency or the ledger's`() throws {
        let profile = """
            name: orders
            header: [Ref, Betrag]
            columns: { document: Ref, amount: Betrag, currency: Waehrung }
            constants: { kind: order_placed, sku: A, warehouse: W, quantity: "1", occurred_at: 2026-11-13 }
            numbers: { decimal: comma, grouping: point }
            """
        let text =
            "Ref;Betrag;Waehrung\n1;1.199,50;EUR\n2;1500;JPY\n3;1,999;USD\n4;199.00;MXN\n5;5;\n6;5;Euro\n"
        #expect(
            try recorded(text, by: profile, [.document, .amount, .currency]) == [
                "1 1199.50 EUR", "2 1500 JPY", "4! Betrag not_money", "5! Betrag not_money",
                "6! currency missing_value", "7! Waehrung not_a_currency",
            ]
        )
        #expect(
            try recorded(
                "Ref;Betrag\n1;5\n",
                by: profile,
                [.amount, .currency],
                settings([.currency: "MXN"])
            )
                == ["5.00 MXN"]
        )
    }

    @Test func `a date far ahead is a warning, because day and month may be swapped`() throws {
        let book = try Book()
        let result = try book.importText(
            """
            kind,           document, sku, warehouse, quantity, occurred_at
            stock_received, 1,        A,   W,         1,        2026-11-21T11:59:59Z
            stock_received, 2,        A,   W,         1,        2026-12-11
            """
        )
        #expect(result.append.counts.recorded == 2)
        #expect(
            result.append.warnings.map { "\($0.row ?? 0) \($0.column) \($0.code)" } == [
                "3 occurred_at future_date"
            ]
        )
    }

    @Test func `rows that state a line or wait have the same warnings as events`() throws {
        let book = try Book()
        let waiting = try book.importText(
            """
            kind,             document,        shipment, order, sku, warehouse, quantity, occurred_at
            customs_released, 251637464000123, S1,       ,      ,    W,         ,         2026-11-02
            return_received,  R1,              ,         O1,    ,    W,         1,        2026-12-11
            """
        )
        #expect(waiting.append.counts.waiting == 2)
        #expect(
            waiting.append.warnings.map { "\($0.row ?? 0) \($0.column) \($0.code)" } == [
                "2 pedimento pedimento_year", "3 occurred_at future_date",
            ]
        )
        let profile = try Profile.reading(
            """
            name: orders
            source: shop
            header: [order, state]
            columns: { document: order, sku: sku, quantity: units }
            constants: { warehouse: W }
            stated_at: updated
            status: state
            statuses: { sent: [order_placed, order_shipped] }
            """
        )
        let stated = try book.importText(
            "order,state,sku,units,updated\n1,sent,A,1,2026-12-11\n2,sent,A,1,2026-11-10\n"
        ) { $0.profile = profile }
        #expect(
            stated.append.warnings.map { "\($0.row ?? 0) \($0.column) \($0.code)" } == [
                "2 occurred_at future_date"
            ]
        )
    }

    @Test func `a digit lost in a spreadsheet is refused, never guessed`() throws {
        let text = "Ref,Art,Qty,Day\n1,A,4E+2,2026-11-13\n2,A,1.5,2026-11-13\n3,A,See ASN-93,2026-11-13\n"
        #expect(
            try recorded(text, by: Self.receipts) == [
                "2! Qty not_a_number", "3! Qty not_a_number", "4! Qty not_a_number",
            ]
        )
    }

    @Test func `a short footer is ignored by a rule for what it has, a row that was cut off is not`() throws {
        let ignore = """
            ignore:
              - { when: { Ref: "*record(s) downloaded" }, because: the footer }
              - { when: { Qty: "" }, because: no goods }

            """
        let text = "Ref,Art,Qty,Day\n1,A,1,2026-11-13\n2,A,,\n3,A\n2 record(s) downloaded\n"
        #expect(
            try recorded(text, by: Self.receipts + "\n" + ignore, [.document]) == [
                "1", "4!  too_few_fields", "ignored 2",
            ]
        )
    }

    @Test func `a row with too few or too many fields is rejected, trailing empty ones are harmless`() throws
    {
        let text = "Ref,Art,Qty,Day\n1,A,1\n2,A,1,2026-11-13,,\n3,A,1,2026-11-13,x\n4,A,1,2026-11-13\n"
        #expect(
            try recorded(text, by: Self.receipts, [.document]) == [
                "2", "4", "2!  too_few_fields", "4!  too_many_fields",
            ]
        )
    }
}
