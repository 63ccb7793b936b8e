import Foundation
import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Every built-in profile on its made-up exports.
@Suite struct BuiltInProfileTests {
    private func whole(_ fixture: ExportFixture, files: [String]? = nil) throws -> Book {
        let book = try Book()
        for file in files ?? fixture.files { try take(fixture, file, into: book) }
        return book
    }

    @discardableResult
    private func take(_ fixture: ExportFixture, _ file: String, into book: Book, _ rows: [Data]? = nil) throws
        -> ImportResult
    {
        let result = try book.take(fixture, file, rows: rows ?? fixture.parts(of: file).rows)
        #expect(!result.append.isRefused, "\(file): \(result.append.problems)")
        #expect(result.profile == fixture.profile)
        return result
    }

    /// Stock and counts: a count moves nothing, and must not double either.
    private func state(_ book: Book) throws -> [String] {
        try [book.stock(StockQuery(includesZero: true))]
            + book.recorded([.kind, .document, .sku, .quantity, .stage])
    }

    @Test func `every profile can be read, and is found by its name`() throws {
        #expect(Profile.builtIn.map(\.name) == ["tarima"] + ExportFixture.all.map(\.profile))
        for profile in Profile.builtIn.dropFirst() {
            #expect(try ProfileReader.read(profile.yaml, file: "copy.yaml").name == profile.name)
            #expect(!profile.facts.isEmpty && profile.source != nil)
        }
    }

    @Test(arguments: ExportFixture.all)
    func `an export gives the events listed beside it`(fixture: ExportFixture) throws {
        let book = try whole(fixture)
        let recorded = try book.events(Column.allCases).joined(separator: "\n") + "\n"
        let golden = fixture.folder.appendingPathComponent("events.txt")
        if ProcessInfo.processInfo.environment["TARIMA_WRITE_GOLDEN"] != nil {
            try recorded.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(try recorded == String(contentsOf: golden, encoding: .utf8))
        #expect(try book.ledger.verify().findings.isEmpty)
    }

    @Test(arguments: ExportFixture.all)
    func `an export imported twice records nothing more`(fixture: ExportFixture) throws {
        let book = try whole(fixture)
        let before = try state(book)
        for file in fixture.files {
            let again = try take(fixture, file, into: book)
            #expect(again.append.batch == nil && again.append.counts.recorded == 0, "\(again.append.counts)")
        }
        #expect(try state(book) == before)
    }

    @Test(arguments: ExportFixture.all)
    func `two overlapping halves of an export are the whole`(fixture: ExportFixture) throws {
        let halves = try Book()
        for file in fixture.files {
            let blocks = fixture.blocks(of: try fixture.parts(of: file).rows)
            let third = blocks.count / 3
            try take(fixture, file, into: halves, Array(blocks.prefix(blocks.count - third).joined()))
            try take(fixture, file, into: halves, Array(blocks.dropFirst(third).joined()))
        }
        #expect(try state(halves) == state(whole(fixture)))
    }

    @Test(arguments: ExportFixture.all)
    func `the order of the rows does not matter`(fixture: ExportFixture) throws {
        let reversed = try Book()
        for file in fixture.files {
            let blocks = fixture.blocks(of: try fixture.parts(of: file).rows)
            try take(fixture, file, into: reversed, Array(blocks.reversed().joined()))
        }
        #expect(try state(reversed) == state(whole(fixture)))
    }

    @Test(arguments: ExportFixture.all)
    func `the order of the files does not matter`(fixture: ExportFixture) throws {
        #expect(try state(whole(fixture, files: fixture.files.reversed())) == state(whole(fixture)))
    }
}
