import Crypto

/// The runs of keys of the ledger, read by the description in `v009_key_runs.sql`, and the numbers of keys, made by no code
/// of the ledger.
public struct OracleKeys {
    /// What makes the key of an event.
    public struct Key: Hashable, Sendable {
        let document: [UInt8]
        let source: Int64
        let kind: Int64
        let stage: Int64
        let part: Int64
        let sku: Int64
        let line: [UInt8]
        let shipment: Int64

        /// The key of an event with these facts.
        public init(
            document: [UInt8],
            source: Int64 = 1,
            kind: Int64,
            stage: Int64 = 0,
            part: Int64 = 0,
            sku: Int64 = 1,
            line: [UInt8] = [],
            shipment: Int64 = 0
        ) {
            (self.document, self.source, self.kind, self.stage) = (document, source, kind, stage)
            (self.part, self.sku, self.line, self.shipment) = (part, sku, line, shipment)
        }
    }

    /// An entry of a run.
    public struct Entry: Hashable, Sendable {
        /// The number of the key.
        public let key: UInt64
        /// The event.
        public let seq: Int64

        /// An entry.
        public init(key: UInt64, seq: Int64) { (self.key, self.seq) = (key, seq) }
    }

    private let start: UInt64
    private let factor: UInt64

    /// - Parameter genesis: the start of the ledger's digest chain.
    public init(genesis: [UInt8]) {
        func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 * 256 + UInt64($1) } }
        start = number(genesis[0..<8])
        let odd = number(genesis[8..<16])
        factor = odd % 2 == 1 ? odd : odd + 1
    }

    /// The number of a key.
    public func number(_ key: Key) -> UInt64 {
        let scope =
            Self.unsigned(key.part) &* 0x1_0000_0000_0000 &+ Self.unsigned(key.source) &* 0x1_0000
            &+ Self.unsigned(key.kind) &* 0x100 &+ Self.unsigned(key.stage)
        let goods = folded(folded(start ^ scope) ^ Self.unsigned(key.sku))
        let line = key.line.isEmpty ? 0 : hash(key.line)
        let last = folded(goods ^ line ^ Self.unsigned(key.shipment)) / (1 << 49)
        return document(key.document) * (1 << 26) + Self.unsigned(key.kind) % 32 * (1 << 21) + goods
            / (1 << 59) * (1 << 16)
            + (key.line.isEmpty ? 0 : 1 << 15) + last
    }

    private static func unsigned(_ number: Int64) -> UInt64 { UInt64(truncatingIfNeeded: number) }

    /// The part of the number that the document gives.
    public func document(_ bytes: [UInt8]) -> UInt64 { min(hash(bytes) / (1 << 34), (1 << 30) - 2) }

    private func hash(_ bytes: [UInt8]) -> UInt64 {
        var hash = start ^ UInt64(bytes.count)
        var rest = bytes[...]
        while rest.count >= 8 {
            // The lowest byte comes first.
            let eight = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 * 256 + UInt64($1) }
            hash = folded(hash ^ eight)
            rest = rest.dropFirst(8)
        }
        return folded(folded(hash ^ rest.reduce(UInt64(0)) { $0 * 256 + UInt64($1) }))
    }

    private func folded(_ number: UInt64) -> UInt64 {
        let product = UInt128(number) * UInt128(factor)
        return UInt64(truncatingIfNeeded: product) ^ UInt64(truncatingIfNeeded: product / (1 << 64))
    }

    /// The entries of a page; nil if it cannot be read.
    public static func entries(key: Int64, seq: Int64, keyBytes: Int64, seqBytes: Int64, _ bytes: [UInt8])
        -> [Entry]?
    {
        guard 1...8 ~= keyBytes, 1...8 ~= seqBytes, !bytes.isEmpty,
            bytes.count % Int(keyBytes + seqBytes) == 0
        else { return nil }
        func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 &* 256 &+ UInt64($1) } }
        return stride(from: 0, to: bytes.count, by: Int(keyBytes + seqBytes)).map { place in
            let middle = place + Int(keyBytes)
            return Entry(
                key: UInt64(truncatingIfNeeded: key) &+ number(bytes[place..<middle]),
                seq: seq &+ Int64(truncatingIfNeeded: number(bytes[middle..<middle + Int(seqBytes)]))
            )
        }
    }

    /// What is wrong with the runs of a ledger.
    static func findings(_ database: PlainDatabase) throws -> [String] {
        var findings: [String] = []
        var entries: [Entry] = []
        var ofRun: [Int64: [Entry]] = [:]
        var before: [Int64: Int64] = [:]
        for row in try database.rows(
            "SELECT id, key, seq, key_bytes, seq_bytes, entries FROM key_page ORDER BY id"
        ) {
            guard let id = row[0].integer, let key = row[1].integer, let seq = row[2].integer,
                let keyBytes = row[3].integer, let seqBytes = row[4].integer, let bytes = row[5].bytes,
                let read = Self.entries(key: key, seq: seq, keyBytes: keyBytes, seqBytes: seqBytes, bytes)
            else {
                findings.append("key_page \(row[0]) cannot be read")
                continue
            }
            let run = id >> 56
            let own = run << 56 &+ key
            if id != before[run].map({ max($0 &+ 1, own) }) ?? own {
                findings.append("key_page \(id) is misplaced")
            }
            before[run] = id
            ofRun[run, default: []] += read
            entries += read
        }
        for row in try database.rows("SELECT run, first, last, entries FROM key_run") {
            let own = ofRun.removeValue(forKey: row[0].integer ?? -1) ?? []
            let seqs = own.map(\.seq)
            if seqs.min() != row[1].integer || seqs.max() != row[2].integer
                || Int64(own.count) != row[3].integer
            {
                findings.append("key_run \(row[0]) says otherwise than its pages")
            }
            if zip(own, own.dropFirst()).contains(where: { ($0.key, $0.seq) >= ($1.key, $1.seq) }) {
                findings.append("key_run \(row[0]) is not sorted")
            }
        }
        findings += ofRun.keys.sorted().map { "key_page has pages of run \($0), which key_run lacks" }
        let expected = try Self.expected(database)
        let reversed = Set(
            try database.rows("SELECT reverses FROM event WHERE reverses IS NOT NULL").compactMap {
                $0[0].integer
            }
        )
        let live = entries.filter { !reversed.contains($0.seq) }
        if live.count != Set(live).count { findings.append("key_page has an event twice") }
        findings += Set(live).symmetricDifference(expected).sorted { $0.seq < $1.seq }.prefix(3).map {
            "key_page has event \($0.seq) where it does not belong, or lacks it"
        }
        return findings
    }

    /// The entries of the live events, from the log.
    private static func expected(_ database: PlainDatabase) throws -> Set<Entry> {
        let oracle = OracleKeys(genesis: try OracleChain.genesis(database))
        var expected: Set<Entry> = []
        let rows = try database.rows(
            """
            SELECT e.seq, CAST(e.document AS BLOB), e.source,
                   \(OracleChain.number(of: OracleChain.kinds, "r.kind")),
                   coalesce(\(OracleChain.number(of: OracleChain.stages, "r.stage")), 0),
                   coalesce(d.part, 0), coalesce(s.id, e.sku, 0), CAST(e.line AS BLOB),
                   CASE r.kind WHEN 'customs_released' THEN r.shipment ELSE 0 END
              FROM event e JOIN route r ON r.id = e.route LEFT JOIN event_detail d ON d.seq = e.seq
              LEFT JOIN sku s ON s.code = d.sku_written
             WHERE e.reverses IS NULL AND e.seq NOT IN (SELECT reverses FROM event WHERE reverses IS NOT NULL)
            """
        )
        for row in rows {
            let numbers = row.map { $0.integer ?? 0 }
            let key = Key(
                document: row[1].bytes ?? [],
                source: numbers[2],
                kind: numbers[3],
                stage: numbers[4],
                part: numbers[5],
                sku: numbers[6],
                line: row[7].bytes ?? [],
                shipment: numbers[8]
            )
            expected.insert(Entry(key: oracle.number(key), seq: numbers[0]))
        }
        return expected
    }
}
