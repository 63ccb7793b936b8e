import TestSupport
import Testing

@testable import InventoryLedger

/// Days cut one after another are those of the zone.
@Suite struct DayCutterTests {
    @Test(arguments: ["America/Mexico_City", "America/Tijuana", "Asia/Shanghai", "America/St_Johns", "UTC"])
    func `a cutter and its zone agree at any instant`(name: String) throws {
        let zone = try #require(BusinessZone(name))
        var random = SeededDraws(seed: 20_260_101)
        var cutter = DayCutter(zone)
        let year = Int64(365) * Instant.dayMilliseconds
        for _ in 0..<4000 {
            let at = Instant(milliseconds: Int64.random(in: 30 * year...60 * year, using: &random))
            #expect(cutter.day(of: at) == Int32(zone.day(of: at)))
            // Across midnight, and back.
            for edge in [zone.start(ofDay: zone.day(of: at)), zone.end(ofDay: zone.day(of: at))] {
                #expect(cutter.day(of: edge) == Int32(zone.day(of: at)))
            }
        }
    }
}
