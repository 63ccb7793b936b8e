import Foundation
import TestSupport
import Testing

/// Runs what the README shows, as it stands.
@Suite struct ReadmeTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A command of a transcript and what it printed.
    private struct Step {
        var command: String
        var output = ""
    }

    @Test func `the transcripts of the README are what the command prints`() throws {
        let text = try String(contentsOf: Self.root.appendingPathComponent("README.md"), encoding: .utf8)
        let transcripts = Self.transcripts(in: text)
        #expect(transcripts.count >= 2)
        for transcript in transcripts {
            let folder = try TemporaryFolder()
            for step in transcript {
                #expect(try Self.run(step.command, in: folder) == step.output, "\(step.command)")
            }
        }
    }

    @Test func `every command has its help`() throws {
        let folder = try TemporaryFolder()
        let help = try Self.run("tarima --help", in: folder)
        let commands = [
            "init", "open", "import", "record", "undo", "stock", "card", "events", "batches", "rejected",
            "export",
            "template", "profiles", "verify", "rebuild", "backup", "demo",
        ]
        for command in commands {
            #expect(help.contains("  \(command) "), "\(command)")
            #expect(try Self.run("tarima help \(command)", in: folder).contains("OVERVIEW: "), "\(command)")
        }
    }

    /// The blocks marked `console`: a command after `$ `, its further lines after `> `, then what it prints.
    private static func transcripts(in text: String) -> [[Step]] {
        var transcripts: [[Step]] = []
        var isInside = false
        for line in text.components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                isInside = line == "```console"
                if isInside { transcripts.append([]) }
            } else if isInside, let last = transcripts.indices.last {
                if line.hasPrefix("$ ") {
                    transcripts[last].append(Step(command: String(line.dropFirst(2))))
                } else if let step = transcripts[last].indices.last {
                    if line.hasPrefix("> "), transcripts[last][step].output.isEmpty {
                        transcripts[last][step].command += "\n" + line.dropFirst(2)
                    } else {
                        transcripts[last][step].output += line + "\n"
                    }
                }
            }
        }
        return transcripts
    }

    /// Runs a command line in a folder with the built `tarima` at hand; gives all it prints.
    private static func run(_ command: String, in folder: TemporaryFolder) throws -> String {
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
