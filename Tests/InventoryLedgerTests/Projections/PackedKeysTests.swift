import TestSupport
import Testing

@testable import InventoryLedger

/// The packed pages of keys and the sorted lists in memory, against plain arrays and the oracle's reading of the pages.
@Suite struct PackedKeysTests {
    private static let keys = UInt64(0)...(1 << 56 - (1 << 26) - 1)

    /// Sorted entries, none twice, some with one key.
    private static func entries(_ random: inout SeededDraws) -> [KeyEntry] {
        let widths = [8, 20, 40, 56].map { UInt64(1) << $0 - 1 }
        let (keyWidth, seqWidth) = (
            widths[random.number(0...3)], Int64(widths[random.number(0...2)])
        )
        let first = random.next() % (keys.upperBound - keyWidth % keys.upperBound + 1)
        let count = random.number(0...1) == 0 ? random.number(0...5) : random.number(300...3000)
        var entries: [KeyEntry] = (0..<count).map { _ in
            KeyEntry(
                key: min(first + random.next() % (keyWidth + 1), keys.upperBound),
                seq: 1 + Int64(random.next() % UInt64(seqWidth + 1))
            )
        }
        entries.sort()
        return zip(entries, [KeyEntry(key: .max, seq: 0)] + entries).filter { $0 != $1 }.map(\.0)
    }

    private static func pages(_ entries: [KeyEntry]) -> [KeyPacker.Page] {
        var packer = KeyPacker()
        let full = entries.compactMap { packer.add($0) }
        return full + [packer.finish()].compactMap(\.self)
    }

    @Test(arguments: seeds(20))
    func `entries are unpacked as they were packed`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        for _ in 0..<20 {
            let entries = Self.entries(&random)
            let pages = Self.pages(entries)
            #expect(pages.allSatisfy { $0.entries.count <= 4000 })
            let told = try pages.flatMap { page in
                try #require(
                    OracleKeys.entries(
                        key: page.firstKey,
                        seq: page.leastSeq,
                        keyBytes: Int64(page.keyBytes),
                        seqBytes: Int64(page.seqBytes),
                        page.entries
                    )
                )
            }
            #expect(told == entries.map { OracleKeys.Entry(key: $0.key, seq: $0.seq) })
            var read: [KeyEntry] = []
            for page in pages {
                try Self.with(page) { packed in
                    let own = (0..<packed.count).map { packed.entry($0) }
                    read += own
                    for _ in 0..<10 {
                        let sought = own[random.number(0...(own.count - 1))].key &+ random.next() % 3 &- 1
                        let start = random.number(0...own.count)
                        let expected = own.indices.dropFirst(start).first { own[$0].key >= sought }
                        #expect(packed.place(notBelow: sought, from: start) == expected ?? own.count)
                    }
                }
            }
            #expect(read == entries)
        }
    }

    private static func with(_ page: KeyPacker.Page, _ body: (PackedKeys) throws -> Void) throws {
        try page.entries.withUnsafeBytes { bytes in
            try body(
                try #require(
                    PackedKeys(
                        firstKey: page.firstKey,
                        leastSeq: page.leastSeq,
                        keyBytes: Int64(page.keyBytes),
                        seqBytes: Int64(page.seqBytes),
                        entries: bytes
                    )
                )
            )
        }
    }

    @Test func `a page that cannot be read is refused`() {
        for (keyBytes, seqBytes, count) in [
            (0, 1, 4), (1, 0, 4), (9, 1, 10), (1, 9, 10), (2, 1, 4), (2, 1, 0), (-1, 2, 1),
        ] {
            [UInt8](repeating: 1, count: count).withUnsafeBytes { bytes in
                let page = PackedKeys(
                    firstKey: 0,
                    leastSeq: 1,
                    keyBytes: Int64(keyBytes),
                    seqBytes: Int64(seqBytes),
                    entries: bytes
                )
                #expect(page == nil)
            }
        }
    }

    @Test func `a sorted page of any numbers is unpacked without a trap`() throws {
        let page = KeyPacker.Page(
            firstKey: .max,
            leastSeq: .max,
            keyBytes: 8,
            seqBytes: 8,
            entries: [UInt8](repeating: 255, count: 32)
        )
        try Self.with(page) { #expect($0.entry(1) == $0.entry(0)) }
    }

    @Test(arguments: seeds(20))
    func `the lists in memory find what was added to them`(seed: UInt64) {
        var random = SeededDraws(seed: seed)
        var buffer = KeyBuffer()
        var all: [KeyEntry] = []
        var seq: Int64 = 0
        func entry() -> KeyEntry {
            seq += 1
            return KeyEntry(key: random.next() % 200, seq: seq)
        }
        for _ in 0..<random.number(1...400) {
            if random.number(0...3) > 0 {
                let one = entry()
                buffer.add(one)
                all.append(one)
            } else {
                let block = (0..<random.number(0...60)).map { _ in entry() }.sorted()
                buffer.add(sorted: block)
                all += block
            }
            guard random.number(0...20) == 0 else { continue }
            let low = random.next() % 200
            let range = low...(low + random.next() % 20)
            var found: [KeyEntry] = []
            buffer.forEach(in: range) { found.append($0) }
            #expect(found.sorted() == all.filter { range.contains($0.key) }.sorted())
            let keys = Set((0..<30).map { _ in random.next() % 210 }).sorted()
            var met: [KeyEntry] = []
            let isWhole = buffer.forEach(of: keys) { place, entry in
                #expect(keys[place] == entry.key)
                met.append(entry)
                return true
            }
            #expect(isWhole && met.sorted() == all.filter { keys.contains($0.key) }.sorted())
            #expect(buffer.count == all.count)
        }
        #expect(buffer.takeAll() == all.sorted())
        #expect(buffer.count == 0 && buffer.takeAll() == [])
    }

    @Test(arguments: seeds(20))
    func `entries in the order of the log are sorted by key and event`(seed: UInt64) {
        var random = SeededDraws(seed: seed)
        for keys in [1, 50, 1 << 30, Self.keys.upperBound] {
            let entries = (0..<random.number(0...3000)).map {
                KeyEntry(key: random.next() % keys, seq: Int64($0))
            }
            var sorted = entries
            sorted.sortFromLog()
            #expect(sorted == entries.sorted())
        }
    }
}
