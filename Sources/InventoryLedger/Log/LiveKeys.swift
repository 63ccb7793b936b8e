import GRDB

/// Finds live events by their keys.
///
/// The events of a document or a key have entries in sorted runs. An entry is found by a hash, so the event itself says
/// whether it has the key. Entries of reversed events stay until runs become one, and are left out here.
final class LiveKeys {
    private let runs: KeyRuns
    private let database: Database
    private let events: KeyedEvents
    /// The entries of this batch that are in no run yet.
    private var buffer = KeyBuffer()
    private var knownHash: KeyHash?
    /// Called before events are read, so that those of added keys can be written first.
    var beforeReading: () throws -> Void {
        get { events.beforeReading }
        set { events.beforeReading = newValue }
    }

    /// So many entries take 2 MB in memory, and twice as much while lists become one.
    private static let bufferMax = 1 << 17

    /// - Parameter database: must outlive the keys.
    init(_ database: Database, names: Names) {
        self.database = database
        runs = KeyRuns(database)
        events = KeyedEvents(database, names)
    }

    // MARK: Finding

    /// The live events of a document, in the order of the log.
    ///
    /// - Parameter kinds: only events of these kinds; nil for all.
    func seqs(of document: Document, kinds: Set<EventKind>? = nil) throws -> [Int64] {
        var text = document.text
        let numbers = kinds.map { Set($0.map(\.number)) }
        return try text.withUTF8 { text in
            let keys = KeyHash.range(ofDocument: try hash().document(text))
            return try find(in: keys) { entry in
                if let numbers, !numbers.contains(KeyHash.kind(ofNumber: entry.key)) { return false }
                return try events.isLive(entry.seq, ofDocument: text)
            }
        }
    }

    /// The events that may be live ones of documents, those of each in the order of the log.
    ///
    /// - Parameter kinds: only events of these kinds.
    func candidates(of documents: [Document], kinds: Set<EventKind>) throws -> [[Int64]] {
        let hash = try hash()
        let numbers = Set(kinds.map(\.number))
        var places: [(key: UInt64, place: Int)] = []
        places.reserveCapacity(documents.count)
        for (place, document) in documents.enumerated() {
            var text = document.text
            places.append((text.withUTF8 { hash.document($0) }, place))
        }
        places.sort { $0.key < $1.key }
        // Different documents may have one number.
        var starts: [Int] = []
        for place in places.indices where place == 0 || places[place].key != places[place - 1].key {
            starts.append(place)
        }
        var found: [[Int64]] = Array(repeating: [], count: documents.count)
        let keys = starts.map { places[$0].key }
        starts.append(places.count)
        func note(_ index: Int, _ entry: KeyEntry) -> Bool {
            guard numbers.contains(KeyHash.kind(ofNumber: entry.key)) else { return true }
            for place in starts[index]..<starts[index + 1] { found[places[place].place].append(entry.seq) }
            return true
        }
        _ = try runs.forEach(of: keys, width: KeyHash.range(ofDocument: 0).upperBound, note)
        for (index, key) in keys.enumerated() {
            buffer.forEach(in: KeyHash.range(ofDocument: key)) { _ = note(index, $0) }
        }
        return found.map { $0.count > 1 ? $0.sorted() : $0 }
    }

    /// The live events of a key, in the order of the log.
    func members(_ key: EventKey) throws -> [Int64] {
        try key.withPlain { key in
            let number = try number(of: key)
            return try find(in: number...number) { try events.isLive($0.seq, of: key) }
        }
    }

    /// A live event of a key; nil if there is none. Of a group with many, one is found as fast as of another.
    func anyMember(_ key: EventKey) throws -> Int64? {
        try key.withPlain { key in
            var found: Int64?
            func isAnother(_ place: Int, _ entry: KeyEntry) throws -> Bool {
                guard try events.isLive(entry.seq, of: key) else { return true }
                found = entry.seq
                return false
            }
            let numbers = [try number(of: key)]
            if try buffer.forEach(of: numbers, isAnother) {
                _ = try runs.forEach(of: numbers, isAnother)
            }
            return found
        }
    }

    private func find(in keys: ClosedRange<UInt64>, _ isSought: (KeyEntry) throws -> Bool) throws -> [Int64] {
        var candidates: [KeyEntry] = []
        try runs.forEach(in: keys) { candidates.append($0) }
        buffer.forEach(in: keys) { candidates.append($0) }
        return try candidates.filter(isSought).map(\.seq).sorted()
    }

