import Foundation

/// sabotage list LIST | sabotage apply LIST FOLDER: lists the mistakes, and writes the sources of a package with all
/// of them.
@main
struct Command {
    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count > 1 else { usage() }
        let list = try Sabotage.List(text: String(contentsOfFile: words[1], encoding: .utf8))
        switch words[0] {
        case "list":
            for one in list.sabotages { print("\(one.name)\t\(one.caughtBy)") }
        case "apply" where words.count == 3:
            for (file, text) in try list.applied(to: words[2]) {
                try text.write(toFile: words[2] + "/" + file, atomically: true, encoding: .utf8)
            }
        default: usage()
        }
    }

    private static func usage() -> Never {
        print("usage: sabotage list LIST | sabotage apply LIST FOLDER")
        exit(64)
    }
}
