import Foundation
import Testing

@testable import sabotage

/// The list of mistakes that the tests must catch. Making them takes long; checking that each can still be made does
/// not.
@Suite struct SabotageListTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func list() throws -> Sabotage.List {
        let path = folder.appendingPathComponent("Tests/Sabotage/sabotages.txt")
        return try Sabotage.List(text: String(contentsOf: path, encoding: .utf8))
    }

    @Test func `every sabotage fits the sources once, and a copy with all of them in it can be made`() throws
    {
        let list = try Self.list()
        #expect(list.sabotages.count >= 25)
        #expect(Set(list.sabotages.map(\.name)).count == list.sabotages.count)
        _ = try list.applied(to: Self.folder.path)
    }

    @Test func `every sabotage names tests that there are`() throws {
        let tests = try #require(
            FileManager.default.enumerator(atPath: Self.folder.appendingPathComponent("Tests").path)
        )
        let suites = Set(
            tests.compactMap { $0 as? String }.filter { $0.hasSuffix("Tests.swift") }
                .map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent }
        )
        for one in try Self.list().sabotages { #expect(suites.contains(one.caughtBy), "\(one.name)") }
    }

    @Test func `a sabotage that no longer fits is reported`() throws {
        let list = try Sabotage.List(
            text: """
                # A comment.

                no such thing
                in: Package.swift
                caught by: SabotageListTests
                - this text stands nowhere
                + SABOTAGED
                """
        )
        #expect(throws: Sabotage.List.Problem.self) { try list.applied(to: Self.folder.path) }
    }
}
