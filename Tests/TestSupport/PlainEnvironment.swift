import Foundation

/// The environment in which tests run programs: always the same, whoever runs the tests.
///
/// Of the environment of the tests only what is needed to run anything at all is passed on, and which mistake
/// `Tests/Sabotage/run` has made.
public enum PlainEnvironment {
    public static let variables = ProcessInfo.processInfo.environment
        .filter { ["PATH", "TMPDIR", "LD_LIBRARY_PATH", "SABOTAGE"].contains($0.key) }
        .merging(["LC_ALL": "C.UTF-8", "TZ": "UTC"]) { $1 }

    /// What preloads a library into a program. By its name and its folder: in the path of a library to be preloaded a
    /// blank or a colon would end it.
    public static func preloading(_ library: String) -> [String: String] {
        let file = URL(fileURLWithPath: library)
        let folders =
            [file.deletingLastPathComponent().path] + [variables["LD_LIBRARY_PATH"]].compactMap { $0 }
        return ["LD_PRELOAD": file.lastPathComponent, "LD_LIBRARY_PATH": folders.joined(separator: ":")]
    }
}
