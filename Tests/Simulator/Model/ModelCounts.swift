import InventoryLedger

/// The row counts of the model.
struct ModelCounts: Equatable {
    var recorded = 0
    var duplicates = 0
    var stale = 0
    var conflicts = 0
    var rejected = 0
    /// Events that made room for others; not a class of rows.
    var superseded = 0

    var text: String {
        "recorded \(recorded) duplicates \(duplicates) stale \(stale) conflicts \(conflicts) waiting 0 "
            + "rejected \(rejected) ignored 0 superseded \(superseded)"
    }
}

extension RowCounts {
    /// The counts as the model writes them.
    var text: String {
        "recorded \(recorded) duplicates \(duplicates) stale \(stale) conflicts \(conflicts) waiting \(waiting) "
            + "rejected \(rejected) ignored \(ignored) superseded \(superseded)"
    }
}
