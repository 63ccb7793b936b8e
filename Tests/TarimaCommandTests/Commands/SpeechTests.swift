import TestSupport
import Testing

/// What is said beside the data.
@Suite struct SpeechTests {
    @Test func `one event is one event`() throws {
        let room = try Stockroom()
        let arrived = try room.tarima("shipment", "S-1", "--port-arrived", "--at", "2024-10-18")
        #expect(arrived.said == ["recorded 1 event as batch 2; take it back with: tarima undo 2"])
        let undone = try room.tarima("undo", "2")
        #expect(undone.said == ["batch 2 is taken back by batch 3: 1 event reversed, 0 restored"])
        #expect(try room.tarima("rebuild", "--check").said == ["the sums follow from the 6 events"])
    }
}
