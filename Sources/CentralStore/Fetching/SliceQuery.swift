extension CentralStore {
    /// How much of a book a slice has.
    public enum Detail: String, Sendable {
        /// The stock of the present, without days: as many rows as places with stock.
        case stock
        /// The sums of moves by day.
        case sums
        /// The events, and what follows from them.
        case events
    }

    /// Which part of a book is fetched.
    public struct SliceQuery: Sendable {
        /// How much is fetched.
        public var detail: Detail
        /// Only these SKUs, as codes or patterns with `*` and `?`; nil for all.
        public var skus: [String]?
        /// Of the stock, also the places without units. Most are those of shipments that have arrived. A file that is kept
        /// has them.
        package var includesEmpty = true

        /// A part of a book, or all of it.
        public init(_ detail: Detail = .events, skus: [String]? = nil) {
            self.detail = detail
            self.skus = skus
        }

        /// What was declared: names, promotions with their plans, sources, codes, calendars.
        public static let declarations = SliceQuery(.stock, skus: [])
    }

    /// How far the book had come of a ledger when it was read.
    public struct Head: Hashable, Sendable {
        /// The name of the ledger in the book.
        public let ledger: String
        /// Its last batch in the book; 0 for none.
        public let batch: Int64
        /// The digest of that batch, in hexadecimal.
        public let head: String
    }

    /// What was fetched.
    public struct Fetched: Sendable {
        /// The ledgers of the book by name, as they were.
        public let heads: [Head]
        /// The events in the file.
        public let events: Int64
        /// Those of them that came from the store; the others were in the file before.
        public let newEvents: Int64
        /// Whether nothing was new, so that the file stayed as it was.
        public let isUnchanged: Bool
    }
}
