extension Int64 {
    /// The sum, or `sumOverflow` if it exceeds Int64.
    func adding(_ other: Int64) throws -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        if overflows { throw LedgerError.sumOverflow }
        return sum
    }

    /// The negated number, or `sumOverflow` if Int64 has none.
    func negated() throws -> Int64 {
        guard self != .min else { throw LedgerError.sumOverflow }
        return -self
    }
}
