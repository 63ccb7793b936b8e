extension BinaryInteger {
    /// The number with its noun: `1 event`, `2 events`.
    func counted(_ noun: String) -> String { self == 1 ? "\(self) \(noun)" : "\(self) \(noun)s" }
}
