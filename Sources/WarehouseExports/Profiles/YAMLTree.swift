internal import CYaml
import InventoryLedger

/// The YAML of a profile as a tree, of the plain shape that a profile has: one document, all values texts, no aliases,
/// only texts as names and each once, few levels.
///
/// Each of the parser's events is checked before its node is kept. Nested aliases could expand a short text beyond any
/// memory, and lists as names would be compared in full at every level.
///
/// libyaml is used directly, because every import reads all built-in profiles, and the nodes of Yams take several times
/// as long. Its pointers stay within this file; the parser and its events are each freed once, by a `defer`.
struct YAMLTree {
    private let file: String
    private var levels: [Level] = []
    private var root: YAMLNode?

    /// A profile has about six.
    private static let levelsMax = 32

    /// Every row may be compared with every entry of a list.
    private static let entriesMax = 1000

    /// A list or a mapping that has begun.
    private struct Level {
        let isMapping: Bool
        let line: Int
        let column: Int
        var nodes: [YAMLNode] = []
        var pairs: [(key: YAMLNode, value: YAMLNode)] = []
        /// The name whose value comes next.
        var name: YAMLNode?
    }

    private init(file: String) { self.file = file }

    /// The root; nil if the text has none.
    ///
    /// - Throws: `ImportFailure` with code `badProfile` and the place.
    static func read(_ text: String, file: String) throws -> YAMLNode? {
        // The parser keeps its own address.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else {
            throw ImportFailure(.badProfile, "\(file): not enough memory to read it")
        }
        defer { yaml_parser_delete(parser) }
        var tree = YAMLTree(file: file)
        var bytes = text
        return try bytes.withUTF8 { bytes in
            yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
            while try tree.step(parser, bytes) {}
            return tree.root
        }
    }

    /// Takes one event. Returns false after the last one.
    private mutating func step(
        _ parser: UnsafeMutablePointer<yaml_parser_t>,
        _ bytes: UnsafeBufferPointer<UInt8>
    ) throws -> Bool {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw notYAML(parser, bytes) }
        defer { yaml_event_delete(&event) }
        let (line, column) = place(event.start_mark)
        switch event.type {
        case YAML_STREAM_END_EVENT: return false
        case YAML_DOCUMENT_START_EVENT:
            guard root == nil else {
                throw failure(line, column, "a profile is one YAML document, and another one begins here")
            }
        case YAML_ALIAS_EVENT:
            throw failure(
                line,
                column,
                "a profile must not use YAML aliases; write the part out, or quote a text that "
                    + "begins with *"
            )
        case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
            try checkRoom(line, column)
            if let level = levels.last, level.isMapping, level.name == nil {
                throw failure(
                    line,
                    column,
                    "expected a name, found a list or a mapping; quote a text that begins with [ or {"
                )
            }
            guard levels.count < Self.levelsMax else {
                throw failure(line, column, "the profile is nested deeper than \(Self.levelsMax) levels")
            }
            let isMapping = event.type == YAML_MAPPING_START_EVENT
            levels.append(Level(isMapping: isMapping, line: line, column: column))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            guard let level = levels.popLast() else { break }
            let content: YAMLNode.Content = level.isMapping ? .mapping(level.pairs) : .list(level.nodes)
            if level.isMapping { try checkNames(level.pairs) }
            add(YAMLNode(content: content, line: level.line, column: level.column))
        case YAML_SCALAR_EVENT:
            try checkRoom(line, column)
            let scalar = event.data.scalar
            let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            add(
                YAMLNode(content: .text(String(decoding: text, as: UTF8.self)), line: line, column: column)
            )
        default: break
        }
        return true
    }

    private mutating func add(_ node: YAMLNode) {
        guard let last = levels.indices.last else {
            root = node
            return
        }
        if !levels[last].isMapping {
            levels[last].nodes.append(node)
        } else if let name = levels[last].name {
            levels[last].pairs.append((name, node))
            levels[last].name = nil
        } else {
            levels[last].name = node
        }
    }

    private func checkRoom(_ line: Int, _ column: Int) throws {
        guard let level = levels.last, level.nodes.count >= Self.entriesMax else { return }
        throw failure(
            line,
            column,
            "the list has more than \(Self.entriesMax) entries, too many for a profile"
        )
    }

    /// - Throws: `ImportFailure` if a name appears twice.
    private func checkNames(_ pairs: [(key: YAMLNode, value: YAMLNode)]) throws {
        var names: Set<String> = []
        names.reserveCapacity(pairs.count)
        for (key, _) in pairs {
            guard let name = key.text, !names.insert(name).inserted else { continue }
            throw failure(key.line, key.column, "\"\(name)\" appears twice")
        }
    }

    private func place(_ mark: yaml_mark_t) -> (line: Int, column: Int) {
        (Int(clamping: mark.line) + 1, Int(clamping: mark.column) + 1)
    }

    private func failure(_ line: Int, _ column: Int, _ message: String) -> ImportFailure {
        ImportFailure(.badProfile, "\(file):\(line):\(column): \(message)")
    }

    /// The parser's error in one line.
    private func notYAML(
        _ parser: UnsafeMutablePointer<yaml_parser_t>,
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> ImportFailure {
        let error = parser.pointee
        guard error.error != YAML_MEMORY_ERROR else {
            return ImportFailure(.badProfile, "\(file): not enough memory to read it")
        }
        let problem = String(terminated: error.problem)
        guard error.error != YAML_READER_ERROR else {
            let place = TextPlace(in: bytes.prefix(Int(clamping: error.problem_offset)))
            return ImportFailure(
                .badProfile,
                "\(file):\(place.line):\(place.column): not YAML: \(problem)"
            )
        }
        let (line, column) = place(error.problem_mark)
        return failure(line, column, "not YAML: \(problem)")
    }
}
