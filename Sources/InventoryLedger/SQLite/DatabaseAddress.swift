import GRDB
import GRDBSQLite

/// Passes a file name to SQLite as a URI that escapes every special byte. So no name means something else, such as a
/// database in memory, and names need not be UTF-8.
enum DatabaseAddress {
    static func of(_ path: String, parameters: [String] = []) -> String {
        // An empty authority or a relative path, because a path may begin with two slashes.
        let start = path.hasPrefix("/") ? "file://" : "file:./"
        let query = parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")
        return start + FileName.bytes(of: path).map(encoded).joined() + query
    }

    private static func encoded(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            return String(UnicodeScalar(byte))
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "%0" + digits : "%" + digits
        }
    }
}

extension DatabaseQueue {
    /// Opens the database in a file.
    convenience init(
        file path: String,
        parameters: [String] = [],
        configuration: Configuration = .keepingQueue
    ) throws {
        // Debian's SQLite accepts URIs. Without them, the name would be that of another file.
        guard sqlite3_compileoption_used("USE_URI") != 0 else {
            throw LedgerError(
                .unexpected,
                "this SQLite was built without SQLITE_USE_URI; use another build of it"
            )
        }
        try self.init(
            path: DatabaseAddress.of(path, parameters: parameters),
            configuration: configuration
        )
    }
}
