/// A place and an instant whose stock is asked for.
struct StockQuestion {
    /// The place and the instant, without units.
    let place: StockAssertion
    let sku: Int64
    let warehouse: Int64
}

/// The stock of a SKU in a warehouse at an instant.
struct StockThen {
    fileprivate(set) var units = StockUnits()
    /// Units that came to the place or left it within 24 hours before and after.
    fileprivate(set) var moved: Int64 = 0

    init(units: StockUnits = StockUnits()) { self.units = units }

    /// The units at a stage, which may be a sum of stages.
    func units(at stage: Stage) throws -> Int64 {
        stage == .sellable ? try units.sellable() : units.units(at: stage)
    }
}

/// sums and events -> the stock of SKUs in warehouses, each at some instants, from one pass through the sums.
final class StockAtInstants {
    private let view: BookView
    private let moves: MoveReader
    private var tracks: [Track] = []
    /// The places of the SKUs in `tracks`.
    private var numbers: [Int64: Int] = [:]
    private var questions: [StockQuestion] = []
    private var answers: [Answer] = []
    /// The places in warehouses that a route's moves leave and reach, by route and opening.
    private var ends = PhaseTable<Ends>()

    private struct Ends {
        let from: Slot?
        let to: Slot?

        init(_ ends: RouteEnds?) {
            from = ends.flatMap { Slot($0.from) }
            to = ends.flatMap { Slot($0.to) }
        }
    }

    private struct Slot: Equatable {
        let warehouse: Int64
        let stage: Stage

        /// Nil for a place outside of warehouses.
        init?(_ place: PlaceKey) {
            guard place.isInWarehouse, let stage = Stage(rawValue: place.stage) else { return nil }
            warehouse = place.warehouse
            self.stage = stage
        }
    }

    /// The units of a SKU by place in warehouses, which are few.
    private struct Shelves {
        private(set) var all: [(slot: Slot, units: Int128)] = []

        mutating func add(_ units: Int64, along ends: Ends) {
            // proven: a 64-bit number in 128 bits.
            if let from = ends.from { add(-Int128(units), at: from) }
            if let to = ends.to { add(Int128(units), at: to) }
        }

        private mutating func add(_ units: Int128, at slot: Slot) {
            if let index = all.firstIndex(where: { $0.slot == slot }) {
                // proven: sums of 64 bits, of which there are fewer than 2^63.
                all[index].units += units
            } else {
                all.append((slot, units))
            }
        }
    }

    /// A SKU with its questions in order of time, and its stock up to some day.
    private struct Track {
        var asked: [Asked]
        var next = 0
        var stock = Shelves()
    }

    private struct Asked {
        let question: Int
        let at: Instant
        let day: Int
        /// Whether the instant is the last one of its day, for which the sums are enough.
        let isEndOfDay: Bool
    }

    /// An answer while it is worked out: from the sums, and perhaps the moves of the last, partial day.
    private struct Answer {
        var stock = Shelves()
        var partialDay: Int?
    }

    init(_ view: BookView) throws {
        self.view = view
        moves = try MoveReader(view, isWanted: { $0.ends != nil })
    }

    /// The answer to each question.
    ///
    /// - Parameter withMoves: also counts the units that moved around each instant.
    func answers(to questions: [StockQuestion], withMoves: Bool) throws -> [(StockQuestion, StockThen)] {
        self.questions = questions
        answers = Array(repeating: Answer(), count: questions.count)
        for (sku, indices) in Dictionary(grouping: questions.indices, by: { questions[$0].sku }) {
            numbers[sku] = tracks.count
            tracks.append(
                Track(asked: indices.map(asked).sorted { ($0.at, $0.question) < ($1.at, $1.question) })
            )
        }
        let skus = tracks.count > Self.skusMax ? nil : numbers.keys.sorted()
        guard let last = tracks.compactMap(\.asked.last?.at).max() else { return [] }
        let end = view.zone.end(ofDay: view.zone.day(of: last))
        try MovementTotals(view).forEachDay(upTo: end, skus: skus) { day, sku, cells in
            try fold(day, sku, cells)
        }
        for number in tracks.indices { answer(number, before: .max) }
        return try finished(withMoves: withMoves)
    }

    /// From this number of SKUs on, all are read at once instead of one by one.
    private static let skusMax = 200

