import TestSupport
import Testing

@testable import WarehouseExports

@Suite struct HeaderTests {
    @Test func `a name that stands twice is addressed by its occurrence`() {
        let header = Header(["Unidades", "Estado", "UNIDADES "])
        #expect(header.position(of: "unidades") == 0)
        #expect(header.position(of: "Unidades#2") == 2)
        #expect(header.position(of: "Unidades#3") == nil)
    }
}
