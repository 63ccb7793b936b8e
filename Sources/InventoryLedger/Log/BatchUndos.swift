import GRDB

/// Which batches take which back, and which of these still do.
struct BatchUndos {
    /// By undo: the batch that it takes back.
    let undoes: [Int64: Int64]
    /// By batch that is taken back: the undo that does it. An undo that was itself taken back does not count.
    let undoneBy: [Int64: Int64]

    /// - Parameter before: looks only at batches before this one, which is being written.
    init(_ database: Database, before: Int64 = .max) throws {
        let statement = try RowStatement(
            database,
            "SELECT id, undoes FROM batch WHERE undoes IS NOT NULL AND id < ? ORDER BY id DESC"
        )
        statement.bind(before, at: 1)
        var undoes: [Int64: Int64] = [:]
        var undoneBy: [Int64: Int64] = [:]
        // From the end: whether an undo counts depends only on what came after it.
        while try statement.next() {
            let (undo, batch) = (statement.integer(0), statement.integer(1))
            undoes[undo] = batch
            if undoneBy[undo] == nil { undoneBy[batch] = undo }
        }
        self.undoes = undoes
        self.undoneBy = undoneBy
    }

    /// The batch that stated what taking a batch back brings back or takes away: an undo states nothing itself.
    func stating(_ batch: Int64) -> Int64 {
        var stating = batch
        // An undo takes back an earlier batch; one that does not is found by verify.
        while let earlier = undoes[stating], earlier < stating { stating = earlier }
        return stating
    }
}