    private func asked(_ question: Int) -> Asked {
        let at = questions[question].place.at
        let known = view.time.asOf.map { min($0, at) } ?? at
        let day = view.zone.day(of: known)
        return Asked(question: question, at: known, day: day, isEndOfDay: known == view.zone.end(ofDay: day))
    }

    // MARK: Sums

    /// Adds a day of a SKU, whose days come in order.
    private func fold(_ day: Int, _ sku: Int64, _ cells: [RouteCell]) throws {
        guard let number = numbers[sku] else { return }
        answer(number, before: day)
        for cell in cells { tracks[number].stock.add(cell.units, along: try ends(of: cell.phase)) }
    }

    /// Answers the questions of a SKU that are about earlier days, or about a part of this day.
    private func answer(_ number: Int, before day: Int) {
        while tracks[number].next < tracks[number].asked.count {
            let asked = tracks[number].asked[tracks[number].next]
            guard asked.day < day || asked.day == day && !asked.isEndOfDay else { break }
            answers[asked.question].stock = tracks[number].stock
            if asked.day == day { answers[asked.question].partialDay = day }
            tracks[number].next += 1
        }
    }

    private func ends(of phase: RoutePhase) throws -> Ends {
        if let known = ends[phase] { return known }
        let route = try view.names.routes.route(phase.route)
        let made = Ends(phase.isBeforeOpening ? route.endsBeforeOpening : route.ends)
        ends[phase] = made
        return made
    }

    // MARK: Events

    private func finished(withMoves: Bool) throws -> [(StockQuestion, StockThen)] {
        var finished: [(StockQuestion, StockThen)] = []
        // By day, because the events of a day are near each other in the log, and those of a SKU are not.
        let order = questions.indices.map(asked).sorted { one, other in
            (one.day, questions[one.question].sku, one.question)
                < (other.day, questions[other.question].sku, other.question)
        }
        var days = RecentDays()
        for asked in order {
            days.forget(before: asked.day - 3)
            let question = questions[asked.question]
            let answer = answers[asked.question]
            var stock = answer.stock
            if let day = answer.partialDay {
                for move in try days.moves(moves, sku: question.sku, day: day)
                where move.occurredAt <= asked.at {
                    stock.add(move.units, along: Ends(move.ends))
                }
            }
            var then = StockThen()
            for (slot, units) in stock.all where slot.warehouse == question.warehouse {
                guard let units = Int64(exactly: units) else { throw SumOverflow(sku: question.sku) }
                try then.units.add(units, at: slot.stage)
            }
            if withMoves { then.moved = try moved(around: question, &days) }
            finished.append((question, then))
        }
        return finished
    }

    /// The moves of SKUs on the days last read.
    private struct RecentDays {
        private struct Key: Hashable {
            let sku: Int64
            let day: Int
        }

        private var days: [Key: [LoggedMove]] = [:]
        private var first = Int.min

        mutating func moves(_ reader: MoveReader, sku: Int64, day: Int) throws -> [LoggedMove] {
            let key = Key(sku: sku, day: day)
            if let known = days[key] { return known }
            let read = try reader.moves(onDay: day, sku: sku)
            days[key] = read
            return read
        }

        /// Forgets earlier days.
        mutating func forget(before day: Int) {
            guard day > first else { return }
            first = day
            days = days.filter { $0.key.day >= day }
        }
    }

    private func moved(around question: StockQuestion, _ days: inout RecentDays) throws -> Int64 {
        let at = question.place.at
        let stage = question.place.stage
        let span =
            at.advanced(
                byMilliseconds: -Instant.dayMilliseconds
            )...at.advanced(
                byMilliseconds: Instant.dayMilliseconds
            )
        var moved: Int64 = 0
        for day in view.zone.day(of: span.lowerBound)...view.zone.day(of: span.upperBound) {
            for move in try days.moves(moves, sku: question.sku, day: day)
            where span.contains(move.occurredAt) && move.warehouse == question.warehouse {
                guard let ends = move.ends else { continue }
                let isIn = ends.to.isInWarehouse && stage.includes(ends.to.stage)
                let isOut = ends.from.isInWarehouse && stage.includes(ends.from.stage)
                // Units in and out count alike; a reversal subtracts.
                let units = (move.units < 0) == move.isReversal ? move.units : try move.units.negated()
                if isIn != isOut { moved = try moved.adding(units) }
            }
        }
        return moved
    }
}
