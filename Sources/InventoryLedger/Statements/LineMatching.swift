/// Finds out which rows of successive exports are the same line, if rows have no id.
struct LineMatching {
    typealias Entry = StatedLine.Entry

    /// Lines of earlier exports.
    private var done: [Track] = []
    private var tracks: [Track] = []
    private(set) var unclear: Set<Int64> = []
    /// Cancelled rows of whole documents that may as well be lines that were shipped before, or were not.
    private(set) var uncertain: Set<Int64> = []

    /// With more rows and lines than this, not all combinations are tried.
    private static let rowsMax = 40
    private static let pairsMax = 4000
    /// More than the rows, so that their number never outweighs a difference of costs.
    private static let tilt = rowsMax + 1

    var lines: [StatedLine] { (done + tracks).map(\.line) }

    /// The rows of one file.
    private struct Export {
        let batch: Int64
        var statedAt: Instant
        var rows: [Entry] = []
        var isWhole = false
    }

    /// The following rows are independent of the ones before.
    mutating func endExports() {
        done += tracks
        tracks.removeAll()
    }

    mutating func match(_ entries: [Entry], _ whole: [WholeExport]) {
        for export in Self.exports(entries, whole) {
            var isMatched = [Bool](repeating: false, count: tracks.count)
            let before = tracks.count
            for rows in Self.scopes(export.rows) {
                // An export states a line once, or each of its steps once.
                let free = tracks.indices.filter { $0 < before || !rows[0].statement.isOfWholeLine }
                let matched = match(rows, free, isWhole: export.isWhole)
                for index in matched where index < before { isMatched[index] = true }
            }
            let ofLines = export.rows.filter(\.statement.isOfWholeLine)
            // An export that lists all lines makes unclear rows clear. Where it leaves out the units of a line, those of
            // an unclear row may be the line's.
            if export.isWhole || !ofLines.isEmpty && ofLines.count >= before, !unclear.isEmpty {
                let statesUnits = ofLines.allSatisfy { $0.statement.fields.quantity != nil }
                let kept = Set(export.rows.map(\.id)).union(
                    statesUnits ? [] : entries.filter { $0.statement.fields.quantity != nil }.map(\.id)
                )
                unclear.formIntersection(kept)
            }
            guard export.isWhole else { continue }
            for index in (0..<before).reversed() where !isMatched[index] {
                tracks[index].line.isTakenOut = true
                done.append(tracks.remove(at: index))
            }
        }
    }

    /// Oldest first. An export that lists the whole document without these rows counts too.
    private static func exports(_ entries: [Entry], _ whole: [WholeExport]) -> [Export] {
        var byBatch: [Int64: Export] = [:]
        for one in whole {
            byBatch[one.batch] = Export(batch: one.batch, statedAt: one.statedAt, isWhole: true)
        }
        for one in entries {
            var export = byBatch[one.batch] ?? Export(batch: one.batch, statedAt: one.statedAt)
            export.statedAt = max(export.statedAt, one.statedAt)
            export.rows.append(one)
            byBatch[one.batch] = export
        }
        return byBatch.values.sorted { ($0.statedAt, $0.batch) < ($1.statedAt, $1.batch) }
    }

    /// The rows of whole lines, then those of each kind of event, in an order that does not depend on the file.
    private static func scopes(_ rows: [Entry]) -> [[Entry]] {
        guard rows.count > 1 else { return rows.isEmpty ? [] : [rows] }
        func scope(_ entry: Entry) -> Int64 {
            guard !entry.statement.isOfWholeLine, let key = StatedLine.key(entry.statement) else { return 0 }
            return key.kind.number << 16 | (key.stage?.number ?? 0) << 8 | (key.fromStage?.number ?? 0)
        }
        return Dictionary(grouping: rows, by: scope).sorted { $0.key < $1.key }.map { _, rows in
            guard rows.count > 1 else { return rows }
            return rows.map { (text: $0.statement.contentText, entry: $0) }.sorted { lhs, rhs in
                if lhs.text.hasSameBytes(as: rhs.text) {
                    return (lhs.entry.statedAt, lhs.entry.id) < (rhs.entry.statedAt, rhs.entry.id)
                }
                return lhs.text.utf8.lexicographicallyPrecedes(rhs.text.utf8)
            }.map(\.entry)
        }
    }

    /// A row whose line is not clear at once.
    private struct Open {
        let row: Entry
        /// The row is unchanged, but fewer rows than lines are as it is.
        let isUnchanged: Bool
    }

