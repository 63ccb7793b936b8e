import GRDB

/// A description of a source's files that is kept in the ledger. The ledger keeps its text, and does not read it.
public struct SavedProfile: Hashable, Sendable, Codable {
    /// The name of the profile.
    public let name: String
    /// The description, as it was written.
    public let text: String

    /// A profile with its name and text.
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

extension Ledger {
    /// The saved profiles, by the bytes of their names.
    public func savedProfiles() throws -> [SavedProfile] { try read { try SavedProfile.all($0) } }
}

extension SavedProfile {
    static func all(_ database: Database) throws -> [SavedProfile] {
        var profiles: [SavedProfile] = []
        try Declarations.forEachCurrent(database, .profile) { profiles.append($1) }
        return profiles
    }
}
