import Foundation

/// The environment of programs in tests, independent of the user.
///
/// Of the real environment, only what programs need to run is passed on, and the current mistake of
/// `Tests/Sabotage/run`.
public enum PlainEnvironment {
    public static let variables = ProcessInfo.processInfo.environment
        .filter { ["PATH", "TMPDIR", "LD_LIBRARY_PATH", "SABOTAGE"].contains($0.key) }
        .merging(["LC_ALL": "C.UTF-8", "TZ": "UTC"]) { $1 }

    /// Preloads a library into a program. By name and folder, because a blank or a colon would end a path here.
    public static func preloading(_ library: String) -> [String: String] {
        let file = URL(fileURLWithPath: library)
        let folders =
            [file.deletingLastPathComponent().path] + [variables["LD_LIBRARY_PATH"]].compactMap { $0 }
        return ["LD_PRELOAD": file.lastPathComponent, "LD_LIBRARY_PATH": folders.joined(separator: ":")]
    }
}
