/// Mutates valid inputs: changes, cuts, doubles and joins bytes, and inserts words that readers search for.
struct Mutator {
    let words: [[UInt8]]
    var draws: SplitMix64

    mutating func mutate(_ inputs: [[UInt8]]) -> [UInt8] {
        var bytes = inputs.randomElement(using: &draws) ?? []
        for _ in 0..<Int.random(in: 1...6, using: &draws) {
            let place = Int.random(in: 0...bytes.count, using: &draws)
            let end = min(bytes.count, place + Int.random(in: 0...24, using: &draws))
            switch Int.random(in: 0..<8, using: &draws) {
            case 0: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &draws) }
            case 1: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &draws) }
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4: bytes.insert(contentsOf: words.randomElement(using: &draws) ?? [], at: place)
            case 5: bytes.replaceSubrange(place..<end, with: words.randomElement(using: &draws) ?? [])
            case 6:
                let other = inputs.randomElement(using: &draws) ?? []
                let start = Int.random(in: 0...other.count, using: &draws)
                bytes.replaceSubrange(place..<end, with: other[start..<min(other.count, start + 40)])
            default:
                let times = Int.random(in: 1...200, using: &draws)
                let piece = Array(bytes[place..<end])
                bytes.insert(contentsOf: Array(repeating: piece, count: times).joined(), at: place)
            }
            if bytes.count > 1 << 16 { bytes.removeSubrange((1 << 16)...) }
        }
        return bytes
    }
}
