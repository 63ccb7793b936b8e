import Crypto
import Foundation
import TestSupport
import Testing

@testable import WarehouseExports

@Suite struct ByteSourceTests {
    private func failure(_ path: String) -> ImportFailure.Code? {
        #expect(throws: ImportFailure.self) { _ = try DelimitedReader(path: path, format: TextFormat()) }?
            .code
    }

    @Test func `what is not there, or no file, is told apart`() throws {
        let folder = try TemporaryFolder()
        #expect(failure(folder.file("missing.csv")) == .noInput)
        #expect(failure(folder.file("missing/deeper.csv")) == .noInput)
        #expect(failure(folder.path) == .noInput)
    }

    @Test func `a file without a byte, or with a byte order mark alone, is empty`() throws {
        let folder = try TemporaryFolder()
        #expect(failure(try folder.write("empty", "")) == .emptyFile)
        #expect(failure(try folder.write("bom", "\u{FEFF}")) == .emptyFile)
    }

    @Test func `a batch keeps the digest of the file's bytes`() throws {
        let book = try Book()
        let text =
            "\u{FEFF}kind,document,sku,warehouse,quantity,occurred_at\r\nstock_received,G,A,W,1,2026-11-13\r\n"
        try book.importFile(text)
        let batch = try #require(try book.ledger.batches().first)
        #expect(batch.fileDigest == Array(SHA256.hash(data: Data(text.utf8))))
        #expect(batch.file?.hasSuffix("file1.csv") == true)
        #expect(batch.profile == "tarima")
    }
}
