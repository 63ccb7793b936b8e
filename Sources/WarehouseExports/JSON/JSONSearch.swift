import InventoryLedger

/// bytes -> the shape and the profile that fit a JSON file: looks into its first records.
struct JSONSearch {
    struct Place: Sendable {
        let shape: JSONShape
        /// Whether the profile left it open which array holds the records.
        let isOnlyArray: Bool
    }

    let source: ByteSource
    let profiles: [Profile]

    private static let startBytesMax = 1 << 21
    private static let recordsMax = 20

    /// Whether a file is JSON, by its first characters.
    static func isJSON(_ source: ByteSource) throws -> Bool {
        var count = 4
        while true {
            var start = try source.peek(atLeast: count)
            if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
            var visible = start.lazy.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }.prefix(2)
                .makeIterator()
            if let first = visible.next() {
                guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return false }
                if let second = visible.next() {
                    return (first == UInt8(ascii: "{") ? "\"}" : "{[]").utf8.contains(second)
                }
            }
            if source.isAllSeen || start.count > 1 << 16 { return false }
            count = start.count + 4
        }
    }

    /// The candidate that fits. A pipe is read until one does, and no further.
    func choose(supplied: Set<Column>) throws -> HeaderCandidate<Place> {
        var count = 1
        while true {
            let start = try source.peek(atLeast: count)
            let isEnough = source.isAllSeen || start.count >= Self.startBytesMax
            let result = Result { try ProfileChoice.choose(candidates(Array(start)), supplied: supplied) }
            if isEnough { return try result.get() }
            if case .success(let found) = result { return found }
            count = start.count * 2
        }
    }

    private func candidates(_ start: [UInt8]) throws -> [HeaderCandidate<Place>] {
        let told = try JSONShape.candidates(start, name: source.name)
        var samples: [JSONShape: [JSONRecord]] = [:]
        var candidates: [HeaderCandidate<Place>] = []
        for profile in profiles {
            let named = profile.layout.records.map {
                [JSONShape.member($0.split(separator: ".").map(String.init))]
            }
            for shape in named ?? told {
                let sample = try samples[shape] ?? self.sample(start, shape)
                samples[shape] = sample
                candidates.append(
                    HeaderCandidate(
                        profile: profile,
                        header: try header(profile, sample),
                        file: FilePlace(path: source.name, line: nil),
                        place: Place(
                            shape: shape,
                            isOnlyArray: named == nil && shape != .member(["results"])
                        )
                    )
                )
            }
        }
        if samples.values.allSatisfy(\.isEmpty) {
            throw ImportFailure(.emptyFile, "\(source.name) holds no records")
        }
        return candidates
    }

    /// The first records, as far as the file's beginning holds them.
    private func sample(_ start: [UInt8], _ shape: JSONShape) throws -> [JSONRecord] {
        let text = try JSONStream(TextSource(ByteSource(start, name: source.name), encodings: [.utf8]))
        var records = JSONRecords(text, shape: shape, isOnlyArray: false)
        var sample: [JSONRecord] = []
        do {
            while sample.count < Self.recordsMax {
                let step = try records.next()
                if case .end = step { break }
                if case .record = step, let record = try? JSONRecord(Array(records.text.value)[...]),
                    record.nodes[0].kind == .object
                {
                    sample.append(record)
                }
            }
        } catch let failure as ImportFailure {
            // What is wrong with the file is told where it is read; unless nothing could be.
            if sample.isEmpty, source.isAllSeen, shape == .array || shape == .lines { throw failure }
        }
        return sample
    }

    /// The names that the first records have: those of the profile, and the records' own.
    private func header(_ profile: Profile, _ sample: [JSONRecord]) throws -> Header {
        var names: [String] = []
        for name in profile.columnNames {
            let path = try JSONReader.path(name, profile)
            let isThere = sample.contains { record in
                if case .nowhere = path.follow(record, chosen: [:]) { false } else { true }
            }
            if isThere { names.append(name) }
        }
        var keys = Set(names.map(Header.key))
        for record in sample {
            for name in record.leafNames where keys.insert(Header.key(name)).inserted { names.append(name) }
        }
        return Header(names)
    }
}

extension JSONRecord {
    /// The paths of all values, the elements of arrays under one name.
    fileprivate var leafNames: [String] {
        var names: [String] = []
        func walk(_ node: Int, _ name: String) {
            switch nodes[node].kind {
            case .object:
                for child in children(node) { walk(child, (name.isEmpty ? "" : name + ".") + key(child)) }
            case .array: for child in children(node) { walk(child, name) }
            default: names.append(name)
            }
        }
        walk(0, "")
        return names
    }
}
