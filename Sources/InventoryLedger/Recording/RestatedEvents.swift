/// The events of the ledger that a file states again.
final class RestatedEvents {
    private(set) var stated: SeqBitmap
    /// Those of them that the file contradicts. The file does not vouch for them.
    private var contradicted: SeqBitmap
    /// The event that the last row restated.
    var last: Int64?

    init(upTo last: Int64) {
        stated = SeqBitmap(upTo: last)
        contradicted = SeqBitmap(upTo: last)
    }

    func contains(_ seq: Int64) -> Bool { stated.contains(seq) }

    func insert(_ seq: Int64) { stated.insert(seq) }

    func contradict(_ seq: Int64) { contradicted.insert(seq) }

    /// The first of them.
    var first: Int64? { stated.ranges.first?.lowerBound }

    /// Records in the batch which events its file restated.
    func note(in log: LogWriter) throws { try log.noteRestated(stated.subtracting(contradicted).ranges) }
}
