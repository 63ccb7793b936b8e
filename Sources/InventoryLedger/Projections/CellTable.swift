/// Sums by SKU and a second number, both at most 31 bits wide, in a hash table with open addressing.
///
/// Made for folds that look up a cell per event. A key is one word, hashed by one multiplication, and the cells of a
/// day fit in the processor's cache.
struct CellTable {
    struct Entry {
        /// In 128 bits, so that a sum that fits in 64 bits can be added in any order. First, so that the entry has no
        /// padding.
        var units: Int128
        var key: CellKey
        var events: Int64

        init(key: CellKey, units: Int128, events: Int64) {
            self.units = units
            self.key = key
            self.events = events
        }
    }

    /// A power of two of places, at least three eighths of them free.
    private var places: [Entry] = []
    private var shift: UInt64 = 64
    private(set) var count = 0

    init() {}

    /// Has room for this many cells.
    init(roomFor cells: Int) {
        if cells > 0 { resize(16 << (Int.bitWidth - (cells / 10).leadingZeroBitCount)) }
    }

    /// Adds to the sum of a cell.
    mutating func add(units: Int64, events: Int64, to key: CellKey) {
        if count &* 8 >= places.count &* 5 { resize(max(16, places.count * 2)) }
        var place = Int(truncatingIfNeeded: key.hash >> shift)
        while true {
            let there = places[place].key
            if there == key { break }
            if there == .none {
                places[place] = Entry(key: key, units: Int128(units), events: events)
                count += 1
                return
            }
            place = (place &+ 1) & (places.count &- 1)
        }
        // proven: there are fewer than 2^63 events of 64 bits each.
        places[place].units += Int128(units)
        places[place].events &+= events
    }

    /// The cells in the order of their keys.
    var sorted: [Entry] { places.filter { $0.key != .none }.sorted { $0.key < $1.key } }

    /// - Parameter size: a power of two.
    private mutating func resize(_ size: Int) {
        let old = places
        shift = UInt64(64 - size.trailingZeroBitCount)
        places = Array(repeating: Entry(key: .none, units: 0, events: 0), count: size)
        for entry in old where entry.key != .none {
            var place = Int(truncatingIfNeeded: entry.key.hash >> shift)
            while places[place].key != .none { place = (place &+ 1) & (size &- 1) }
            places[place] = entry
        }
    }
}

extension CellTable.Entry {
    /// The units in the ledger's 64 bits.
    ///
    /// - Throws: `SumOverflow` if they do not fit.
    func units64() throws -> Int64 {
        guard let units = Int64(exactly: units) else { throw SumOverflow(sku: Int64(key.sku)) }
        return units
    }
}

/// A SKU and a second number in one word, sorted by both.
struct CellKey: Hashable, Comparable {
    private let word: UInt64

    /// No SKU or route has the id 0.
    static let none = CellKey(packed: 0)

    /// - Parameter packed: the `packed` of a key.
    init(packed: UInt64) { word = packed }

    var packed: UInt64 { word }

    /// A SKU and another number from 1 on.
    init(sku: Int32, number: Int32) {
        word = UInt64(UInt32(bitPattern: sku)) << 32 | UInt64(UInt32(bitPattern: number))
    }

    /// A SKU on a route, before or after the opening of the route's warehouse.
    init(sku: Int32, route: Int32, isBeforeOpening: Bool) {
        word =
            UInt64(UInt32(bitPattern: sku)) << 32 | UInt64(UInt32(bitPattern: route)) << 1
            | (isBeforeOpening ? 1 : 0)
    }

    /// A SKU on a route, before or after the opening of the route's warehouse.
    init(sku: Int32, _ phase: RoutePhase) {
        word = UInt64(UInt32(bitPattern: sku)) << 32 | phase.packed
    }

    var sku: Int32 { Int32(truncatingIfNeeded: word >> 32) }
    var phase: RoutePhase { RoutePhase(self) }
    var number: Int32 { Int32(truncatingIfNeeded: word) }
    var route: Int32 { Int32(truncatingIfNeeded: (word & 0xFFFF_FFFF) >> 1) }
    var isBeforeOpening: Bool { word & 1 != 0 }

    /// Multiplied by the bits of the golden ratio; the upper bits are mixed best.
    fileprivate var hash: UInt64 { word &* 0x9E37_79B9_7F4A_7C15 }

    static func < (lhs: CellKey, rhs: CellKey) -> Bool { lhs.word < rhs.word }
}

/// A route before or after the opening of its warehouse: what a cell's key has besides the SKU.
struct RoutePhase: Hashable, Comparable {
    private let number: UInt32

    /// 2 * route + 1 before the opening, else + 0.
    ///
    /// Nil for a number that no route has.
    init?(packed: UInt64) {
        guard let number = UInt32(exactly: packed), number > 1 else { return nil }
        self.number = number
    }

    fileprivate init(_ key: CellKey) { number = UInt32(bitPattern: key.number) }

    /// A route before and since the opening of its warehouse; nothing for an id that no route has.
    static func both(of route: Int64) -> [RoutePhase] {
        guard route > 0 else { return [] }
        return [0, 1].compactMap { RoutePhase(packed: UInt64(route) << 1 | $0) }
    }

    var packed: UInt64 { UInt64(number) }
    var route: Int64 { Int64(number >> 1) }
    var isBeforeOpening: Bool { number & 1 != 0 }

    static func < (lhs: RoutePhase, rhs: RoutePhase) -> Bool { lhs.number < rhs.number }
}
