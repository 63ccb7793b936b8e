import CentralStore
import InventoryLedger
import TestSupport
import WarehouseExports

/// Random ledgers of one business, and beside them one ledger that records everything that they record, in the order of
/// the clock.
struct ManyLedgers {
    let ledgers: [Book]
    let one: Book
    let season: Season
    private var random: SeededDraws
    private var minutes: Int64 = 0
    /// By batch of the one ledger: whose it is, and its number there.
    private var origins: [(ledger: Int, batch: Int64)] = []

    init(seed: UInt64, count: Int) throws {
        season = Season(seed: seed)
        let zone = season.clock.zone
        ledgers = try (0..<count).map { _ in try Book(zone: zone) }
        one = try Book(zone: zone)
        random = SeededDraws(seed: seed &+ 19_000)
    }

    /// Records the season: each paper in some ledger, some twice, some batches undone.
    ///
    /// - Parameter step: runs after each few papers.
    mutating func record(_ step: (ManyLedgers) throws -> Void = { _ in }) throws {
        var papers = random.shuffled(season.papers + season.openings)
        while !papers.isEmpty {
            let taken = Array(papers.prefix(random.number(1...6)))
            papers = Array(papers.dropFirst(taken.count))
            let place = random.number(0...ledgers.count - 1)
            try importPapers(taken, into: place)
            if random.chance(15) { try importPapers(taken, into: place) }
            if random.chance(20) { try undoSome() }
            try step(self)
        }
    }

    private mutating func tick() {
        minutes += Int64(random.number(1...90))
        let now = Book.now.advanced(byMilliseconds: minutes * 60_000)
        for book in ledgers + [one] { book.setNow(now) }
    }

    private mutating func importPapers(_ papers: [[SeasonRow]], into place: Int) throws {
        tick()
        let policy = random.pick([ConflictPolicy.keep, .amend])
        for book in [ledgers[place], one] {
            try book.importPapers(papers, of: season) {
                $0.append.onConflict = policy
                $0.append.skipsRejected = true
            }
        }
        try note(place)
    }

    /// Notes whose the last batch of the one ledger is, if there is a new one.
    private mutating func note(_ place: Int) throws {
        let (all, own) = (try one.ledger.batches().count, try ledgers[place].ledger.batches().count)
        while origins.count < all { origins.append((place, Int64(own))) }
    }

    private mutating func undoSome() throws {
        guard !origins.isEmpty else { return }
        let number = random.number(0...origins.count - 1)
        let (place, batch) = origins[number]
        tick()
        _ = try? ledgers[place].ledger.undo(batch: batch)
        _ = try? one.ledger.undo(batch: Int64(number) + 1)
        try note(place)
    }

    /// Ships the ledgers in a random order, some in several parts, until the book has everything.
    ///
    /// - Parameter disturb: runs at random while something is copied. The ship that it ends is tried again.
    mutating func ship(
        to book: String,
        _ connect: () throws -> CentralStore,
        disturb: (() throws -> Void)? = nil
    ) throws {
        var wasDisturbed = false
        for round in 1...3 {
            for place in random.shuffled(Array(ledgers.indices)) where round == 3 || random.chance(60) {
                // All ledgers were made in the same millisecond. One without batches is the beginning of each of them,
                // and is refused as an older copy.
                if try ledgers[place].ledger.batches().isEmpty { continue }
                var options = CentralStore.ShipOptions()
                options.name = "ledger-\(place)"
                options.events = Int64(random.pick([1, 7, 40, 100_000]))
                var isShipped = false
                while !isShipped {
                    var isDisturbed = false
                    if let disturb {
                        // The first ship is disturbed at once, however little it sends.
                        let calls = wasDisturbed ? random.number(1...9) : 1
                        var count = 0
                        options.progress = { _, _ in
                            count += 1
                            if count == calls {
                                isDisturbed = true
                                wasDisturbed = true
                                try? disturb()
                            }
                        }
                    }
                    do {
                        _ = try connect().ship(ledgers[place].ledger, to: book, options)
                        isShipped = true
                    } catch let error as CentralError
                        where isDisturbed && [.unreachable, .lostAtCommit].contains(error.code)
                    {
                        // What was committed stays.
                    }
                }
            }
        }
    }
}
