import Foundation

/// A mistake in the sources, and the tests that must then fail.
struct Sabotage: Equatable {
    /// The mistake in a few words.
    let name: String
    /// The source file, from the package's folder.
    let file: String
    /// The filter of the failing tests.
    let caughtBy: String
    /// The text in the file, which must occur once.
    let old: String
    /// The text with the mistake, which is made if `SABOTAGED` is true.
    let new: String

    /// The list in `sabotages.txt`.
    struct List {
        let sabotages: [Sabotage]

        /// Why a list cannot be read, or does not match the sources.
        struct Problem: Error, CustomStringConvertible {
            let description: String
        }

        /// Reads a list: paragraphs of a name, a file, a test, and lines that begin with `-` and `+`.
        init(text: String) throws {
            sabotages = try text.components(separatedBy: "\n\n").compactMap { paragraph in
                let lines = paragraph.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
                return lines.isEmpty ? nil : try Self.sabotage(lines)
            }
        }

        private static func sabotage(_ lines: [String]) throws -> Sabotage {
            func value(_ key: String) throws -> String {
                guard let line = lines.first(where: { $0.hasPrefix(key + ": ") }) else {
                    throw Problem(description: "\(lines[0]): no line \"\(key): \"")
                }
                return String(line.dropFirst(key.count + 2))
            }
            func text(_ mark: Character) -> String {
                lines.dropFirst().filter { $0.first == mark }.map { $0.dropFirst(2) }.joined(separator: "\n")
            }
            return Sabotage(
                name: lines[0],
                file: try value("in"),
                caughtBy: try value("caught by"),
                old: text("-"),
                new: text("+")
            )
        }
    }
}

extension Sabotage.List {
    /// The files of a package with all mistakes in them, each inactive until `SABOTAGE` names it, so that one build
    /// is enough.
    func applied(to folder: String) throws -> [String: String] {
        var files: [String: String] = [:]
        for one in sabotages {
            let path = folder + "/" + one.file
            let text = try files[one.file] ?? String(contentsOfFile: path, encoding: .utf8)
            let parts = text.components(separatedBy: one.old)
            guard parts.count == 2, one.new.contains("SABOTAGED") else {
                throw Problem(
                    description:
                        "\(one.name): its text stands \(parts.count - 1) times in \(one.file), not once"
                )
            }
            let isAwake = "isSabotaged(\"\(one.name)\")"
            files[one.file] = parts.joined(separator: one.new.replacing("SABOTAGED", with: isAwake))
        }
        for file in files.keys {
            let target = file.split(separator: "/").prefix(2).joined(separator: "/")
            files[target + "/IsSabotaged.swift"] = Self.question
        }
        return files
    }

    /// How the sabotaged sources know which mistake to make.
    private static let question = """
        import Foundation

        private let sabotage = ProcessInfo.processInfo.environment["SABOTAGE"]

        func isSabotaged(_ name: String) -> Bool { sabotage == name }

        """
}
