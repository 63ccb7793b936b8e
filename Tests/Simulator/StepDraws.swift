import InventoryLedger
import TestSupport

/// Draws the steps of a simulation. Each step has its own random numbers, so that the outcome of one does not change
/// later ones.
struct StepDraws {
    let season: Season
    let stories: [OrderStory]
    private let papers: [[SeasonRow]]
    /// The number of rows of the season with each key.
    private var membersOfKey: [[UInt8]: Int] = [:]

    init(_ season: Season, _ stories: [OrderStory]) {
        self.season = season
        self.stories = stories
        papers = season.papers + season.openings
        for row in papers.joined() { membersOfKey[row.groupKey, default: 0] += 1 }
    }

    /// The next step.
    ///
    /// - Parameter files: the files of earlier steps.
    func step(_ number: Int, _ model: ModelLedger, files: [SimulatedFile], hasBackup: Bool, canKill: Bool)
        -> Step
    {
        var random = SeededDraws(seed: season.seed &* 1_000_003 &+ UInt64(number))
        switch random.number(1...100) {
        case ...58: return .act(act(number, model, files, &random))
        case ...62:
            let act = act(number, model, files, &random)
            return canKill ? .kill(act, share: Double(random.number(0...130)) / 100) : .act(act)
        case ...70:
            let act = act(number, model, files, &random)
            return canKill ? .fault(act, Self.fault(&random)) : .act(act)
        case ...74: return .dryRun(file(number, files, &random), random.pick([.fail, .keep, .amend]))
        case ...77: return .interrupt(file(number, files, &random), after: random.number(1...4))
        case ...80: return .checkSums
        case ...83: return .backup
        case ...86: return hasBackup ? .restore : .backup
        case ...89: return .reopen
        case ...91: return .exportIntoAnother
        case ...93: return .sellThrough(day: random.number(season.days), days: random.number(1...9))
        case ...95: return .reports
        default:
            return .clock(milliseconds: random.pick([-86_400_000, -1, 0, 1, 1000, 3_600_000, 86_400_000]))
        }
    }

    /// An end of the process or an error at one of the action's disk calls.
    private static func fault(_ random: inout SeededDraws) -> String {
        let call = random.pick([random.number(1...30), random.number(1...120)])
        switch random.number(1...3) {
        case 1: return "any:\(call):kill"
        case 2: return "write:\(call):killhalf"
        default:
            let calls = random.pick(["open", "read", "write", "sync", "truncate", "lock", "map", "delete"])
            let number = random.pick([1, random.number(1...6), random.number(1...40)])
            return "\(calls):\(number):\(random.pick(["EIO", "ENOSPC", "EACCES"]))\(random.pick(["", ":on"]))"
        }
    }

    private func act(
        _ number: Int,
        _ model: ModelLedger,
        _ files: [SimulatedFile],
        _ random: inout SeededDraws
    ) -> Step.Act {
        if !model.batches.isEmpty, random.chance(34) { return .undo(random.number(1...model.batches.count)) }
        if random.chance(4) { return .rebuild }
        let file = file(number, files, &random)
        let skips = random.chance(60)
        let policy: ConflictPolicy = random.pick([.fail, .keep, .amend, .amend])
        // Which of several rows without ids an amendment means is undetermined.
        let isAmbiguous = policy == .amend && conflictsInGroups(file, model)
        return .take(file, isAmbiguous ? .keep : policy, skipsRejected: skips)
    }

    private func conflictsInGroups(_ file: SimulatedFile, _ model: ModelLedger) -> Bool {
        guard case .papers(let rows) = file.content else { return false }
        let grouped = rows.filter { membersOfKey[$0.groupKey, default: 0] > 1 }
        var copy = model
        let tried = SimulatedFile("", grouped, season.clock, seed: 0)
        return copy.take(tried, policy: .fail, skipsRejected: true, now: 0).counts.conflicts > 0
    }

    private func file(_ number: Int, _ files: [SimulatedFile], _ random: inout SeededDraws) -> SimulatedFile {
        if !files.isEmpty, random.chance(20) { return random.pick(files) }
        if random.chance(25) { return orderExport(number, &random) }
        let version = random.chance(30) ? random.number(1...2) : 0
        let isBrief = random.chance(20)
        var rows: [SeasonRow] = []
        for paper in random.shuffled(papers).prefix(random.number(1...9)) {
            let kept = random.chance(40) ? random.number(1...paper.count) : paper.count
            rows += paper.prefix(kept).map { row in
                guard membersOfKey[row.groupKey] == 1 else { return row }
                let corrected = version > 0 && random.chance(30) ? corrected(row, version) : row
                return isBrief ? brief(corrected, &random) : corrected
            }
        }
        rows = random.shuffled(rows)
        if random.chance(15) {
            for bad in 0..<random.number(1...2) {
                rows.insert(badRow("BAD-\(number)-\(bad)", &random), at: random.number(0...rows.count))
            }
        }
        return SimulatedFile("file-\(number).csv", rows, season.clock, seed: random.next())
    }

    /// A later version of a row.
    private func corrected(_ row: SeasonRow, _ version: Int) -> SeasonRow {
        var row = row
        if let units = row.units, row.kind == "stock_opened" || units % 2 == 0 {
            row.units = units + Int64(version) * 100
        } else if !row["reason"].isEmpty {
            row["reason"] = "corrected \(version)"
        } else {
            row.at += Int64(version) * 60_000
        }
        return row
    }

    /// The row as stated by a source that knows less.
    private func brief(_ row: SeasonRow, _ random: inout SeededDraws) -> SeasonRow {
        var row = row
        for column in SeasonRow.fillColumns where random.chance(50) {
            let isNeeded =
                column == "eta" && row.kind == "eta_changed"
                || column == "shipment" && row.kind != "stock_received"
            if !isNeeded { row[column] = "" }
        }
        return row
    }

    private func badRow(_ document: String, _ random: inout SeededDraws) -> SeasonRow {
        let sku = random.chance(50) ? season.skus[0] : ""
        return SeasonRow(
            sku.isEmpty ? "stock_adjusted" : random.pick(["stock_recieved", "stock_adjusted"]),
            sku.isEmpty ? 5 : 0,
            at: season.rows[0].at,
            ["document": document, "sku": sku, "warehouse": season.warehouses[0]]
        )
    }

    /// Some states of some lines: an old export, a new one, or rows of both.
    private func orderExport(_ number: Int, _ random: inout SeededDraws) -> SimulatedFile {
        var states: [SimulatedFile.State] = []
        for line in stories.indices where random.chance(60) {
            let count = stories[line].states.count
            let picked =
                random.chance(70)
                ? [random.number(0...count - 1)] : random.some(Array(0..<count), percent: 60)
            states += picked.map { SimulatedFile.State(line: line, state: $0) }
        }
        if states.isEmpty { states = [SimulatedFile.State(line: 0, state: 0)] }
        return SimulatedFile("orders-\(number).csv", random.shuffled(states), of: stories, season.clock)
    }
}
