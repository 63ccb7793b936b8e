extension Ledger {
    /// Keeps a profile, in place of one of the same name. An unchanged one is not recorded again.
    @discardableResult
    public func declare(profile: SavedProfile, origin: BatchOrigin = BatchOrigin()) throws -> AppendResult {
        try declare(.profile, [(profile.name, profile)], action: .profiles, origin: origin)
    }

    /// Removes a saved profile. What was imported with it stays.
    ///
    /// - Throws: `unknownProfile`.
    @discardableResult
    public func removeProfile(_ name: String) throws -> AppendResult {
        let names = try savedProfiles().map(\.name)
        guard names.contains(where: { $0.hasSameBytes(as: name) }) else {
            throw LedgerError(.unknownProfile, name.unknown("saved profile", among: names))
        }
        return try withdraw([(.profile, name)], action: .profiles)
    }
}