    /// The number of a key in the runs.
    func number(of key: EventKey) throws -> UInt64 { try key.withPlain(number) }

    func number(of key: PlainKey) throws -> UInt64 {
        let hash = try hash()
        return hash.number(document: hash.document(key.document), key)
    }

    /// The hash of this ledger.
    func hash() throws -> KeyHash {
        if let knownHash { return knownHash }
        let hash = KeyHash(genesis: try EventDigest.genesis(database))
        knownHash = hash
        return hash
    }

    // MARK: Adding

    /// Adds an event that is appended to the log before the next look-up.
    func add(_ key: EventKey, seq: Int64) throws {
        buffer.add(KeyEntry(key: try number(of: key), seq: seq))
        if buffer.count >= Self.bufferMax { try save() }
    }

    /// Adds events that are appended to the log before the next look-up, or none of them if a key is live already: a
    /// key of one row, or any that an event up to the last one before this batch has.
    ///
    /// - Parameters:
    ///   - entries: sorted.
    ///   - key: the key of one of the events.
    func add(_ entries: [KeyEntry], after last: Int64, key: (_ seq: Int64) -> PlainKey) throws -> Bool {
        var (numbers, starts): ([UInt64], [Int]) = ([], [])
        numbers.reserveCapacity(entries.count)
        starts.reserveCapacity(entries.count + 1)
        for (place, entry) in entries.enumerated() where numbers.last != entry.key {
            numbers.append(entry.key)
            starts.append(place)
        }
        starts.append(entries.count)
        for place in numbers.indices where starts[place + 1] - starts[place] > 1 {
            if Self.repeatsOneRow(entries[starts[place]..<starts[place + 1]], key) { return false }
        }
        func isFree(_ place: Int, _ found: KeyEntry) throws -> Bool {
            for entry in Self.distinct(entries[starts[place]..<starts[place + 1]], key) {
                let key = key(entry.seq)
                // Rows of a group are further members beside those of this batch.
                if found.seq > last, key.isOfGroup { continue }
                if try events.isLive(found.seq, of: key) { return false }
            }
            return true
        }
        let isFreeOfBatch = try buffer.forEach(of: numbers, isFree)
        guard isFreeOfBatch, try runs.forEach(of: numbers, isFree) else { return false }
        buffer.add(sorted: entries)
        if buffer.count >= Self.bufferMax { try save() }
        return true
    }

    /// Whether two of the entries have one key that is not of a group.
    private static func repeatsOneRow(_ entries: ArraySlice<KeyEntry>, _ key: (Int64) -> PlainKey) -> Bool {
        let distinct = distinct(entries, key)
        return distinct.count < entries.count
            && entries.contains { entry in
                let own = key(entry.seq)
                return !own.isOfGroup
                    && distinct.contains { $0.seq != entry.seq && key($0.seq).equals(own) }
            }
    }

    /// One entry of each key.
    private static func distinct(_ entries: ArraySlice<KeyEntry>, _ key: (Int64) -> PlainKey) -> [KeyEntry] {
        entries.reduce(into: []) { distinct, entry in
            if !distinct.contains(where: { key($0.seq).equals(key(entry.seq)) }) { distinct.append(entry) }
        }
    }

    /// Writes what is still in memory.
    func save() throws {
        guard buffer.count > 0 else { return }
        try runs.add(buffer.takeAll())
    }

    // MARK: All keys

    /// Passes all entries in the order of their numbers, those of reversed events left out.
    func forEachEntry(_ body: (KeyEntry) throws -> Void) throws {
        var reversed: SeqBitmap?
        let statement = try RowStatement(database, "SELECT reverses FROM event WHERE reverses IS NOT NULL")
        while try statement.next() {
            if reversed == nil { reversed = SeqBitmap(upTo: try LogHead.seq(database)) }
            reversed?.insert(statement.integer(0))
        }
        var entries = try runs.sorted()
        while let entry = try entries.next() {
            if reversed?.contains(entry.seq) != true { try body(entry) }
        }
    }

