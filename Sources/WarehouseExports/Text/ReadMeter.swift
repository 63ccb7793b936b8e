import Synchronization

/// How far reading has come, for whoever looks on from another thread.
final class ReadMeter: Sendable {
    /// How many bytes there are; nil where that shows only at the end, as with a pipe.
    let bytesTotal: Int64?
    private let count = Atomic<Int64>(0)

    init(bytesTotal: Int64?) {
        self.bytesTotal = bytesTotal
    }

    var bytesRead: Int64 { count.load(ordering: .relaxed) }

    func add(_ bytes: Int) { count.add(Int64(bytes), ordering: .relaxed) }
}
