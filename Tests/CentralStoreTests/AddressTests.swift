import CentralStore
import Testing

/// Whether PostgreSQL's client library is on this machine.
private let hasClient: Bool = {
    do {
        _ = try CentralAddress("")
        return true
    } catch { return (error as? CentralError)?.code != .noClient }
}()

@Suite(.enabled(if: hasClient, Server.skipped)) struct AddressTests {
    @Test(arguments: [
        "host=db.example.com", "postgresql://db.example.com/inventory", "host=db.example.com,localhost",
        "hostaddr=203.0.113.7", "service=office",
    ])
    func `the name of a server elsewhere is verified`(text: String) throws {
        let address = try CentralAddress(text)
        #expect(address.option("sslmode") == "verify-full")
        #expect(address.option("ssl_min_protocol_version") == "TLSv1.3")
    }

    @Test(arguments: [
        "", "host=/run/postgresql", "host=localhost", "hostaddr=127.0.0.1 host=localhost", "host=::1",
    ])
    func `a server on this machine needs no certificate`(text: String) throws {
        #expect(try CentralAddress(text).option("sslmode") == nil)
    }

    @Test func `a server that only the environment names is elsewhere`() throws {
        let address = try CentralAddress("dbname=x") { $0 == "PGHOST" ? "db.example.com" : nil }
        #expect(address.option("sslmode") == "verify-full")
    }

    @Test func `weaker protection must be written out`() throws {
        #expect(try CentralAddress("host=db.example.com sslmode=require").option("sslmode") == "require")
    }

    @Test(arguments: [
        "password=x", "postgresql://juan:secret@db.example.com/x", "host='", "host=a\0b", "nonsense=1",
    ])
    func `a password and what cannot be read are refused`(text: String) {
        #expect(throws: CentralError.self) { try CentralAddress(text) }
    }
}
