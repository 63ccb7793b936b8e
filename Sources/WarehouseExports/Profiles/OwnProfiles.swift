import Foundation
import InventoryLedger

/// A user's own profiles: those saved in a ledger, and the files in a folder beside it.
extension Profile {
    /// The name of the folder beside a ledger whose files are profiles.
    public static let folderName = "profiles"

    /// Reads a profile from its file.
    ///
    /// - Throws: `ImportFailure` with code `badProfile` and the place of the mistake.
    public static func file(_ path: String) throws -> Profile {
        try ProfileReader.read(ProfileFile.text(path), file: path)
    }

    /// The profiles that a ledger knows besides the built-in ones. A file takes the place of a saved profile of its
    /// name.
    ///
    /// - Throws: `ImportFailure` with code `badProfile` for one that cannot be read.
    public static func own(of ledger: Ledger) throws -> [Profile] {
        let files = try folder(beside: ledger.path).map { try own(file($0), .file($0)) }
        let saved = try ledger.savedProfiles().map { saved in
            try own(ProfileReader.read(saved.text, file: "profile \(saved.name)"), .saved)
        }
        return files + saved.filter { one in !files.contains { $0.name.hasSameBytes(as: one.name) } }
    }

    private static func own(_ profile: Profile, _ origin: Origin) -> Profile {
        var profile = profile
        profile.origin = origin
        return profile
    }

    /// The profile files beside a ledger, by name; none if there is no such folder.
    private static func folder(beside ledger: String) -> [String] {
        let parent = ledger.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
            separator: "/"
        )
        let folder = (ledger.contains("/") ? parent + "/" : "") + folderName
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) && !$0.hasPrefix(".") }.sorted()
            .map { folder + "/" + $0 }
    }
}

extension Ledger {
    /// Saves a profile of a file, so that it needs no path any more.
    ///
    /// - Throws: `ImportFailure` if it cannot be read, or has the name of a built-in profile.
    @discardableResult
    public func saveProfile(_ path: String) throws -> (name: String, result: AppendResult) {
        let profile = try Profile.file(path)
        guard !Profile.builtIn.contains(where: { $0.name.hasSameBytes(as: profile.name) }) else {
            throw ImportFailure(
                .badProfile,
                "\(path): there is a built-in profile \(profile.name); choose another name"
            )
        }
        let saved = SavedProfile(name: profile.name, text: profile.yaml)
        return (profile.name, try declare(profile: saved, origin: BatchOrigin(file: path)))
    }
}
