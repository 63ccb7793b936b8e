import InventoryLedger

/// Which profile a file's header asks for.
enum ProfileChoice {
    /// The profile that fits a header; the one that was named, where one was.
    ///
    /// - Parameter supplied: the columns that the user gives for the whole file, which the header may lack.
    static func choose(
        _ named: Profile?,
        header: Header,
        file: String,
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
                "\(file) fits \(fitting.map(\.name).joined(separator: " and ")); say which with --profile"
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

    private static func check(_ profile: Profile, header: Header, file: String, supplied: Set<Column>) throws
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
            throw ImportFailure(
                .unknownHeader,
                "\(file):\(profile.format.headerRow):\(index + 1): unknown column \"\(name)\""
                    + (name.nearest(among: known).map { "; did you mean \($0)?" }
                        ?? "; remove it, or describe the file in a profile")
            )
        }
    }

    private static func missing(_ profile: Profile, _ header: Header, _ supplied: Set<Column>) -> [String] {
        profile.header.filter { names in
            let isSupplied = Column(rawValue: names[0]).map { supplied.contains($0) } ?? false
            return !isSupplied && !names.contains { header.position(of: $0) != nil }
        }.map { $0[0] }
    }

    private static func unknown(
        _ header: Header,
        _ nearest: Profile?,
        file: String,
        supplied: Set<Column>
    ) -> ImportFailure {
        guard let nearest else {
            return ImportFailure(.unknownHeader, "\(file): no profile fits its header")
        }
        let lacking = missing(nearest, header, supplied)
        let columns = lacking.joined(separator: ", ")
        let canSupply = lacking.allSatisfy { Column(rawValue: $0) != nil }
        return ImportFailure(
            .unknownHeader,
            "\(file):\(nearest.format.headerRow): the header does not fit; the nearest profile, \(nearest.name), "
                + "misses \(columns). "
                + (canSupply
                    ? "Give it with --set \(lacking.first ?? "COLUMN")=VALUE, or name"
                    : "Name") + " a profile that describes the file with --profile"
        )
    }
}