    /// Assigns the rows of one export to lines, and returns those lines.
    private mutating func match(_ rows: [Entry], _ free: [Int], isWhole: Bool) -> [Int] {
        guard !free.isEmpty else {
            for row in rows { tracks.append(Track(row)) }
            return []
        }
        var pairs: [(row: Entry, line: Int)] = []
        var left: [Open] = []
        var alike: [Content: [Int]] = [:]
        for index in free.reversed() {
            alike[tracks[index].content(as: rows[0]), default: []].append(index)
        }
        // With very many rows, it does not matter which of the lines.
        let isFew = rows.count <= Self.rowsMax && rows.count * free.count <= Self.pairsMax
        for (content, rows) in Self.byContent(rows) {
            var lines = alike[content] ?? []
            let isUnchanged = isFew && lines.count > rows.count
            for row in rows {
                if !isUnchanged, let index = lines.popLast() {
                    pairs.append((row, index))
                } else {
                    left.append(Open(row: row, isUnchanged: isUnchanged))
                }
            }
        }
        var taken = Set(pairs.map(\.line))
        var new: [Entry] = []
        let open = free.filter { !taken.contains($0) }
        if open.isEmpty {
            new = left.map(\.row)
        } else if !left.isEmpty {
            let (columns, doubtful) = assign(left, open, isWhole: isWhole)
            for (place, one) in left.enumerated() {
                if doubtful.contains(place) {
                    unclear.insert(one.row.id)
                } else if let column = columns[place] {
                    pairs.append((one.row, open[column]))
                    taken.insert(open[column])
                } else {
                    new.append(one.row)
                }
            }
        }
        let others = isWhole ? [] : free.filter { !taken.contains($0) }
        var matched: [Int] = []
        for (row, index) in pairs {
            if others.contains(where: { tracks[index].repeats(row) && tracks[$0].mayBecome(row) }) {
                unclear.insert(row.id)
            } else {
                tracks[index].add(row)
                matched.append(index)
            }
        }
        for row in new { tracks.append(Track(row)) }
        return matched
    }

    /// Equal rows together, in the order of the rows.
    private static func byContent(_ rows: [Entry]) -> [(content: Content, rows: [Entry])] {
        var places: [Content: Int] = [:]
        var groups: [(content: Content, rows: [Entry])] = []
        for row in rows {
            let content = Content(row.statement)
            if let place = places[content] {
                groups[place].rows.append(row)
            } else {
                places[content] = groups.count
                groups.append((content, [row]))
            }
        }
        return groups
    }

    /// The line of each row, and the rows whose line is unclear.
    private mutating func assign(_ open: [Open], _ free: [Int], isWhole: Bool) -> (
        columns: [Int?], doubtful: Set<Int>
    ) {
        let rows = open.map(\.row)
        guard rows.count <= Self.rowsMax, rows.count * free.count <= Self.pairsMax else {
            return assignMany(rows, free, isWhole: isWhole)
        }
        let costs = open.map { one in
            let content = Content(one.row.statement)
            return free.map { index in
                // An unchanged row is one of the lines that are as it is. Which one, the other rows show.
                !one.isUnchanged || tracks[index].content(as: one.row) == content
                    ? tracks[index].cost(of: one.row) : Assignment.impossible
            }
        }
        let best = Assignment(costs)
        let ambiguous = rowsByDispatch(rows, free, costs)
        guard !isWhole, rows[0].statement.isOfWholeLine else {
            for place in ambiguous where rows[place].statement.isCancelled {
                uncertain.insert(rows[place].id)
            }
            return (best.columns, [])
        }
        var doubtful = ambiguous.filter { !open[$0].isUnchanged }
        for (place, column) in best.columns.enumerated() {
            if let column, tracks[free[column]].isUnlikely(rows[place]) { doubtful.insert(place) }
        }
        let used = Set(best.columns.compactMap { $0 })
        guard used.count < free.count else { return (best.columns, doubtful) }
        // Lines in the same state are interchangeable. Otherwise another choice would lead to other events.
        let states = free.map { index in
            State(content: tracks[index].content(as: rows[0]), isShipped: tracks[index].isShipped)
        }
        for (state, columns) in Dictionary(grouping: used, by: { states[$0] }) {
            var spare = columns.count - 1
            let fewer = costs.map { costs in
                costs.indices.map { column in
                    guard states[column] == state else { return costs[column] }
                    return Assignment.impossible
                }
            }
            var allowed = fewer
            for column in free.indices where states[column] == state && spare > 0 {
                spare -= 1
                for place in allowed.indices { allowed[place][column] = costs[place][column] }
            }
            guard Assignment(allowed).cost == best.cost else { continue }
            for (place, column) in best.columns.enumerated() {
                if let column, columns.contains(column), !open[place].isUnchanged { doubtful.insert(place) }
            }
        }
        return (best.columns, doubtful)
    }

