import TestSupport
import Testing

@testable import InventoryLedger

/// The worked example of a plan, in a ledger.
@Suite struct PlanTests {
    static let asOf = Instant(milliseconds: 1_789_970_399_999)

    private static func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    /// Orders of a SKU, so many each day.
    private static func orders(_ sku: String, _ perDay: Int, from: String, to: String, _ mark: String) throws
        -> String
    {
        var text = ""
        for day in try date(from).dayNumber...date(to).dayNumber {
            let date = CalendarDate(dayNumber: day)
            text += "sale_shipped,\(mark)-\(sku)-\(date),\(sku),MTY1,\(perDay),\(date)T10:00\n"
        }
        return text
    }

    /// Lamps and fans: the promotion of 2025 sold 66 and 24, 53 days before it they sold 4 and 2 a day; now they sell 6
    /// and 3 a day, and 330 lamps and 20 fans are left on 2026-09-20.
    static func season(_ change: (inout String) -> Void = { _ in }) throws -> Book {
        let book = try Book()
        var text = "kind,document,sku,warehouse,quantity,occurred_at\n"
        text += "stock_received,G1,LAMP,MTY1,2000,2025-07-01\nstock_received,G2,FAN,MTY1,2000,2025-07-01\n"
        text += try orders("LAMP", 4, from: "2025-08-20", to: "2025-09-24", "A")
        text += try orders("FAN", 2, from: "2025-08-20", to: "2025-09-24", "A")
        // The promotion of five days.
        for (sku, units) in [("LAMP", [13, 13, 13, 13, 14]), ("FAN", [5, 5, 5, 5, 4])] {
            for (day, count) in zip(13...17, units) {
                text += "sale_shipped,P-\(sku)-\(day),\(sku),MTY1,\(count),2025-11-\(day)T10:00\n"
            }
        }
        text += try orders("LAMP", 6, from: "2026-08-22", to: "2026-09-20", "B")
        text += try orders("FAN", 3, from: "2026-08-22", to: "2026-09-20", "B")
        // What a count found to be missing.
        text += "stock_adjusted,K1,LAMP,MTY1,-1280,2026-09-20T12:00\n"
        text += "stock_adjusted,K2,FAN,MTY1,-1794,2026-09-20T12:00\n"
        change(&text)
        try book.importFile(text)
        for (name, from, to) in [
            ("fin-2025", "2025-11-13", "2025-11-17"), ("fin-2026", "2026-11-12", "2026-11-16"),
        ] {
            try declare(name, from, to, in: book)
        }
        var lamp = Item(sku: "LAMP", name: "Lamp")
        lamp.cartonUnits = 12
        lamp.unitCM3 = 20_000
        lamp.unitG = 1500
        lamp.unitCost = Money(minorUnits: 600, currency: try Currency("USD"))
        try book.ledger.declare(items: [lamp])
        return book
    }

    private static func declare(
        _ name: String,
        _ from: String,
        _ to: String,
        cutoffs: [Cutoff] = [],
        in book: Book
    ) throws {
        try book.ledger.declare(
            promotion: Promotion(
                name: name,
                from: date(from),
                to: date(to),
                timeZone: "America/Mexico_City",
                cutoffs: cutoffs
            )
        )
    }

    static func query(_ traffic: String = "1.10") throws -> PlanQuery {
        var query = PlanQuery(promotion: "fin-2026")
        query.traffic = try #require(Fraction(decimal: traffic))
        query.safety = Fraction(decimal: "0.15")
        query.time = ReportTime(asOf: asOf)
        return query
    }

