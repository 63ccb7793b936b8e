/// statements of a group -> the lines that they state.
///
/// With a line id, all of them state one line. Without, the lines of one SKU are matched export by export: unchanged
/// rows keep their lines, the others go to the lines that change in the fewest facts, and the rest are new. The
/// result depends neither on the order of rows in a file nor on the order of files.
struct StatedGroup {
    typealias Entry = StatedLine.Entry

    private(set) var lines: [StatedLine] = []
    /// Statements whose line is unclear and stays so after later exports.
    private(set) var unclear: Set<Int64> = []
    /// Statements of lines that are cancelled, and may have been shipped before or not.
    private(set) var uncertain: Set<Int64> = []

    /// - Parameters:
    ///   - entries: all statements of the group that count, except references to orders or shipments.
    ///   - whole: the exports that list the whole document, with or without the group.
    init(_ entries: [Entry], hasID: Bool, whole: [WholeExport]) {
        guard entries.count > 1 || !whole.isEmpty else {
            lines = entries.map { StatedLine([$0]) }
            return
        }
        var ofLines: [Entry] = []
        var ofMovements: [MovementKey: [Entry]] = [:]
        for one in entries {
            if let key = MovementKey(one.statement) {
                ofMovements[key, default: []].append(one)
            } else {
                ofLines.append(one)
            }
        }
        let movements = ofMovements.sorted { $0.key < $1.key }.map(\.value)
        if hasID {
            lines = Self.lines(ofLines).map { Self.line($0, whole) }
            lines += movements.map { StatedLine($0) }
        } else {
            var matching = LineMatching()
            matching.match(ofLines, whole)
            for entries in movements {
                matching.endExports()
                matching.match(entries, [])
            }
            lines = matching.lines
            unclear = matching.unclear
            let cancelled = matching.uncertain.isEmpty ? [] : lines.filter(\.isCancelled).flatMap(\.entries)
            uncertain = matching.uncertain.intersection(cancelled.map(\.id))
        }
    }

    /// The line of a statement; nil if it is unclear.
    func line(of id: Int64) -> Int? {
        lines.firstIndex { $0.entries.contains { $0.id == id } }
    }

    /// The statements of one line id: one line, whatever its SKU now. Rows of single events may name several SKUs at
    /// one time, like the components of a kit. A row whose SKU none of the newest names belongs to the line as it
    /// was.
    private static func lines(_ entries: [Entry]) -> [StatedLine] {
        guard let first = entries.first else { return [] }
        let skus = Set(entries.compactMap(\.statement.fields.sku))
        let isSimple = skus.count < 2 || entries.allSatisfy(\.statement.isOfWholeLine)
        guard !isSimple else { return [StatedLine(entries)] }
        let ofWhole = entries.filter(\.statement.isOfWholeLine)
        let since = ofWhole.map(\.statedAt).max()
        let sku = StatedLine(ofWhole).entries.last { $0.statement.fields.sku != nil }?.statement.fields.sku
        var newest: [StatedLine.Step?: Instant] = [:]
        for one in entries where !one.statement.isOfWholeLine {
            let key = StatedLine.key(one.statement)
            newest[key] = max(newest[key] ?? one.statedAt, one.statedAt)
        }
        var main: [Entry] = []
        var bySKU: [SKU: [Entry]] = [:]
        var past: [Entry] = []
        for one in entries {
            let own = one.statement.fields.sku
            if one.statement.isOfWholeLine || since.map({ one.statedAt <= $0 }) ?? false
                || since != nil && own == sku
            {
                main.append(one)
            } else if let own, one.statedAt == newest[StatedLine.key(one.statement)] || since != nil {
                bySKU[own, default: []].append(one)
            } else {
                past.append(one)
            }
        }
        // Statements of a SKU that is still named belong to its line.
        var out: [Entry] = []
        for one in past {
            if let own = one.statement.fields.sku ?? first.statement.fields.sku, bySKU[own] != nil {
                bySKU[own]?.append(one)
            } else {
                out.append(one)
            }
        }
        var lines = (main.isEmpty ? [] : [main]).map { StatedLine($0) }
        lines += bySKU.sorted { $0.key < $1.key }.map { StatedLine($0.value) }
        if !out.isEmpty {
            var line = StatedLine(out)
            line.isTakenOut = true
            lines.append(line)
        }
        return lines
    }

    /// One line, removed if a newer export of the whole document does not list it.
    private static func line(_ known: StatedLine, _ whole: [WholeExport]) -> StatedLine {
        var line = known
        guard !whole.isEmpty, !line.isTakenOut else { return line }
        let entries = line.entries
        let listed = Set(entries.map(\.batch))
        let times = Dictionary(whole.map { ($0.batch, $0.statedAt) }) { first, _ in first }
        let newest = entries.map { (times[$0.batch] ?? $0.statedAt, $0.batch) }.max { $0 < $1 }
        line.isTakenOut = whole.contains { export in
            guard let newest, !listed.contains(export.batch) else { return false }
            return (export.statedAt, export.batch) > newest
        }
        return line
    }
}

/// Distinguishes movements of one group that rows state one by one, besides its lines.
struct MovementKey: Hashable, Comparable {
    let step: StatedLine.Step
    let sku: SKU?

    /// Nil for a statement of a line.
    init?(_ statement: Statement) {
        guard !statement.isOfWholeLine, let step = StatedLine.key(statement), !step.kind.isOfOrder else {
            return nil
        }
        self.step = step
        sku = statement.fields.sku
    }

    static func < (lhs: Self, rhs: Self) -> Bool {
        func numbers(_ key: Self) -> (Int64, Int64, Int64) {
            (key.step.kind.number, key.step.stage?.number ?? 0, key.step.fromStage?.number ?? 0)
        }
        let (left, right) = (numbers(lhs), numbers(rhs))
        return left == right ? lhs.sku ?? "" < rhs.sku ?? "" : left < right
    }
}
