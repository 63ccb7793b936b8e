/// The exceptions of one kind, the worst ones first.
public struct ExceptionGroup: Sendable {
    /// The kind.
    public let code: LedgerException.Code
    /// How many there are.
    public let count: Int
    /// The worst ones: those of the most units, the oldest ones first.
    public let worst: [LedgerException]
}

extension ExceptionGroup {
    /// Exceptions by their kinds, the worst kinds first.
    ///
    /// - Parameters:
    ///   - exceptions: in any order.
    ///   - limit: how many of each kind to keep.
    public static func groups(of exceptions: [LedgerException], limit: Int = 10) -> [ExceptionGroup] {
        let groups = Dictionary(grouping: exceptions, by: \.code)
        return groups.sorted { $0.key.rank < $1.key.rank }.map { code, all in
            let sorted = all.enumerated().sorted { lhs, rhs in
                let (one, other) = (lhs.element, rhs.element)
                let units = (one.quantity?.magnitude ?? 0, other.quantity?.magnitude ?? 0)
                if units.0 != units.1 { return units.0 > units.1 }
                if let since = one.since, let later = other.since, since != later { return since < later }
                return lhs.offset < rhs.offset
            }
            return ExceptionGroup(
                code: code,
                count: all.count,
                worst: sorted.prefix(max(0, limit)).map(\.element)
            )
        }
    }
}

extension LedgerException.Code {
    /// What customers notice comes first, then stock that is wrong, then dates, days and names.
    private static let worstFirst: [LedgerException.Code] = [
        .negativeStock, .orderWaiting, .dispatchedNotArrived, .waitingRow, .ambiguousOrder, .ambiguousLine,
        .shippedBeyondOrder, .shippedElsewhere, .arrivedTwice, .overReceipt, .receivedElsewhere,
        .returnBeyondSale, .countTwice, .adjustedTwice, .handTwice, .sameDayTwice, .lineTwice, .splitCode,
        .expectedBack, .arrivedNotDispatched, .receivedWithoutRelease, .returnWithoutOrder, .gap,
        .datesOutOfOrder, .lookAlikeSKU, .lookAlikeWarehouse, .lookAlikeSource,
    ]

    /// How bad the kind is; 0 is the worst.
    public var rank: Int { Self.worstFirst.firstIndex(of: self) ?? Self.worstFirst.count }
}