    @Test func `a plan learns from what was ordered, whatever became of the orders`() throws {
        let book = try Self.season()
        let before = try book.ledger.plan(Self.query()).rows.map(\.soldLike)
        try book.importFile(
            "kind,document,order,sku,warehouse,quantity,occurred_at\n"
                + "return_received,V1,P-LAMP-13,LAMP,MTY1,3,2025-11-20T10:00\n"
        )
        let report = try book.ledger.sellThrough(
            promotion: "fin-2025",
            time: ReportTime(asOf: Self.asOf)
        )
        #expect(report.rows.map(\.returned) == [0, 3])
        #expect(report.rows.map(\.ordered) == [24, 66])
        #expect(try book.ledger.plan(Self.query()).rows.map(\.soldLike) == before)
    }

    @Test func `the worked example comes out to the unit and the day`() throws {
        let book = try Self.season()
        let plan = try book.ledger.plan(Self.query())
        #expect(plan.plannedOn.description == "2026-09-20")
        #expect(plan.like?.name == "fin-2025")
        #expect(plan.pooledUplift == Fraction(3))
        let lamp = try #require(plan.rows.first { $0.sku == "LAMP" })
        #expect(lamp.rate == Fraction(6))
        #expect(lamp.rateLike == Fraction(4))
        #expect(lamp.soldLike == Fraction(66))
        #expect(lamp.uplift.description == "3.05")
        #expect(lamp.forecast.description == "100.65")
        #expect(lamp.target == 116)
        #expect(lamp.sellable == 330)
        #expect(lamp.position == Fraction(30) && lamp.bridge == Fraction(18))
        #expect(lamp.need == 104)
        #expect(lamp.first?.units == 72 && lamp.first?.mode == .sea)
        #expect(lamp.first?.shipBy.description == "2026-09-23")
        #expect(lamp.second?.units == 36 && lamp.second?.mode == .air)
        #expect(lamp.second?.shipBy.description == "2026-10-16")
        #expect(lamp.decideBy?.description == "2026-10-14")
        #expect(lamp.runsOutOn?.description == "2026-11-14")
        #expect(lamp.cost?.description == "648.00 USD")
        #expect(lamp.warnings == [])
        let fan = try #require(plan.rows.first { $0.sku == "FAN" })
        #expect(fan.uplift.decimal(places: 3) == "2.945")
        #expect(fan.warnings == [.noCarton])
        let totals = try plan.totals()
        #expect(totals.map(\.mode) == [.sea, .air])
        #expect(totals[1].cubicMetres == nil)
        var lampOnly = try Self.query()
        lampOnly.sku = "LAMP"
        let sea = try book.ledger.plan(lampOnly).totals()[0]
        #expect(sea.units == 72 && sea.cartons == 6)
        #expect(sea.cubicMetres?.description == "1.44" && sea.kilograms?.description == "108")
    }

    @Test func `a promotion that is near is supplied by air, or not at all`() throws {
        let book = try Self.season()
        for (name, from) in [("soon", "2026-10-31"), ("sooner", "2026-09-25"), ("now", "2026-09-20")] {
            try book.ledger.declare(
                promotion: Promotion(
                    name: name,
                    from: Self.date(from),
                    to: Self.date(from),
                    timeZone: "America/Mexico_City"
                )
            )
        }
        var query = try Self.query()
        query.like = "fin-2025"
        query.promotion = "soon"
        let soon = try #require(try book.ledger.plan(query).rows.first { $0.sku == "FAN" })
        #expect(soon.first?.mode == .air && soon.warnings == [.noCarton])
        // Nobody ordered in the 30 days before that distance of 2025, so the forecast is the rate times traffic.
        query.promotion = "sooner"
        query.traffic = Fraction(10)
        let late = try #require(try book.ledger.plan(query).rows.first { $0.sku == "FAN" })
        #expect(late.warnings == [.noHistory, .tooLate, .oneChannel, .noCarton])
        #expect(late.lateRisk == 1)
        query.promotion = "now"
        let error = #expect(throws: LedgerError.self) { try book.ledger.plan(query) }
        #expect(error?.code == .promotionStarted)
    }

