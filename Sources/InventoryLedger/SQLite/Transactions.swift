import GRDB

extension Database {
    /// Runs a block in one transaction and returns its result. An error rolls the transaction back.
    ///
    /// - Parameter isKept: whether the changes of a result are committed; otherwise they are rolled back.
    func transaction<T>(
        _ kind: TransactionKind = .immediate,
        isKept: (T) throws -> Bool = { _ in true },
        _ block: () throws -> T
    ) throws -> T {
        var result: T?
        try inTransaction(kind) {
            let done = try block()
            result = done
            return try isKept(done) ? .commit : .rollback
        }
        return try Self.ended(result)
    }

    /// Runs a block as a part of the current transaction and returns its result. An error takes back only that part.
    ///
    /// - Parameter isKept: whether the changes of a result stay; otherwise they are taken back.
    func savepoint<T>(isKept: (T) throws -> Bool, _ block: () throws -> T) throws -> T {
        var result: T?
        try inSavepoint {
            let done = try block()
            result = done
            return try isKept(done) ? .commit : .rollback
        }
        return try Self.ended(result)
    }

    private static func ended<T>(_ result: T?) throws -> T {
        guard let result else { throw LedgerError(.unexpected, "a transaction ended without a result") }
        return result
    }
}
