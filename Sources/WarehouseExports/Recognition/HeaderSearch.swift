import InventoryLedger

/// bytes -> the header row: searches the first rows of a text file, split in every possible way.
struct HeaderSearch {
    /// How to read the file from its header on.
    struct Place: Sendable {
        let format: TextFormat
        let line: Int64
    }

    private let source: ByteSource
    private let profiles: [Profile]
    /// The profile's own if empty.
    private let encodings: [TextEncoding]

    /// The number of bytes to search.
    private static let startBytesMax = 1 << 21
    /// As many as in a spreadsheet.
    private static let columnsMax = 16_384

    init(_ source: ByteSource, profiles: [Profile], encodings: [TextEncoding]) {
        self.source = source
        self.profiles = profiles
        self.encodings = encodings
    }

    /// The matching candidate.
    ///
    /// A pipe is read only until one matches, because its rows may come much later.
    ///
    /// - Throws: `ImportFailure` if none matches, or no row of the file is text.
    func choose(supplied: Set<String>) throws -> HeaderCandidate<Place> {
        let lines = profiles.map { $0.format.headerRow ?? TextFormat.headerRowMax }.max() ?? 1
        var seen = 0
        var lineEnds = 0
        var isASCII = true
        while true {
            let start = try source.peek(atLeast: seen + 1)
            let more = start.dropFirst(seen)
            let lineEndsBefore = lineEnds
            lineEnds += more.lazy.filter { $0 == 0x0A || $0 == 0x0D }.count
            isASCII = isASCII && !more.contains { $0 >= 0x80 }
            seen = start.count
            // The same amount that the reader uses to determine the encoding.
            let needsEvidence = !isASCII && start.count < 2 * TextSource.evidenceBytes
            let isEnough =
                source.isAllSeen || start.count >= Self.startBytesMax
                || lineEnds > 2 * lines && !needsEvidence
            // Without another complete line, there is no more header than before.
            if isEnough || !needsEvidence && lineEnds > lineEndsBefore {
                let result = Result { try choose(Array(start), supplied) }
                if isEnough { return try result.get() }
                if case .success(let found) = result { return found }
            }
        }
    }

    private func choose(_ start: [UInt8], _ supplied: Set<String>) throws -> HeaderCandidate<Place> {
        // The others matter only if none matches.
        let matching = try? candidates(start, having: supplied)
        let (candidates, failure) = try matching.flatMap { $0.0.isEmpty ? nil : $0 } ?? candidates(start)
        do {
            return try ProfileChoice.choose(candidates, supplied: supplied)
        } catch let unknown as ImportFailure where unknown.code == .unknownHeader {
            // A row that could not be read may be the header.
            throw failure ?? unknown
        }
    }

    /// The rows of a file's beginning that may be the header of a profile, and why some could not be read.
    ///
    /// - Parameter supplied: if given, only rows with all columns that a profile needs besides these.
    private func candidates(_ start: [UInt8], having supplied: Set<String>? = nil) throws
        -> ([HeaderCandidate<Place>], ImportFailure?)
    {
        var candidates: [HeaderCandidate<Place>] = []
        var failure: ImportFailure?
        // Split at a wrong delimiter, a row may seem broken.
        var isFirstRowRead = false
        var sure: ImportFailure?
        var rows: [TextFormat: FirstRows] = [:]
        var decided = DecidedEncodings(isASCII: !start.contains { $0 >= 0x80 })
        for profile in profiles {
            var found: [HeaderCandidate<Place>] = []
            let needs = supplied.map { NeededColumns(profile, supplied: $0) }
            for delimiter in profile.format.delimiter.map({ [$0] }) ?? [0x2C, 0x09, 0x3B, 0x7C] {
                var format = profile.format
                format.delimiter = delimiter
                if !encodings.isEmpty { format.encodings = encodings }
                do {
                    let read = try rows[decided.format(format)] ?? self.rows(start, format, &decided)
                    rows[decided.format(format)] = read
                    failure = failure ?? read.failure
                    if read.failure == nil { isFirstRowRead = true }
                    if read.isSure { sure = sure ?? read.failure }
                    for (line, header) in read.rows where needs?.areMet(by: header) ?? true {
                        found.append(
                            HeaderCandidate(
                                profile: profile,
                                header: header,
                                file: FilePlace(path: source.name, line: line),
                                place: Place(format: format, line: line)
                            )
                        )
                    }
                } catch let error as ImportFailure {
                    sure = sure ?? error
                }
            }
            // The first row that matches, split into the most columns.
            found.sort {
                $0.place.line != $1.place.line
                    ? $0.place.line < $1.place.line : $0.header.names.count > $1.header.names.count
            }
            candidates += found
        }
        if candidates.isEmpty, let failure = sure ?? failure { throw failure }
        return (candidates, sure ?? (isFirstRowRead ? nil : failure))
    }