    @Test func `without an earlier promotion the uplift is 1, and the plan says so`() throws {
        let book = try Self.season()
        try book.ledger.removePromotion("fin-2025")
        let plan = try book.ledger.plan(Self.query("1"))
        #expect(plan.warnings == [.noLike])
        #expect(plan.rows.first { $0.sku == "LAMP" }?.uplift == .one)
        var query = try Self.query()
        query.like = "fin-2026"
        #expect(throws: LedgerError.self) { try book.ledger.plan(query) }
        query.like = "nothing"
        #expect(throws: LedgerError.self) { try book.ledger.plan(query) }
    }

    @Test(arguments: ["1", "0", "-0.5", "2"])
    func `a service that cannot be reached is refused`(service: String) throws {
        let book = try Self.season()
        var query = try Self.query()
        query.service = Fraction(decimal: service)
        #expect(throws: LedgerError.self) { try book.ledger.plan(query) }
    }

    @Test func `shipments count if they arrive in time, and a cutoff moves the day`() throws {
        let book = try Self.season { text in
            text += "shipment_dispatched,S-1,LAMP,MTY1,50,2026-09-20T13:00\n"
        }
        // The shipment has no mode, so nobody knows when it arrives.
        let unknown = try #require(try book.ledger.plan(Self.query()).rows.first { $0.sku == "LAMP" })
        #expect(unknown.atRisk == 50 && unknown.incoming == 0)
        #expect(unknown.warnings == [.unknownMode])
        let bySea = try Self.season { text in
            text =
                text.split(separator: "\n").map { $0 + (text.hasPrefix($0) ? ",mode" : ",") }
                .joined(separator: "\n") + "\n"
            text += "shipment_dispatched,S-1,LAMP,MTY1,50,2026-09-20T13:00,sea\n"
        }
        let lamp = try #require(try bySea.ledger.plan(Self.query()).rows.first { $0.sku == "LAMP" })
        #expect(lamp.incoming == 50 && lamp.position == Fraction(80))
        #expect(lamp.first?.units == 24)
        try bySea.ledger.removePromotion("fin-2026")
        let cutoff = try Cutoff(warehouse: "MTY1", day: Self.date("2026-10-30"))
        try Self.declare("fin-2026", "2026-11-12", "2026-11-16", cutoffs: [cutoff], in: bySea)
        let early = try #require(try bySea.ledger.plan(Self.query()).rows.first { $0.sku == "LAMP" })
        #expect(early.readyBy.description == "2026-10-30" && early.cutoff == early.readyBy)
        #expect(early.atRisk == 50 && early.incoming == 0)
        #expect(early.bridge == Fraction(6 * 13))
        #expect(early.first?.mode == .air)
    }

    @Test func `a promotion without a year in its name is an earlier one, too`() throws {
        let book = try Self.season()
        try book.ledger.removePromotion("fin-2025")
        try Self.declare("fin", "2025-11-13", "2025-11-17", in: book)
        let plan = try book.ledger.plan(Self.query())
        #expect(plan.like?.name == "fin" && plan.pooledUplift == Fraction(3))
    }

    @Test func `one large order and a negative book are pointed out`() throws {
        let book = try Self.season { text in
            text += "sale_shipped,BULK,LAMP,MTY1,60,2025-11-15T12:00\n"
            text += "sale_shipped,NEG,GHOST,MTY1,3,2026-09-10T12:00\n"
        }
        let plan = try book.ledger.plan(Self.query())
        #expect(plan.rows.first { $0.sku == "LAMP" }?.warnings == [.bulk])
        let ghost = try #require(plan.rows.first { $0.sku == "GHOST" })
        #expect(ghost.warnings.contains(.negativeBook) && ghost.warnings.contains(.noRate))
    }

    @Test func `a plan that reaches into 2027 says that its holidays are estimated`() throws {
        let book = try Self.season()
        try book.ledger.declare(
            promotion: Promotion(
                name: "spring",
                from: Self.date("2027-03-01"),
                to: Self.date("2027-03-05"),
                timeZone: "America/Mexico_City"
            )
        )
        var query = try Self.query()
        query.promotion = "spring"
        #expect(try book.ledger.plan(query).warnings == [.noLike, .estimatedCalendar])
    }

