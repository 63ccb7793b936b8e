import InventoryLedger

extension Profile {
    /// The built-in profiles.
    public static let builtIn: [Profile] = [canonical] + ofExports

    /// The known exports, from the YAML files in the folder BuiltIn; a test reads each of them.
    private static let ofExports: [Profile] = {
        let trees = BuiltInTrees()
        return BuiltInTexts.names.compactMap { try? ProfileReader.builtIn($0, trees) }
    }()

    /// The canonical format: every column by its English, Spanish or Chinese name, in any order.
    public static let canonical: Profile = {
        var profile = Profile(name: "tarima")
        for column in Column.allCases {
            profile.columns[column] = column.names
        }
        profile.header = [Column.kind, .document, .warehouse, .occurredAt].map(\.names)
        profile.allowsUnknownColumns = false
        // Each row has the facts of its kind. A count moves nothing, so several sources may count.
        profile.facts = Set(Fact.allCases).subtracting([.demand, .balances])
        // It is read back exactly as written.
        profile.layout.takesGuardsOff = false
        return profile
    }()

    /// The profile with a name, or from a file.
    ///
    /// - Parameters:
    ///   - name: the name of a profile, or the path of a file with one.
    ///   - own: profiles besides the built-in ones, which come first.
    /// - Throws: `ImportFailure` with code `unknownProfile` or `badProfile`.
    public static func named(_ name: String, among own: [Profile] = []) throws -> Profile {
        if let profile = (own + builtIn).first(where: { $0.name.hasSameBytes(as: name) }) { return profile }
        let isPath = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        guard isPath else {
            let known = (own + builtIn).map(\.name)
            throw ImportFailure(
                .unknownProfile,
                name.unknown(
                    "profile",
                    among: known,
                    otherwise: "; name a built-in profile, or a profile file such as ./\(name).yaml"
                )
            )
        }
        return try ProfileReader.read(ProfileFile.text(name), file: name)
    }
}