    /// The rows that may be different lines, depending on how many of the cancelled ones were shipped before; empty if
    /// that is certain.
    private func rowsByDispatch(_ rows: [Entry], _ free: [Int], _ costs: [[Int]]) -> Set<Int> {
        let isCancelled = rows.map(\.statement.isCancelled)
        let isShipped = free.map { tracks[$0].isShipped }
        guard isCancelled.contains(true), isShipped.contains(true), isShipped.contains(false) else {
            return []
        }
        // Of the cheapest assignments, the one with the most or the fewest such lines.
        func columns(most: Bool) -> [Int?] {
            let tilted = costs.indices.map { row in
                free.indices.map { column in
                    guard costs[row][column] < Assignment.impossible else { return Assignment.impossible }
                    let isAvoided = isCancelled[row] && isShipped[column] != most
                    return costs[row][column] * Self.tilt + (isAvoided ? 1 : 0)
                }
            }
            return Assignment(tilted).columns
        }
        func count(_ columns: [Int?]) -> Int {
            columns.indices.count { row in isCancelled[row] && columns[row].map { isShipped[$0] } ?? false }
        }
        let (most, fewest) = (columns(most: true), columns(most: false))
        guard count(most) != count(fewest) else { return [] }
        return Set(rows.indices.filter { most[$0] != fewest[$0] })
    }

    /// What the events of a line follow from. A cancelled line may have been shipped before, which its content does
    /// not show.
    private struct State: Hashable {
        let content: Content
        let isShipped: Bool
    }

    /// With very many rows, rows and lines of equal units are paired. If lines would be left over, nothing is
    /// guessed.
    private func assignMany(_ rows: [Entry], _ free: [Int], isWhole: Bool) -> (
        columns: [Int?], doubtful: Set<Int>
    ) {
        if rows[0].statement.isOfWholeLine, !isWhole, rows.count < free.count {
            return ([Int?](repeating: nil, count: rows.count), Set(rows.indices))
        }
        var columns = [Int?](repeating: nil, count: rows.count)
        var byUnits: [Int64?: [Int]] = [:]
        for column in free.indices.reversed() {
            byUnits[tracks[free[column]].fields.quantity?.units, default: []].append(column)
        }
        var isUsed = [Bool](repeating: false, count: free.count)
        for (place, row) in rows.enumerated() {
            guard let column = byUnits[row.statement.fields.quantity?.units]?.popLast() else { continue }
            columns[place] = column
            isUsed[column] = true
        }
        var unused = free.indices.filter { !isUsed[$0] }[...]
        for place in rows.indices where columns[place] == nil { columns[place] = unused.popFirst() }
        return (columns, [])
    }
}

/// Equal contents are equal bytes.
private struct Content: Hashable {
    let text: String

    init(_ statement: Statement) { text = statement.contentText }
    init(text: String) { self.text = text }

    static func == (lhs: Self, rhs: Self) -> Bool { lhs.text.hasSameBytes(as: rhs.text) }
    func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }
}

/// A line while its statements are collected.
private struct Track {
    var line: StatedLine
    /// Everything stated so far, the newest last.
    private(set) var fields: EventFields
    /// The newest statement of the whole line.
    private var whole: Statement?
    /// Whether the line is shipped, or was before it was cancelled.
    private(set) var isShipped = false
    /// The statements of single steps.
    private var single: [StatedLine.Step: Statement] = [:]

    init(_ entry: StatedLine.Entry) {
        line = StatedLine(inOrder: [entry])
        fields = entry.statement.fields
        note(entry.statement)
    }

    mutating func add(_ entry: StatedLine.Entry) {
        line = StatedLine(inOrder: line.entries + [entry])
        fields.take(entry.statement.fields)
        note(entry.statement)
    }

    private mutating func note(_ statement: Statement) {
        if statement.isOfWholeLine {
            if !statement.isCancelled { isShipped = false }
            if statement.steps.contains(where: { $0.kind == .orderShipped }) { isShipped = true }
            whole = statement
        } else if let key = StatedLine.key(statement) {
            single[key] = statement
            if key.kind == .orderShipped { isShipped = true }
        }
    }

