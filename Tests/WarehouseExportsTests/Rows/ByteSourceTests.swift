import Crypto
import Foundation
import Glibc
import InventoryLedger
import Synchronization
import TestSupport
import Testing

@testable import WarehouseExports

@Suite struct ByteSourceTests {
    private func failure(_ path: String) -> ImportFailure.Code? {
        #expect(throws: ImportFailure.self) { _ = try DelimitedReader(path: path, format: TextFormat()) }?
            .code
    }

    @Test func `a missing file and a folder are distinguished`() throws {
        let folder = try TemporaryFolder()
        #expect(failure(folder.file("missing.csv")) == .noInput)
        #expect(failure(folder.file("missing/deeper.csv")) == .noInput)
        #expect(failure(folder.path) == .noInput)
    }

    @Test func `a file without bytes, or with only a byte order mark, is empty`() throws {
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

    /// Other programs that change a file after its first bytes were read.
    enum Change: String, CaseIterable {
        case lengthened, shortened, rewritten, emptied

        func apply(_ path: String) throws {
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            defer { try? file.close() }
            switch self {
            case .lengthened:
                try file.seekToEnd()
                try file.write(contentsOf: Data("more\n".utf8))
            case .shortened: try file.truncate(atOffset: 1 << 17)
            case .rewritten: try file.write(contentsOf: Data("other".utf8))
            case .emptied: try file.truncate(atOffset: 0)
            }
        }
    }

    private func readToEnd(_ source: ByteSource) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while !source.isAtEnd { try source.read(upTo: 1 << 16, appendingTo: &bytes) }
        return bytes
    }

    @Test(arguments: Change.allCases)
    func `a file that changes while it is read is refused`(_ change: Change) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("f", String(repeating: "row\n", count: 1 << 16))
        let source = try ByteSource(path: path)
        var bytes: [UInt8] = []
        try source.read(upTo: 1000, appendingTo: &bytes)
        try change.apply(path)
        let failure = #expect(throws: ImportFailure.self) { try readToEnd(source) }
        #expect(failure?.code == .fileChanged)
        #expect(failure?.message.hasPrefix("\(path) changed while it was read") == true)
    }

    @Test func `a file replaced or removed meanwhile is read as it was`() throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "row\n", count: 1 << 16)
        let path = try folder.write("f", text)
        let source = try ByteSource(path: path)
        #expect(rename(try folder.write("g", "other\n"), path) == 0)
        #expect(try readToEnd(source) == Array(text.utf8))
    }

    @Test func `an import of a file that changes records nothing`() throws {
        let book = try Book()
        // Rows are passed a thousand at a time, so most are still unread when the first arrive.
        let row = "stock_received,G,A,W,\(String(repeating: "x", count: 1000)),2026-11-13\n"
        let header = "kind,document,sku,warehouse,quantity,occurred_at\n"
        let path = try book.folder.write("f.csv", header + String(repeating: row, count: 8000))
        var options = ImportOptions()
        options.append.skipsRejected = true
        let isChanged = Mutex(false)
        options.onProgress = { _ in
            isChanged.withLock { isChanged in
                if !isChanged { try? Change.rewritten.apply(path) }
                isChanged = true
            }
        }
        let failure = #expect(throws: ImportFailure.self) {
            try Importer(book.ledger, options: options).importFile(path)
        }
        #expect(failure?.code == .fileChanged)
        #expect(try book.ledger.batches().isEmpty)
    }
}
