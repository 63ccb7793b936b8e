import InventoryLedger

/// A line of a file in messages.
struct FilePlace: CustomStringConvertible {
    let path: String
    /// Nil if the columns have no line.
    let line: Int64?

    var description: String { line.map { "\(path):\($0)" } ?? path }

    /// The place of a column, from 0.
    func column(_ index: Int) -> String { line == nil ? path : "\(self):\(index + 1)" }
}

/// A possible header row, as read by one profile.
struct HeaderCandidate<Place: Sendable>: Sendable {
    let profile: Profile
    let header: Header
    /// The file and the line of the row.
    let file: FilePlace
    /// What the reader needs to start after this header.
    let place: Place
}

/// The best candidates so far.
struct HeaderChoice<Place: Sendable> {
    /// The columns that the user supplies, which the header may lack.
    private let supplied: Set<String>
    /// The first matching candidate of each profile.
    private var fitting: [HeaderCandidate<Place>] = []
    /// The others, in case that none matches.
    private var others: [(candidate: HeaderCandidate<Place>, rank: Int)] = []

    init(supplied: Set<String>) { self.supplied = supplied }

    /// Adds a candidate. Returns false if it does not match.
    ///
    /// - Parameter rank: among candidates with equally many missing columns, the lowest rank is reported, or the
    ///   first one.
    @discardableResult
    mutating func consider(_ candidate: HeaderCandidate<Place>, rank: Int = 0) -> Bool {
        guard ProfileChoice.fits(candidate.profile, candidate.header, supplied) else {
            if fitting.isEmpty { others.append((candidate, rank)) }
            return false
        }
        if !fitting.contains(where: { $0.profile.name == candidate.profile.name }) {
            fitting.append(candidate)
        }
        others = []
        return true
    }

    /// The candidate with the fewest missing columns.
    private var nearest: HeaderCandidate<Place>? {
        var nearest: (candidate: HeaderCandidate<Place>, distance: Int, rank: Int)?
        for (candidate, rank) in others {
            let missing = ProfileChoice.missing(candidate.profile, candidate.header, supplied).count
            // A profile of few columns is not near because it lacks few.
            let distance = missing == candidate.profile.header.count ? Int.max : missing
            if nearest.map({ (distance, rank) < ($0.distance, $0.rank) }) ?? true {
                nearest = (candidate, distance, rank)
            }
        }
        return nearest?.candidate
    }

    /// The failure of a file that is a list, such as one of items, where events were expected.
    private var listOfOtherThings: ImportFailure? {
        for (candidate, _) in others where !candidate.profile.isList {
            guard let table = TableKind.all.first(where: { $0.hasOnly(candidate.header) }) else { continue }
            return ImportFailure(
                .unknownHeader,
                "\(candidate.file): the header is that of a list, \(table.name), not of events",
                .table(table.name)
            )
        }
        return nil
    }

    /// The matching candidate, with all columns that identify the files of its profile.
    func found() throws -> HeaderCandidate<Place> {
        // A profile of one's own was made for such files.
        let own = self.fitting.filter { $0.profile.origin != .builtIn }
        let known = own.isEmpty ? self.fitting : own
        let exports = known.filter { !$0.profile.isList }
        let candidates = exports.isEmpty ? known : exports
        // One that needs all columns of another one, and more, knows the file better.
        let fitting = candidates.filter { one in
            !candidates.contains { $0.profile.needsMore(than: one.profile) }
        }
        if fitting.isEmpty, let list = listOfOtherThings { throw list }
        guard let found = fitting.first ?? nearest else {
            throw ImportFailure(.unknownHeader, "no profile was given")
        }
        guard fitting.count <= 1 else {
            throw ImportFailure(
                .ambiguousHeader,
                "\(found.file.path) fits \(fitting.map(\.profile.name).joined(separator: " and ")); "
                    + "name the profile to use"
            )
        }
        try ProfileChoice.check(found.profile, header: found.header, file: found.file, supplied: supplied)
        return found
    }
}

extension Profile {
    /// The names of each column that is known by its meaning.
    fileprivate var meanings: [[String]] {
        if let table { return Array(table.columns.values) }
        return Column.allCases.map { column in
            let keys = column.spellingKeys
            return (columns[column] ?? []).filter { keys.contains(Header.key(Self.required($0) ?? $0)) }
        }
    }

    /// Whether it needs all columns that another profile needs, and others besides.
    fileprivate func needsMore(than other: Profile) -> Bool {
        let own = Set(header.map { Set($0.map(Header.key)) })
        return own.isStrictSuperset(of: other.header.map { Set($0.map(Header.key)) })
    }
}

/// The columns that a profile needs, by their keys, for a search through many rows.
struct NeededColumns {
    private let keys: [[String]]

    init(_ profile: Profile, supplied: Set<String>) {
        keys = ProfileChoice.needed(profile, supplied).map { $0.map(Header.key) }
    }

    func areMet(by header: Header) -> Bool { keys.allSatisfy { $0.contains { header.has(key: $0) } } }
}

/// Chooses the profile and the header row of a file.
enum ProfileChoice {
    /// The matching candidate.
    ///
    /// - Parameter candidates: at least one, in order of preference.
    static func choose<Place>(
        _ candidates: [HeaderCandidate<Place>],
        supplied: Set<String>
    ) throws -> HeaderCandidate<Place> {
        var choice = HeaderChoice<Place>(supplied: supplied)
        for candidate in candidates { choice.consider(candidate) }
        return try choice.found()
    }

