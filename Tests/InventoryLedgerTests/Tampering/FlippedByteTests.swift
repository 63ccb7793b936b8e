import Foundation
import TestSupport
import Testing

/// Every single byte of a ledger's file is changed: the change is found, or no report differs.
///
/// A run takes some of the bytes, and other seeds take others. `Tests/Laws/run` takes fresh seeds,
/// `TARIMA_ALL_BYTES=1` each byte.
@Suite struct FlippedByteTests {
    private static let takesAll = ProcessInfo.processInfo.environment["TARIMA_ALL_BYTES"] != nil
    /// One in this many bytes that are not zero; of zeros, which are mostly unused space, one in 16 times as many.
    private static let step: UInt64 = takesAll ? 1 : 240
    /// The header of the file, which describes all of it, is always included.
    private static let headerBytes = 100
    private static let parts = takesAll ? 16 : 4

    @Test(arguments: 0..<parts, seeds(1))
    func `a changed byte is found, or changes no report`(part: Int, seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let bytes = try TamperedCopy.sound.get().bytes
        let copy = try TamperedCopy()
        var count = OutcomeCount()
        for offset in bytes.count * part / Self.parts..<bytes.count * (part + 1) / Self.parts {
            let isRoom = bytes[offset] == 0 && !Self.takesAll
            let isChosen = random.next() % (isRoom ? Self.step * 16 : Self.step) == 0
            guard isChosen || offset < Self.headerBytes else { continue }
            let mask = UInt8(truncatingIfNeeded: random.next() % 255 + 1)
            let outcome = try copy.outcome(ofFlipping: offset, by: mask)
            count.add(outcome)
            if case .wrong(let what) = outcome {
                Issue.record("byte \(offset) xor \(mask), seed \(random.seed): \(what)")
            }
        }
        if Self.takesAll { print("part \(part) of \(bytes.count) bytes, seed \(random.seed): \(count.text)") }
    }
}