    @Test func `a recorded plan can be computed again, whatever was recorded since`() throws {
        let book = try Self.season()
        let plan = try book.ledger.plan(Self.query())
        try book.ledger.declare(plan: plan.lines(), of: "fin-2026", parameters: plan.parameters)
        #expect(try book.ledger.plan(of: "fin-2026").map(\.stockTarget) == plan.rows.map(\.target))
        book.setNow(Book.now.advanced(byMilliseconds: 3_600_000))
        try book.importFile(
            "kind,document,sku,warehouse,quantity,occurred_at\nsale_shipped,LATE,LAMP,MTY1,90,2026-09-19T12:00\n"
        )
        var item = try #require(book.ledger.items()["LAMP"])
        item.cartonUnits = 50
        try book.ledger.declare(items: [item])
        let parameters = try #require(try book.ledger.planParameters(of: "fin-2026"))
        let again = try book.ledger.plan(PlanQuery(promotion: "fin-2026", recorded: parameters))
        #expect(try again.rows.map { try $0.steps(of: again) } == plan.rows.map { try $0.steps(of: plan) })
        #expect(try book.ledger.plan(Self.query()).rows.first { $0.sku == "LAMP" }?.sellable == 240)
        // A plan by hand takes the place of the computed one.
        try book.ledger.declare(plan: [PlanLine(sku: "LAMP", forecast: 9)], of: "fin-2026")
        #expect(try book.ledger.planParameters(of: "fin-2026") == nil)
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `every figure says how it is computed`() throws {
        let book = try Self.season()
        let plan = try book.ledger.plan(Self.query())
        let lamp = try #require(plan.rows.first { $0.sku == "LAMP" })
        let steps = try lamp.steps(of: plan)
        func value(_ figure: String) -> String? { steps.first { $0.figure == figure }?.value }
        #expect(value("uplift") == "3.05")
        #expect(steps.first { $0.figure == "uplift" }?.inputs == "(300 + 66) / (300 / 3 + 4 x 5)")
        #expect(value("target") == "116")
        #expect(value("first") == "72")
        #expect(
            steps.first { $0.figure == "first" }?.inputs == "76 + 18 - 30 = 64; cartons of 12, at least -"
        )
        #expect(value("second_ship_by") == "2026-10-16")
        #expect(steps.map(\.figure).contains("decide_by"))
    }

    @Test func `a review says by how much the rate and the uplift were off`() throws {
        let book = try Self.season()
        let plan = try book.ledger.plan(Self.query())
        #expect(throws: LedgerError.self) { try book.ledger.planReview(of: "fin-2026") }
        try book.ledger.declare(plan: plan.lines(), of: "fin-2026", parameters: plan.parameters)
        var text = "kind,document,sku,warehouse,quantity,occurred_at\n"
        text += "stock_received,G9,LAMP,MTY1,108,2026-11-05\n"
        text += try Self.orders("LAMP", 5, from: "2026-10-13", to: "2026-11-11", "C")
        for day in 12...16 { text += "sale_shipped,Q\(day),LAMP,MTY1,16,2026-11-\(day)T10:00\n" }
        try book.importFile(text)
        let review = try book.ledger.planReview(of: "fin-2026")
        let lamp = try #require(review.rows.first { $0.sku == "LAMP" })
        #expect(lamp.sold == Fraction(80))
        #expect(try lamp.error().description == "20.65")
        #expect(lamp.actualRate == Fraction(5))
        // 1 unit a day too much, for 5 days at 3.355 times; the rest is the uplift: 25 x (3.355 - 3.2).
        #expect(try lamp.rateEffect()?.description == "16.775")
        #expect(try lamp.upliftEffect()?.description == "3.875")
        #expect(lamp.arrived == 108)
        #expect(lamp.readyUnits == 330 + 108 - 150)
    }
}
