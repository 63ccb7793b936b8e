import Synchronization

/// The progress of reading, readable from other threads.
final class ReadMeter: Sendable {
    /// The total number of bytes; nil if unknown before the end, as for a pipe.
    let bytesTotal: Int64?
    private let count = Atomic<Int64>(0)

    init(bytesTotal: Int64?) {
        self.bytesTotal = bytesTotal
    }

    var bytesRead: Int64 { count.load(ordering: .relaxed) }

    func add(_ bytes: Int) { count.add(Int64(bytes), ordering: .relaxed) }
}
