import Foundation
import TestSupport

/// A Markdown document whose transcripts can be run.
///
/// A block marked `console` contains commands after `$ `, their further lines after `> `, and their output; `…`
/// stands for text that varies. A block after a line with only a file name and a colon, such as `` `orders.csv`: ``,
/// is that file. A transcript that begins with `tarima init` starts a new walk in an empty folder; the following
/// blocks continue it.
struct RunnableDocument {
    /// The steps of each walk, in one folder.
    private(set) var walks: [[Step]] = []

    enum Step {
        case write(file: String, text: String)
        case run(command: String, printed: String)

        fileprivate var isCommand: Bool { if case .run = self { true } else { false } }
    }

    /// - Parameter path: from the root of the package.
    init(path: String) throws { self.init(try Self.text(path)) }

    /// The root of the package.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The text of a document of the package.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    init(_ text: String) {
        var block: (language: String, lines: [String])?
        var named: String?
        for line in text.components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                if let ended = block {
                    add(ended.language, ended.lines, file: named)
                    (block, named) = (nil, nil)
                } else {
                    block = (String(line.dropFirst(3)), [])
                }
            } else if block != nil {
                block?.lines.append(line)
            } else if !line.isEmpty {
                named = Self.fileName(line)
            }
        }
    }

    private mutating func add(_ language: String, _ lines: [String], file: String?) {
        let steps: [Step]
        if language == "console" {
            steps = Self.commands(lines)
        } else if let file {
            steps = [.write(file: file, text: lines.joined(separator: "\n") + "\n")]
        } else {
            return
        }
        let begins =
            if case .run(let command, _)? = steps.first { command.hasPrefix("tarima init") } else { false }
        if walks.isEmpty || begins && walks[walks.count - 1].contains(where: \.isCommand) { walks.append([]) }
        walks[walks.count - 1] += steps
    }

    private static func commands(_ lines: [String]) -> [Step] {
        var steps: [Step] = []
        for line in lines {
            if line.hasPrefix("$ ") {
                steps.append(.run(command: String(line.dropFirst(2)), printed: ""))
            } else if case .run(let command, let printed)? = steps.popLast() {
                if line.hasPrefix("> "), printed.isEmpty {
                    steps.append(.run(command: command + "\n" + line.dropFirst(2), printed: ""))
                } else {
                    steps.append(.run(command: command, printed: printed + line + "\n"))
                }
            }
        }
        return steps
    }

    private static func fileName(_ line: String) -> String? {
        guard line.hasPrefix("`"), line.hasSuffix("`:") else { return nil }
        let name = line.dropFirst().dropLast(2)
        return name.isEmpty || name.contains("`") || name.contains("/") ? nil : String(name)
    }

    /// Whether a command's output matches the document.
    static func matches(_ output: String, _ printed: String) -> Bool {
        let pattern = printed.components(separatedBy: "…")
            .map { NSRegularExpression.escapedPattern(for: $0) }
            .joined(separator: "[^\\n]+")
        return output.range(of: "\\A\(pattern)\\z", options: .regularExpression) != nil
    }

    /// Runs a command line in a folder with the built `tarima` on the path, and returns its output.
    static func run(_ command: String, in folder: TemporaryFolder) throws -> String {
        let built = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.environment = ["PATH": built + ":/usr/bin:/bin", "TMPDIR": folder.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
