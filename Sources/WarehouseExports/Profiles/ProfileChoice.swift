import InventoryLedger

/// A line of a file, as people are pointed to it.
struct FilePlace: CustomStringConvertible {
    let path: String
    let line: Int64

    var description: String { "\(path):\(line)" }
}

/// Which profile a file's header asks for.
enum ProfileChoice {
    /// The profile that fits a header; the one that was named, where one was.
    ///
    /// - Parameters:
    ///   - file: the file and the line of its header.
    ///   - supplied: the columns that the user gives for the whole file, which the header may lack.
    static func choose(
        _ named: Profile?,
        header: Header,
        file: FilePlace,
        among profiles: [Profile],
        supplied: Set<Column>
    ) throws -> Profile {
        if let named {
            try check(named, header: header, file: file, supplied: supplied)
            return named
        }
        let fitting = profiles.filter { missing($0, header, supplied).isEmpty }
        if fitting.count > 1 {
            throw ImportFailure(
                .ambiguousHeader,
                "\(file.path) fits \(fitting.map(\.name).joined(separator: " and ")); say which with --profile"
            )
        }
        guard let profile = fitting.first else {
            let nearest = profiles.min {
                missing($0, header, supplied).count < missing($1, header, supplied).count
            }
            throw unknown(header, nearest, file: file, supplied: supplied)
        }
        try check(profile, header: header, file: file, supplied: supplied)
        return profile
    }

    private static func check(_ profile: Profile, header: Header, file: FilePlace, supplied: Set<Column>)
        throws
    {
        guard missing(profile, header, supplied).isEmpty else {
            throw unknown(header, profile, file: file, supplied: supplied)
        }
        guard !profile.allowsUnknownColumns else { return }
        let known = profile.columns.values.flatMap { $0 }
        let keys = Set(known.map(Header.key))
        for (index, name) in header.names.enumerated() where !keys.contains(Header.key(name)) {
            // A spreadsheet leaves nameless columns behind.
            if name.trimmedCode.isEmpty { continue }
            throw unknownColumn(
                "\(file):\(index + 1)",
                name,
                nearest: name.nearest(among: known)
            )
        }
    }

    private static func unknownColumn(_ place: String, _ name: String, nearest: String?) -> ImportFailure {
        ImportFailure(
            .unknownHeader,
            "\(place): unknown column \"\(name)\""
                + (nearest.map { "; did you mean \($0)?" } ?? "; remove it, or describe the file in a profile")
        )
    }

    /// A header that lacks nothing but what it misspells: its first misspelt column.
    private static func misspelt(
        _ header: Header,
        _ lacking: [[String]],
        of profile: Profile,
        _ file: FilePlace
    )
        -> ImportFailure?
    {
        let keys = Set(profile.columns.values.joined().map(Header.key))
        let meant = header.names.map {
            keys.contains(Header.key($0)) ? nil : $0.nearest(among: lacking.joined())
        }
        guard lacking.allSatisfy({ names in names.contains { meant.contains($0) } }),
            let index = meant.firstIndex(where: { $0 != nil })
        else { return nil }
        let place = "\(file):\(index + 1)"
        return unknownColumn(place, header.names[index], nearest: meant[index])
    }

    /// The columns that a header lacks, each under all of its names.
    private static func missing(_ profile: Profile, _ header: Header, _ supplied: Set<Column>) -> [[String]] {
        profile.header.filter { names in
            let isSupplied =
                names.first.flatMap { Column(rawValue: $0) }.map { supplied.contains($0) } ?? false
            return !isSupplied && !names.contains { header.position(of: $0) != nil }
        }
    }

    private static func unknown(
        _ header: Header,
        _ nearest: Profile?,
        file: FilePlace,
        supplied: Set<Column>
    ) -> ImportFailure {
        guard let nearest else {
            return ImportFailure(.unknownHeader, "\(file.path): no profile fits its header")
        }
        let lacking = missing(nearest, header, supplied)
        if let misspelt = misspelt(header, lacking, of: nearest, file) { return misspelt }
        let names = lacking.compactMap(\.first)
        let columns = names.joined(separator: ", ")
        let canSupply = names.allSatisfy { Column(rawValue: $0) != nil }
        return ImportFailure(
            .unknownHeader,
            "\(file): the header does not fit; the nearest profile, \(nearest.name), "
                + "misses \(columns). "
                + (canSupply
                    ? "Give it with --set \(names.first ?? "COLUMN")=VALUE, or name"
                    : "Name") + " a profile that describes the file with --profile"
        )
    }
}
