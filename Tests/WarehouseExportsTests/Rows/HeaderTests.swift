import TestSupport
import Testing

@testable import WarehouseExports

@Suite struct HeaderTests {
    @Test func `a repeated name is addressed by its occurrence`() {
        let header = Header(["Unidades", "Estado", "UNIDADES "])
        #expect(header.position(of: "unidades") == 0)
        #expect(header.position(of: "Unidades#2") == 2)
        #expect(header.position(of: "Unidades#3") == nil)
    }

    @Test func `an endlessly repeated name is counted only once`() {
        let time = processorTime {
            let header = Header(Array(repeating: "", count: 100_000) + ["#5", "x"])
            #expect(header.position(of: "#100000") == 99_999)
            #expect(header.position(of: "x") == 100_001)
        }
        #expect(time < .seconds(20))
    }
}
