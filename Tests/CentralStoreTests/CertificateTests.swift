import CentralStore
import Foundation
import TestSupport
import Testing

private let hasOpenSSL = ["/usr/bin/openssl", "/usr/local/bin/openssl"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
}

/// Connections to a server that has a certificate. The names of hosts are not looked up: `hostaddr` says where they are.
@Suite(
    .enabled(if: Server.isInstalled, Server.skipped),
    .enabled(if: hasOpenSSL, "openssl is not installed: apt-get install openssl")
) struct CertificateTests {
    private let server: Server

    /// A server whose certificate, for db.example.com, is signed by an authority of its own.
    init() throws {
        let server = try Server.started(
            options: """
                -c listen_addresses=127.0.0.1 -c ssl=on -c ssl_cert_file=server.crt -c ssl_key_file=server.key \
                -c ssl_min_protocol_version=TLSv1.2
                """,
            prepare: """
                openssl req -new -x509 -nodes -days 2 -subj /CN=authority -keyout authority.key -out authority.crt
                openssl req -new -x509 -nodes -days 2 -subj /CN=stranger -keyout stranger.key -out stranger.crt
                openssl req -new -nodes -subj /CN=db.example.com -keyout server.key -out server.csr
                printf 'subjectAltName=DNS:db.example.com' >server.ext
                openssl x509 -req -days 2 -in server.csr -CA authority.crt -CAkey authority.key -CAcreateserial \
                    -extfile server.ext -out server.crt
                chmod 600 server.key
                # Over the network, only with TLS.
                sed -i '/^host/d' pg_hba.conf
                echo 'hostssl all all 127.0.0.1/32 trust' >>pg_hba.conf
                cp authority.crt stranger.crt ..
                """
        )
        self.server = try #require(server)
        try CentralStore.prepare(self.server.address())
    }

    private func text(
        _ host: String = "db.example.com",
        authority: String? = "authority",
        _ more: String = ""
    ) -> String {
        let root = authority.map { "\(server.folder)/\($0).crt" } ?? "\(server.folder)/none.crt"
        return
            "host=\(host) hostaddr=127.0.0.1 port=\(server.port) dbname=postgres user=postgres sslrootcert=\(root) \(more)"
    }

    /// The code of the error of a connection; nil if it was made.
    private func code(_ text: String) throws -> CentralError.Code? {
        do {
            _ = try CentralStore(CentralAddress(text))
            return nil
        } catch let error as CentralError { return error.code }
    }

    @Test func `the certificate and the name of a server are verified unless something else is written out`()
        throws
    {
        #expect(try code(text()) == nil)
        // Another name, an authority that is not known, and none at all.
        #expect(try code(text("other.example.com")) == .unreachable)
        #expect(try code(text(authority: "stranger")) == .unreachable)
        #expect(try code(text(authority: nil)) == .unreachable)
        // Weaker, in so many words.
        #expect(try code(text("other.example.com", "sslmode=verify-ca")) == nil)
        #expect(try code(text("other.example.com", authority: nil, "sslmode=require")) == nil)
        // Not without TLS, and not with an old version of it.
        #expect(try code(text("db.example.com", "sslmode=disable")) == .noRight)
        #expect(try code(text("db.example.com", "ssl_max_protocol_version=TLSv1.2")) != nil)
    }
}
