import Foundation

/// Which files of a target use which, by the names of the types that they declare and use.
struct SourceGraph {
    /// A file that uses types of another.
    struct Arrow: Hashable {
        let from: String
        let to: String
        /// The types, sorted.
        let names: [String]
    }

    /// By the paths within the target, sorted.
    let arrows: [Arrow]
    let files: [String]

    /// - Parameter sources: the source of each file, by its path within the target.
    init(_ sources: [String: String]) throws {
        let files = try sources.mapValues { try DeclaredNames(SwiftCode($0).text) }
        var owners: [String: Set<String>] = [:]
        for (path, file) in files {
            for name in file.shared { owners[name, default: []].insert(path) }
        }
        var arrows: [Arrow] = []
        for (path, file) in files {
            var used: [String: Set<String>] = [:]
            for name in try file.used() {
                for owner in owners[name] ?? [] where owner != path { used[owner, default: []].insert(name) }
            }
            arrows += used.map { Arrow(from: path, to: $0, names: $1.sorted()) }
        }
        self.arrows = arrows.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
        self.files = files.keys.sorted()
    }

    /// The folder of a file; empty if it has none.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// The arrows to a later folder, or to one that is not in the order.
    func arrowsUp(order: [String]) -> [Arrow] {
        arrows.filter { arrow in
            let (from, to) = (Self.folder(of: arrow.from), Self.folder(of: arrow.to))
            guard from != to else { return false }
            guard let place = order.firstIndex(of: from), let other = order.firstIndex(of: to) else {
                return true
            }
            return other > place
        }
    }

    /// The groups of files that use each other in a circle, without some arrows.
    func cycles(without isLeftOut: (Arrow) -> Bool) -> [[String]] {
        var next: [String: [String]] = [:]
        for arrow in arrows where !isLeftOut(arrow) { next[arrow.from, default: []].append(arrow.to) }
        func reached(from start: String) -> Set<String> {
            var reached: Set<String> = []
            var open = next[start] ?? []
            while let file = open.popLast() {
                if reached.insert(file).inserted { open += next[file] ?? [] }
            }
            return reached
        }
        let reach = Dictionary(files.map { ($0, reached(from: $0)) }) { first, _ in first }
        var seen: Set<String> = []
        var cycles: [[String]] = []
        for file in files where reach[file]?.contains(file) == true && !seen.contains(file) {
            let cycle = files.filter {
                reach[file]?.contains($0) == true && reach[$0]?.contains(file) == true
            }
            seen.formUnion(cycle)
            cycles.append(cycle)
        }
        return cycles
    }
}

/// The types that a file declares: by their names, and nested ones as `Outer.Inner`.
private struct DeclaredNames {
    /// The names that other files can use.
    private(set) var shared: Set<String> = []
    /// The names of the file's own types.
    private var own: Set<String> = []
    private let code: String

    /// - Parameter code: without comments and strings.
    init(_ code: String) throws {
        self.code = code
        let token = try NSRegularExpression(
            pattern: #"[{}]|\bextension\s+([A-Z][\w.]*)|"#
                + #"(?:\b(private|fileprivate)\s+)?(?:\b(?:final|indirect)\s+)?"#
                + #"\b(?:struct|class|enum|protocol|actor|(typealias))\s+([A-Z]\w*)"#
        )
        var depth = 0
        var scopes: [(name: String, depth: Int)] = []
        var pending: String?
        for match in token.matches(in: code, range: NSRange(code.startIndex..., in: code)) {
            func group(_ number: Int) -> String? {
                Range(match.range(at: number), in: code).map { String(code[$0]) }
            }
            switch group(0) {
            case "{":
                depth += 1
                if let name = pending { scopes.append((name, depth)) }
                pending = nil
            case "}":
                if scopes.last?.depth == depth { _ = scopes.popLast() }
                depth -= 1
            default:
                if let extended = group(1) {
                    pending = extended.split(separator: ".").last.map { String($0) }
                } else if let name = group(4) {
                    if let outer = scopes.last {
                        shared.insert("\(outer.name).\(name)")
                        own.insert(name)
                    } else if group(2) == nil {
                        shared.insert(name)
                    } else {
                        own.insert(name)
                    }
                    pending = group(3) == nil ? name : nil
                }
            }
        }
    }

    /// The names of the types that the file uses.
    func used() throws -> Set<String> {
        let name = try NSRegularExpression(pattern: #"(?<![\w.])([A-Z]\w*)(\.[A-Z]\w*)?"#)
        var used: Set<String> = []
        for match in name.matches(in: code, range: NSRange(code.startIndex..., in: code)) {
            guard let whole = Range(match.range, in: code), let first = Range(match.range(at: 1), in: code),
                !own.contains(String(code[first]))
            else { continue }
            used.insert(String(code[first]))
            used.insert(String(code[whole]))
        }
        return used
    }
}
