import Testing

@testable import TarimaCommand

@Suite struct OutputFormatTests {
    @Test func `the formats are named as users type them`() {
        #expect(OutputFormat.allCases.map(\.rawValue) == ["table", "csv", "json"])
        #expect(OutputFormat(rawValue: "xml") == nil)
    }
}