    /// Makes the keys of the whole log anew, within the caller's transaction.
    static func replace(_ database: Database) throws {
        let names = try Names(database)
        let keys = LiveKeys(database, names: names)
        try keys.runs.removeAll()
        let hash = try keys.hash()
        let rows = try RowFeed(
            database,
            "e.seq, \(KeyedEvents.columns)",
            """
            FROM event e LEFT JOIN event_detail d ON d.seq = e.seq
             WHERE e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event v WHERE v.reverses = e.seq)
            """
        )
        try rows.forEachRow { row in
            let parts = try KeyParts(row.from(1), names)
            var document: UInt64 = 0
            try row.withText(1, "document") { document = hash.document($0) }
            var number: UInt64 = 0
            try row.withText(5, "line") {
                number = hash.number(
                    document: document,
                    scope: parts.scope,
                    sku: parts.sku,
                    line: $0,
                    shipment: parts.shipment
                )
            }
            keys.buffer.add(KeyEntry(key: number, seq: row.integer(0)))
            if keys.buffer.count >= bufferMax { try keys.save() }
        }
        try keys.save()
        try database.execute(sql: "UPDATE projection SET version = 1 WHERE name = 'keys'")
    }
}

extension KeyHash {
    func number(document: UInt64, _ key: PlainKey) -> UInt64 {
        number(
            document: document,
            scope: key.scope,
            sku: key.sku,
            line: key.line,
            shipment: key.shipment
        )
    }
}

/// Reads from events whether they are live and what their keys are.
private final class KeyedEvents {
    static let columns = "e.document, e.source, e.route, e.sku, e.line, d.part, d.sku_written"
    private let selectDocument: LazyStatement
    private let selectKey: LazyStatement
    private let names: Names
    var beforeReading: () throws -> Void = {}

    init(_ database: Database, _ names: Names) {
        self.names = names
        let live =
            "WHERE e.seq = ? AND e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event v WHERE v.reverses = e.seq)"
        selectDocument = LazyStatement(database, "SELECT e.document FROM event e \(live)")
        selectKey = LazyStatement(
            database,
            "SELECT \(Self.columns) FROM event e LEFT JOIN event_detail d ON d.seq = e.seq \(live)"
        )
    }

    func isLive(_ seq: Int64, ofDocument document: UnsafeBufferPointer<UInt8>) throws -> Bool {
        try beforeReading()
        let select = try selectDocument.prepared()
        select.bind(seq, at: 1)
        defer { select.reset() }
        return try select.next() && select.text(0, hasBytes: document)
    }

    func isLive(_ seq: Int64, of key: PlainKey) throws -> Bool {
        try beforeReading()
        let select = try selectKey.prepared()
        select.bind(seq, at: 1)
        defer { select.reset() }
        guard try select.next(), select.text(0, hasBytes: key.document), select.text(4, hasBytes: key.line)
        else { return false }
        let written = select.isNull(5) || select.isNull(6) ? nil : SKU(trusted: select.text(6))
        let parts = try KeyParts(
            source: select.integer(1),
            route: select.integer(2),
            sku: select.integer(3),
            part: select.integer(5),
            written: written,
            names
        )
        return parts.scope == key.scope && parts.sku == key.sku && parts.shipment == key.shipment
    }
}

/// The numbers of an event's key; see `EventKey`.
private struct KeyParts {
    let scope: Int64
    let sku: Int64
    let shipment: Int64

    /// - Parameter part: 0 for an event that no code map changed.
    init(source: Int64, route: Int64, sku: Int64, part: Int64, written: SKU?, _ names: Names) throws {
        let route = try names.routes.route(route).key
        scope = part << 48 | source << 16 | route.kind.number << 8 | (route.stage?.number ?? 0)
        self.sku = try written.flatMap { try names.skus.known($0) } ?? sku
        shipment = route.kind == .customsReleased ? route.shipment : 0
    }

    /// - Parameter row: the columns of `KeyedEvents`.
    init(_ row: FedRow, _ names: Names) throws {
        try self.init(
            source: row.integer(1),
            route: row.integer(2),
            sku: row.integer(3),
            part: row.integer(5),
            written: row.isNull(5) || row.isNull(6) ? nil : SKU(trusted: row.text(6)),
            names
        )
    }
}

extension EventKey {
    /// Runs a block with the key as bytes.
    func withPlain<T>(_ body: (PlainKey) throws -> T) rethrows -> T {
        var (document, line) = (self.document.text, self.line?.text ?? "")
        return try document.withUTF8 { document in
            try line.withUTF8 { line in
                try body(
                    PlainKey(document: document, scope: scope, sku: sku, line: line, shipment: shipment)
                )
            }
        }
    }
}
