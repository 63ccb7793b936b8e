/// Random choices for a season.
extension SeededDraws {
    /// A number in a range.
    public mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// True with this probability in percent.
    public mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    /// One of the elements.
    public mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[number(0...elements.count - 1)]
    }

    /// The elements in another order.
    public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for index in stride(from: result.count - 1, to: 0, by: -1) {
            result.swapAt(index, number(0...index))
        }
        return result
    }

    /// Some of the elements, in their order.
    public mutating func some<Element>(_ elements: [Element], percent: Int) -> [Element] {
        elements.filter { _ in chance(percent) }
    }

    /// The elements distributed over this many heaps, some of which may be empty.
    public mutating func dealt<Element>(_ elements: [Element], into count: Int) -> [[Element]] {
        var heaps = Array(repeating: [Element](), count: count)
        for element in elements { heaps[number(0...count - 1)].append(element) }
        return heaps
    }
}
