import Foundation

/// The environment in which tests run programs: always the same, whoever runs the tests.
///
/// Of the environment of the tests only what is needed to run anything at all is passed on, and which mistake
/// `Tests/Sabotage/run` has made.
public enum PlainEnvironment {
    public static let variables = ProcessInfo.processInfo.environment
        .filter { ["PATH", "TMPDIR", "LD_LIBRARY_PATH", "SABOTAGE"].contains($0.key) }
        .merging(["LC_ALL": "C.UTF-8", "TZ": "UTC"]) { $1 }
}
