import GRDB

/// Which batches undo which, and which of these undos still hold.
struct BatchUndos {
    /// By undo: the batch that it undoes.
    let undoes: [Int64: Int64]
    /// By undone batch: its undo. An undo that was undone itself does not count.
    let undoneBy: [Int64: Int64]

    /// - Parameter before: only batches before this one, which is being written.
    init(_ database: Database, before: Int64 = .max) throws {
        let statement = try RowStatement(
            database,
            "SELECT id, undoes FROM batch WHERE undoes IS NOT NULL AND id < ? ORDER BY id DESC"
        )
        statement.bind(before, at: 1)
        var undoes: [Int64: Int64] = [:]
        var undoneBy: [Int64: Int64] = [:]
        // From the end, because whether an undo holds depends only on later batches.
        while try statement.next() {
            let (undo, batch) = (statement.integer(0), statement.integer(1))
            undoes[undo] = batch
            if undoneBy[undo] == nil { undoneBy[batch] = undo }
        }
        self.undoes = undoes
        self.undoneBy = undoneBy
    }

    /// The batch whose statements an undo of this batch restores or removes. An undo states nothing itself.
    func stating(_ batch: Int64) -> Int64 {
        var stating = batch
        // An undo refers to an earlier batch. `verify` finds one that does not.
        while let earlier = undoes[stating], earlier < stating { stating = earlier }
        return stating
    }
}