    /// The content that a row like this one would have if it said nothing new.
    func content(as row: StatedLine.Entry) -> Content {
        if row.statement.isOfWholeLine { return whole.map { Content($0) } ?? Content(text: "") }
        guard let key = StatedLine.key(row.statement), let known = single[key] else {
            return Content(text: "")
        }
        return Content(known)
    }

    /// How far the line has come.
    private var progress: Int { Self.progress(whole?.steps ?? single.values.flatMap(\.steps)) }

    private static func progress(_ steps: [Statement.Step]) -> Int {
        if steps.contains(where: { $0.kind == .orderCancelled || $0.kind == .saleVoided }) { return 3 }
        if steps.contains(where: { $0.kind == .orderShipped }) { return 2 }
        return steps.isEmpty ? 0 : 1
    }

    private var steps: [Statement.Step] { whole?.steps ?? single.values.flatMap(\.steps) }

    private static let fact = 1000
    private static let extra = 50

    /// The number of facts that would change if a row were this line. Equal units count more than an equal status,
    /// and a forward step counts more than a backward one.
    func cost(of row: StatedLine.Entry) -> Int {
        let statement = row.statement
        guard statement.isOfWholeLine else { return cost(ofSingle: statement) }
        var cost = 0
        func count(_ isChanged: Bool, extra: Int = 0) { if isChanged { cost += Self.fact + extra } }
        count(differs(\.quantity, statement), extra: 100)
        count(differs(\.amount, statement))
        count(differs(\.warehouse, statement))
        count(differs(\.channel, statement))
        count(differs(\.shipment, statement))
        count(differs(\.detail.tracking, statement))
        count(differs(\.detail.reason, statement))
        let (before, after) = (progress, Self.progress(statement.steps))
        count(
            Set(steps.map(\.kind)) != Set(statement.steps.map(\.kind)),
            extra: after > before ? 0 : Self.extra
        )
        for step in statement.steps where !step.isObserved {
            let known = steps.first { $0.kind == step.kind && !$0.isObserved }
            count(known.map { $0.occurredAt != step.occurredAt } ?? false)
        }
        return cost
    }

    /// A movement without an id is identified by its time and warehouse. A line takes it if it has none like it.
    private func cost(ofSingle statement: Statement) -> Int {
        guard let key = StatedLine.key(statement) else { return Assignment.impossible }
        let isOfOther = differs(\.quantity, statement)
        guard let known = single[key] else {
            return (isOfOther ? Self.fact + 100 : 0) + (steps.contains { $0.kind == key.kind } ? 0 : 10)
        }
        let isElsewhere =
            known.steps.first?.occurredAt != statement.steps.first?.occurredAt
            || known.fields.warehouse != statement.fields.warehouse
        if isElsewhere, !statement.isCumulative, !statement.isBesideLine { return Assignment.impossible }
        return (isOfOther ? Self.fact + 100 : 0) + (isElsewhere ? Self.fact : 0)
    }

    /// Whether a row may as well be a new line: it has other units, and the line has come as far or farther.
    func isUnlikely(_ row: StatedLine.Entry) -> Bool {
        guard differs(\.quantity, row.statement) else { return false }
        let (before, after) = (progress, Self.progress(row.statement.steps))
        if after < before { return true }
        guard after == before, after >= 2 else { return false }
        return row.statement.steps.contains { step in
            !step.isObserved
                && steps.contains {
                    $0.kind == step.kind && !$0.isObserved && $0.occurredAt != step.occurredAt
                }
        }
    }

    /// Whether a row without units repeats what is known of the line at a later time.
    func repeats(_ row: StatedLine.Entry) -> Bool {
        row.statement.isOfWholeLine && row.statement.fields.quantity == nil
            && content(as: row) == Content(row.statement)
            && !line.entries.contains { $0.statedAt == row.statedAt }
    }

    /// Whether a row may as well be a step forward of this line: it contradicts nothing but the status.
    func mayBecome(_ row: StatedLine.Entry) -> Bool {
        let before = Set(steps.map(\.kind))
        let after = Set(row.statement.steps.map(\.kind))
        return before != after && progress <= Self.progress(row.statement.steps)
            && cost(of: row) <= Self.fact + Self.extra
    }

    private func differs<Value: Equatable>(
        _ path: KeyPath<EventFields, Value?>,
        _ statement: Statement
    ) -> Bool {
        guard let own = fields[keyPath: path], let other = statement.fields[keyPath: path] else {
            return false
        }
        return own != other
    }
}
