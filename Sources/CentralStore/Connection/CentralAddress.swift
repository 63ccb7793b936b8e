import Libpq

/// Where a central store is: a connection string of PostgreSQL's client library.
///
/// The name of the server is verified by its certificate, unless the server is on this machine or the string names
/// another `sslmode`. A password is never part of it.
public struct CentralAddress: Sendable {
    /// The options in order, as the library takes them.
    let options: [(keyword: String, value: String)]

    /// - Parameters:
    ///   - text: such as `host=db.example.com dbname=inventory user=juan`, or a `postgresql://` address.
    ///   - environment: the values of environment variables; libpq reads `PGHOST` and others by itself.
    /// - Throws: `badAddress` if it cannot be read or has a password, `noClient`.
    public init(_ text: String, environment: (String) -> String? = { _ in nil }) throws {
        var options = try Self.parsed(text)
        guard options["password"] == nil else {
            throw CentralError(
                .badAddress,
                "the connection string has a password, which others could read; put it into the file that PGPASSFILE "
                    + "names, or use a client certificate"
            )
        }
        if options["sslmode"] == nil, !Self.isLocal(options, environment) {
            options["sslmode"] = "verify-full"
            options["ssl_min_protocol_version"] = options["ssl_min_protocol_version"] ?? "TLSv1.3"
        }
        options["client_encoding"] = "UTF8"
        options["application_name"] = options["application_name"] ?? "tarima"
        options["connect_timeout"] = options["connect_timeout"] ?? "10"
        self.options = options.sorted { $0.key < $1.key }.map { (keyword: $0.key, value: $0.value) }
    }

    /// The value of an option, if it was given or follows from the others.
    package func option(_ keyword: String) -> String? { options.first { $0.keyword == keyword }?.value }

    /// Whether the server is surely on this machine.
    private static func isLocal(_ options: [String: String], _ environment: (String) -> String?) -> Bool {
        // What a service file says is only known to libpq.
        guard options["service"] == nil, environment("PGSERVICE") == nil else { return false }
        let named = [("host", "PGHOST"), ("hostaddr", "PGHOSTADDR")].compactMap { keyword, variable in
            options[keyword] ?? environment(variable)
        }
        return named.joined(separator: ",").split(separator: ",").allSatisfy { host in
            host.hasPrefix("/") || host.hasPrefix("@") || ["localhost", "127.0.0.1", "::1"].contains(host)
        }
    }

    /// Safe because the list that libpq returns ends with an option without a keyword, and is freed once.
    private static func parsed(_ text: String) throws -> [String: String] {
        guard libpq_load() == 0 else {
            throw CentralError(
                .noClient,
                "PostgreSQL's client library is not installed on this machine (Debian: apt-get install libpq5)"
            )
        }
        guard !text.utf8.contains(0) else {
            throw CentralError(.badAddress, "the connection string has a zero byte")
        }
        var message: UnsafeMutablePointer<CChar>?
        let first = libpq_conninfo_parse(text, &message)
        defer {
            if let message { libpq_freemem(message) }
            if let first { libpq_conninfo_free(first) }
        }
        guard let first else {
            throw CentralError(
                .badAddress,
                "the connection string cannot be read: " + CText.line(message)
            )
        }
        var found: [String: String] = [:]
        var option = first
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { found[CText.string(keyword)] = CText.string(value) }
            option += 1
        }
        return found
    }
}
