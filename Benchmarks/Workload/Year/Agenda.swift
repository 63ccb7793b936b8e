/// Future items by time. Of two items at the same time, the one that was added first comes first.
struct Agenda<Item> {
    private struct Entry {
        let time: Int
        let number: Int
        let slot: Int

        func isBefore(_ other: Entry) -> Bool {
            time != other.time ? time < other.time : number < other.number
        }
    }

    /// A binary heap of small entries. The items, which are larger, do not move.
    private var heap: [Entry] = []
    private var items: [Item] = []
    private var freeSlots: [Int] = []
    private var entered = 0

    /// When the next item is due; nil if there is none.
    var nextTime: Int? { heap.first?.time }

    mutating func enter(_ item: Item, at time: Int) {
        let slot: Int
        if let free = freeSlots.popLast() {
            slot = free
            items[slot] = item
        } else {
            slot = items.count
            items.append(item)
        }
        heap.append(Entry(time: time, number: entered, slot: slot))
        entered += 1
        rise(from: heap.count - 1)
    }

    /// Removes the next item and returns it with its time.
    mutating func takeNext() -> (time: Int, item: Item)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        freeSlots.append(first.slot)
        return (first.time, items[first.slot])
    }

    private mutating func rise(from index: Int) {
        var child = index
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            let left = 2 * parent + 1
            let right = left + 1
            if left < heap.count, heap[left].isBefore(heap[least]) { least = left }
            if right < heap.count, heap[right].isBefore(heap[least]) { least = right }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
