import Glibc
import InventoryLedger

/// The instants of texts in any notation, learnt from what `RowMapper` made of them.
///
/// Texts that differ only in their minutes and seconds are learnt from one of them. So a file has few texts to learn,
/// however many rows.
struct LearntTimes {
    typealias Bytes = PlainValues.Bytes

    private let zone: BusinessZone
    /// Whether the minutes and seconds of a text are known by its colons.
    private let readsClocks: Bool
    private var texts = TextNumbers(countMax: textsMax)
    /// Of a text; of an hour, its start.
    private var instants: [Int64] = []
    /// The text of the current hour: zeros instead of minutes and seconds.
    private var hour = [UInt8](repeating: 0, count: bytesMax)

    private static let textsMax = 20_000
    /// Longer texts are left to `RowMapper`.
    private static let bytesMax = 40

    private enum Grain: UInt64 {
        case text = 1
        case hour
    }

    /// - Parameters:
    ///   - zone: the zone of local times.
    ///   - patterns: the notations of the file, besides ISO 8601.
    init(zone: BusinessZone, patterns: [DatePattern]) {
        self.zone = zone
        readsClocks = patterns.allSatisfy(\.hasPlainClock)
    }

    /// Milliseconds since 1970; nil if it was not learnt.
    ///
    /// - Parameter isCount: counts are separate, because a date means the end of the day there.
    mutating func milliseconds(_ bytes: Bytes, isCount: Bool) -> Int64? {
        guard bytes.count <= Self.bytesMax else { return nil }
        if let inHour = takeHour(of: bytes), let start = instant(ofHour: bytes.count, isCount) {
            return start + inHour
        }
        return texts.number(of: bytes, hash: Self.hash(bytes, .text, isCount)).map { instants[$0] }
    }

    /// Learns the instant of a text. Returns false if it was known, or cannot be learnt.
    mutating func learn(_ bytes: Bytes, _ instant: Int64, isCount: Bool) -> Bool {
        guard bytes.count <= Self.bytesMax, milliseconds(bytes, isCount: isCount) == nil else { return false }
        // The times of a file mostly come in order, so that those before are not needed again.
        if texts.isFull {
            texts = TextNumbers(countMax: Self.textsMax)
            instants.removeAll(keepingCapacity: true)
        }
        if let inHour = takeHour(of: bytes), isSteady(bytes, instant) {
            return hour.withUnsafeBufferPointer { hour in
                add(Bytes(rebasing: hour[..<bytes.count]), instant - inHour, .hour, isCount)
            }
        }
        return add(bytes, instant, .text, isCount)
    }

    private mutating func add(_ text: Bytes, _ instant: Int64, _ grain: Grain, _ isCount: Bool) -> Bool {
        guard texts.add(text, hash: Self.hash(text, grain, isCount)) != nil else { return false }
        instants.append(instant)
        return true
    }

    private func instant(ofHour count: Int, _ isCount: Bool) -> Int64? {
        hour.withUnsafeBufferPointer { hour in
            let text = Bytes(rebasing: hour[..<count])
            return texts.number(of: text, hash: Self.hash(text, .hour, isCount)).map { instants[$0] }
        }
    }

    /// Whether every minute of the text's hour has the same offset.
    private func isSteady(_ bytes: Bytes, _ instant: Int64) -> Bool {
        if case .instant? = WrittenTime(utf8: bytes) { return true }
        return zone.isSteady(around: Instant(milliseconds: instant))
    }

    /// Copies a text into `hour`, with zeros instead of its minutes and seconds. Returns these in milliseconds; nil if
    /// the text has no clock.
    private mutating func takeHour(of bytes: Bytes) -> Int64? {
        guard readsClocks, let start = bytes.baseAddress,
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")), let minute = Self.pair(bytes, colon + 1)
        else { return nil }
        return hour.withUnsafeMutableBufferPointer { hour in
            guard let copy = hour.baseAddress else { return nil }
            memcpy(copy, start, bytes.count)
            hour[colon + 1] = UInt8(ascii: "0")
            hour[colon + 2] = UInt8(ascii: "0")
            let second = colon + 3
            guard second < bytes.count, bytes[second] == UInt8(ascii: ":"),
                let seconds = Self.pair(bytes, second + 1)
            else { return minute * 60_000 }
            hour[second + 1] = UInt8(ascii: "0")
            hour[second + 2] = UInt8(ascii: "0")
            var milliseconds = minute * 60_000 + seconds * 1000
            // Only ISO 8601 has decimals.
            guard second + 3 < bytes.count, bytes[second + 3] == UInt8(ascii: "."),
                bytes[4] == UInt8(ascii: "-")
            else { return milliseconds }
            var scale: Int64 = 100
            var index = second + 4
            while index < bytes.count, case let digit = bytes[index] &- 0x30, digit < 10 {
                milliseconds += Int64(digit) * scale
                scale /= 10
                hour[index] = UInt8(ascii: "0")
                index += 1
            }
            return milliseconds
        }
    }

    /// A number below 60 with two digits.
    private static func pair(_ bytes: Bytes, _ index: Int) -> Int64? {
        guard index + 1 < bytes.count, case let tens = bytes[index] &- 0x30, tens < 6,
            case let ones = bytes[index + 1] &- 0x30, ones < 10
        else { return nil }
        return Int64(tens) * 10 + Int64(ones)
    }

    private static func hash(_ text: Bytes, _ grain: Grain, _ isCount: Bool) -> UInt64 {
        TextNumbers.hash(text, from: grain.rawValue << 1 | (isCount ? 1 : 0))
    }
}
