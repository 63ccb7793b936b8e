extension Int64 {
    /// The sum, or `sumOverflow` where it leaves Int64.
    func adding(_ other: Int64) throws -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        if overflows { throw LedgerError.sumOverflow }
        return sum
    }

    /// The number of the other sign, or `sumOverflow` where there is none in Int64.
    func negated() throws -> Int64 {
        guard self != .min else { throw LedgerError.sumOverflow }
        return -self
    }
}