    /// The first rows of the file in one format, as headers.
    private struct FirstRows {
        var rows: [(line: Int64, header: Header)] = []
        /// The problem with the very first row, which may be the header.
        var failure: ImportFailure?
        /// Whether the problem exists for every delimiter.
        var isSure = false
    }

    /// What the bytes turned out to be, by the encodings to try. To find out, much more is read than the first rows.
    private struct DecidedEncodings {
        let isASCII: Bool
        private var known: [[TextEncoding]: TextEncoding] = [:]

        init(isASCII: Bool) { self.isASCII = isASCII }

        func encodings(_ tried: [TextEncoding]) -> [TextEncoding] { known[tried].map { [$0] } ?? tried }

        /// The format with what is known of its encoding. Formats that differ only in what they try have the same rows.
        func format(_ format: TextFormat) -> TextFormat {
            var format = format
            format.encodings = encodings(format.encodings)
            return format
        }

        mutating func note(_ text: TextSource, tried: [TextEncoding]) {
            if let encoding = text.encoding ?? (isASCII ? .utf8 : nil) { known[tried] = encoding }
        }
    }

    private func rows(_ start: [UInt8], _ format: TextFormat, _ decided: inout DecidedEncodings) throws
        -> FirstRows
    {
        let path = source.name
        let text = try TextSource(
            ByteSource(start, name: path),
            encodings: decided.encodings(format.encodings)
        )
        defer { decided.note(text, tried: format.encodings) }
        var reader = try DelimitedReader(text, format: format)
        let isCutOff = !source.isAllSeen && start.last != 0x0A && start.last != 0x0D
        var isLastARow = false
        var rows: [(line: Int64, header: Header)] = []
        var bad: ImportFailure?
        var isFirstBad = false
        var isBadQuote = false
        let first = Int64(format.headerRow ?? 1)
        reading: while true {
            switch try reader.next() {
            case .end:
                // The last row continues after the beginning.
                if isCutOff, isLastARow, rows.last?.line == reader.line { _ = rows.popLast() }
                break reading
            case .badRow(let problem):
                isLastARow = false
                if bad == nil, reader.line >= first {
                    let place = reader.badPlace
                    isFirstBad = rows.isEmpty
                    isBadQuote = problem.code == TextProblem.badQuote.rawValue
                    bad = ImportFailure(
                        .unsupportedText,
                        "\(path):\(place.line):\(place.column): \(problem.message)"
                    )
                }
                // What follows is too far down for a header.
                if reader.line >= format.headerRow ?? TextFormat.headerRowMax + 1 { break reading }
            case .row:
                isLastARow = true
                guard reader.line >= first else { continue }
                // If the header is the first row, blank lines before it do not count.
                if !rows.isEmpty, reader.line > TextFormat.headerRowMax { break reading }
                guard reader.fieldCount <= Self.columnsMax else {
                    bad =
                        bad
                        ?? ImportFailure(
                            .unsupportedText,
                            "\(path):\(reader.line):1: the row has \(reader.fieldCount) fields, too many for a table; check "
                                + "its delimiter"
                        )
                    continue
                }
                let names = (0..<reader.fieldCount).map { String(decoding: reader.field($0), as: UTF8.self) }
                rows.append((reader.line, Header(names)))
                if format.headerRow != nil { break reading }
            }
        }
        if rows.isEmpty, let bad { return FirstRows(failure: bad, isSure: !isBadQuote) }
        guard !rows.isEmpty else {
            throw ImportFailure(
                .emptyFile,
                format.headerRow.map { "\(path) ends before its header in row \($0)" }
                    ?? "\(path) contains no text"
            )
        }
        return FirstRows(rows: rows, failure: isFirstBad ? bad : nil)
    }
}