    static func fits(_ profile: Profile, _ header: Header, _ supplied: Set<String>) -> Bool {
        needed(profile, supplied).allSatisfy { $0.contains { header.position(of: $0) != nil } }
    }

    fileprivate static func check(_ profile: Profile, header: Header, file: FilePlace, supplied: Set<String>)
        throws
    {
        guard missing(profile, header, supplied).isEmpty else {
            throw unknown(header, profile, file: file, supplied: supplied)
        }
        if !profile.allowsUnknownColumns { try checkNames(profile, header, file) }
        try checkRefused(profile, header, file)
        // JSON records may have different names.
        if file.line != nil, !profile.allowsUnknownColumns || profile.isList {
            try checkRepeats(profile, header, file)
        }
    }

    private static func checkNames(_ profile: Profile, _ header: Header, _ file: FilePlace) throws {
        let known = profile.columns.values.flatMap { $0 }
        let keys = Set(known.map(Header.key))
        for (index, name) in header.names.enumerated() where !keys.contains(Header.key(name)) {
            // A spreadsheet leaves columns without names.
            if name.trimmedCode.isEmpty { continue }
            throw unknownColumn(file.column(index), name, among: known)
        }
    }

    private static func checkRefused(_ profile: Profile, _ header: Header, _ file: FilePlace) throws {
        let keys = profile.refusedColumns.reduce(into: Set<String>()) { $0.formUnion($1.spellingKeys) }
        for (index, name) in header.names.enumerated() where keys.contains(Header.key(name)) {
            throw ImportFailure(
                .unknownHeader,
                "\(file.column(index)): rows of the list \"\(profile.name)\" have no \"\(name)\" of their own; remove the "
                    + "column, or import the file as events"
            )
        }
    }

    /// Where columns are known by their meaning, a second column with the same meaning is refused, because it would be
    /// ignored.
    private static func checkRepeats(_ profile: Profile, _ header: Header, _ file: FilePlace) throws {
        let keys = header.names.map(Header.key)
        for names in profile.meanings {
            let own = Set(names.map { Header.key(Profile.required($0) ?? $0) })
            let positions = keys.indices.filter { own.contains(keys[$0]) }
            guard positions.count > 1 else { continue }
            let (first, second) = (positions[0], positions[1])
            throw ImportFailure(
                .unknownHeader,
                "\(file.column(second)): the column \"\(header.names[second])\" repeats column \(first + 1), "
                    + "\"\(header.names[first])\"; remove one of them"
            )
        }
    }

    private static func unknownColumn(_ place: String, _ name: String, among known: [String])
        -> ImportFailure
    {
        ImportFailure(
            .unknownHeader,
            "\(place): unknown column \"\(name)\""
                + name.suggestion(
                    among: known,
                    otherwise: "; remove it, or describe the file in a profile"
                )
        )
    }

    /// A header with all needed columns, some of them misspelt: its first misspelt column.
    private static func misspelt(
        _ header: Header,
        _ lacking: [[String]],
        of profile: Profile,
        _ file: FilePlace
    )
        -> ImportFailure?
    {
        let keys = Set(profile.columnNames.map(Header.key))
        // A longer header is not a list of names.
        let meant = header.names.prefix(1000).map {
            keys.contains(Header.key($0)) ? nil : $0.nearest(among: lacking.joined())
        }
        guard lacking.allSatisfy({ names in names.contains { meant.contains($0) } }),
            let index = meant.firstIndex(where: { $0 != nil })
        else { return nil }
        let place = file.column(index)
        return unknownColumn(place, header.names[index], among: [meant[index]].compactMap { $0 })
    }

    /// The columns that a header must have, each under all of its names.
    fileprivate static func needed(_ profile: Profile, _ supplied: Set<String>) -> [[String]] {
        profile.header.filter { names in
            !(names.first.map { supplied.contains($0) } ?? false)
        }
    }

    /// The columns that a header lacks, each under all of its names.
    fileprivate static func missing(_ profile: Profile, _ header: Header, _ supplied: Set<String>)
        -> [[String]]
    {
        needed(profile, supplied).filter { !$0.contains { header.position(of: $0) != nil } }
    }

    private static func unknown(
        _ header: Header,
        _ nearest: Profile,
        file: FilePlace,
        supplied: Set<String>
    ) -> ImportFailure {
        let lacking = missing(nearest, header, supplied)
        if let misspelt = misspelt(header, lacking, of: nearest, file) { return misspelt }
        let names = lacking.compactMap(\.first)
        let columns = names.joined(separator: ", ")
        let canonical = names.compactMap { Column(rawValue: $0) }
        if nearest.isList {
            let verb = names.count == 1 ? "column \(columns) is" : "columns \(columns) are"
            guard nearest.table == nil else {
                return ImportFailure(
                    .unknownHeader,
                    "\(file): the \(verb) missing; rename the one that is meant, or describe the file in a profile"
                )
            }
            return ImportFailure(.unknownHeader, "\(file): the \(verb) missing", .missingColumns(canonical))
        }
        return ImportFailure(
            .unknownHeader,
            "\(file): the header does not match; the nearest profile, \(nearest.name), "
                + "needs \(columns)",
            .missingColumns(canonical.count == names.count ? canonical : [])
        )
    }
}
