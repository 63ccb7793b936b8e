import InventoryLedger

/// bytes -> the shape and the profile of a JSON file, from its first records.
struct JSONSearch {
    struct Place: Sendable {
        let shape: JSONShape
        /// Whether the profile does not name the array of records.
        let isOnlyArray: Bool
    }

    let source: ByteSource
    let encoding: TextEncoding
    let profiles: [Profile]

    private static let startBytesMax = 1 << 21
    private static let recordsMax = 20

    /// The encoding of a JSON file by its first characters; nil if it is not JSON.
    ///
    /// JSON is UTF-8, but some programs write UTF-16, with or without a byte order mark.
    static func encoding(_ source: ByteSource) throws -> TextEncoding? {
        var count = 8
        while true {
            let bytes = try source.peek(atLeast: count)
            let (encoding, start) = characters(bytes)
            var visible = start.lazy.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }.prefix(2)
                .makeIterator()
            if let first = visible.next() {
                guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
                if let second = visible.next() {
                    // The header of a table may be in brackets, but hardly begins like this.
                    let goesOn = first == UInt8(ascii: "{") ? "\"'}" : "{[]\"-0123456789"
                    return goesOn.utf8.contains(second) ? encoding : nil
                }
            }
            if source.isAllSeen || bytes.count > 1 << 16 { return nil }
            count = bytes.count + 8
        }
    }

    /// The first ASCII characters of a file, and the encoding that they imply.
    private static func characters(_ bytes: ArraySlice<UInt8>) -> (TextEncoding, [UInt8]) {
        let start = bytes.prefix(1 << 16)
        if let (declared, markBytes) = TextEncoding.declared(by: start) {
            let text = start.dropFirst(markBytes)
            return declared.isUTF16 ? (declared, halves(of: text, declared)) : (declared, Array(text))
        }
        let pair = Array(start.prefix(2))
        guard pair.count == 2, pair.contains(0), pair != [0, 0] else { return (.utf8, Array(start)) }
        let encoding: TextEncoding = pair[0] == 0 ? .utf16BigEndian : .utf16LittleEndian
        return (encoding, halves(of: start, encoding))
    }

    /// Of each pair of bytes, the ASCII one; NUL for any other character.
    private static func halves(of bytes: ArraySlice<UInt8>, _ encoding: TextEncoding) -> [UInt8] {
        var halves: [UInt8] = []
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            let (low, high) = encoding == .utf16BigEndian ? (index + 1, index) : (index, index + 1)
            halves.append(bytes[high] == 0 ? bytes[low] : 0)
            index += 2
        }
        return halves
    }

    /// The matching candidate. A pipe is read only until one matches.
    func choose(supplied: Set<String>) throws -> HeaderCandidate<Place> {
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
        let found = try JSONShape.candidates(beginning(start))
        var samples: [JSONShape: Sample] = [:]
        var failure: ImportFailure?
        var candidates: [HeaderCandidate<Place>] = []
        for profile in profiles {
            let named = profile.layout.records.map {
                [JSONShape.member($0.split(separator: ".").map(String.init))]
            }
            for shape in named ?? found {
                let sample = try samples[shape] ?? Sample(self.sample(start, shape, &failure))
                samples[shape] = sample
                candidates.append(
                    HeaderCandidate(
                        profile: profile,
                        header: try header(profile, sample, hasKeys: shape.hasKeys),
                        file: FilePlace(path: source.name, line: nil),
                        place: Place(
                            shape: shape,
                            isOnlyArray: named == nil && shape.isOneMember && shape != .member(["results"])
                        )
                    )
                )
            }
        }
        if samples.values.allSatisfy(\.records.isEmpty) {
            throw failure ?? ImportFailure(.emptyFile, "\(source.name) has no records")
        }
        return candidates
    }

    /// The first records of a shape, and their own names.
    private struct Sample {
        let records: [JSONRecord]
        let names: [String]

        init(_ records: [JSONRecord]) {
            self.records = records
            var seen: Set<String> = []
            names = records.flatMap(\.leafNames).filter { seen.insert(Header.key($0)).inserted }
        }
    }

    /// The beginning of a file, as a stream.
    private func beginning(_ start: [UInt8]) throws -> JSONStream {
        try JSONStream(TextSource(ByteSource(start, name: source.name), encodings: [encoding]))
    }

    /// The first records in the file's beginning.
    ///
    /// Problems of records or the file are reported when they are read. `failure` is the first one, for a file
    /// without any readable record.
    private func sample(_ start: [UInt8], _ shape: JSONShape, _ failure: inout ImportFailure?) throws
        -> [JSONRecord]
    {
        var records = JSONRecords(try beginning(start), shape: shape, isOnlyArray: false)
        var sample: [JSONRecord] = []
        var found: ImportFailure?
        do {
            while sample.count < Self.recordsMax {
                let step = try records.next()
                if case .end = step { break }
                do throws(JSONRecord.Mistake) {
                    sample.append(try Self.record(step, records.text.value))
                } catch {
                    var place = records.text.valuePlace
                    place.advance(over: records.text.value.prefix(error.offset))
                    found = found ?? records.text.failure(error.message, at: place)
                }
            }
        } catch let broken as ImportFailure {
            // The end of the beginning is not an error of the file.
            if source.isAllSeen || start.count >= Self.startBytesMax { found = found ?? broken }
        }
        if sample.isEmpty { failure = failure ?? found }
        return sample
    }

    private static func record(_ step: JSONRecords.Step, _ bytes: ArraySlice<UInt8>) throws(JSONRecord
        .Mistake)
        -> JSONRecord
    {
        if case .tooLong = step {
            throw JSONRecord.Mistake(
                offset: 0,
                message: "the record is longer than \(JSONStream.valueBytesMax / 1024) KiB"
            )
        }
        let record = try JSONRecord(Array(bytes)[...])
        guard record.nodes[0].kind == .object else {
            throw JSONRecord.Mistake(offset: 0, message: "the record is not an object with named values")
        }
        return record
    }

    /// The names of the first records: those of the profile, and the records' own.
    private func header(_ profile: Profile, _ sample: Sample, hasKeys: Bool) throws -> Header {
        var names: [String] = []
        for name in profile.columnNames {
            // A name that is no path is not in such a file. The profile that was asked for reports it.
            guard profiles.count == 1 || JSONPath(name) != nil else { continue }
            let path = try JSONReader.path(name, profile)
            let isThere =
                name == JSONShape.anyMember && hasKeys
                || sample.records.contains { record in
                    if case .nowhere = path.follow(record, chosen: [:]) { false } else { true }
                }
            if isThere { names.append(name) }
        }
        var keys = Set(names.map(Header.key))
        for name in sample.names where keys.insert(Header.key(name)).inserted { names.append(name) }
        return Header(names)
    }
}

extension JSONRecord {
    /// More names are not a header, and longer ones are not names.
    private static let leafNamesMax = 2000
    private static let leafNameBytesMax = 1000

    /// The paths of the first values, with array elements under one name.
    fileprivate var leafNames: [String] {
        var names: [String] = []
        func walk(_ node: Int, _ name: String) {
            guard names.count < Self.leafNamesMax, name.utf8.count <= Self.leafNameBytesMax else { return }
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
