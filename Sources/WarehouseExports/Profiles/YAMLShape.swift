internal import CYaml

/// Checks that YAML has the plain shape of a profile: no aliases, only texts as names, few levels.
///
/// It checks the parser's events before a tree is built. Nested aliases could expand a short text beyond any memory,
/// and lists as names would be compared in full at every level.
///
/// libyaml is used directly because Yams builds the whole tree first. Its pointers stay within this file; the parser
/// and its events are each freed once, by a `defer`.
enum YAMLShape {
    /// A profile has about six.
    private static let levelsMax = 32

    /// Every row may be compared with every entry of a list.
    private static let entriesMax = 1000

    private struct Level {
        let isMapping: Bool
        var entries = 0
        /// Whether the next node of a mapping is a name.
        var isAtName = true
    }

    /// - Throws: `ImportFailure` with code `badProfile` and the place. Invalid YAML is left to the reader.
    static func check(_ text: String, file: String) throws {
        // The parser keeps its own address.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else {
            throw ImportFailure(.badProfile, "\(file): not enough memory to read it")
        }
        defer { yaml_parser_delete(parser) }
        try Array(text.utf8).withUnsafeBufferPointer { bytes in
            yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
            var levels: [Level] = []
            while try step(parser, &levels, file: file) {}
        }
    }

    /// Checks one event. Returns false after the last one.
    private static func step(
        _ parser: UnsafeMutablePointer<yaml_parser_t>,
        _ levels: inout [Level],
        file: String
    ) throws -> Bool {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { return false }
        defer { yaml_event_delete(&event) }
        let mark = event.start_mark
        func failure(_ message: String) -> ImportFailure {
            ImportFailure(
                .badProfile,
                "\(file):\(Int(clamping: mark.line) + 1):\(Int(clamping: mark.column) + 1): \(message)"
            )
        }
        switch event.type {
        case YAML_STREAM_END_EVENT: return false
        case YAML_ALIAS_EVENT:
            throw failure(
                "a profile must not use YAML aliases; write the part out, or quote a text that "
                    + "begins with *"
            )
        case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
            guard levels.last.map({ $0.isMapping || $0.entries < entriesMax }) ?? true else {
                throw failure(tooManyEntries)
            }
            if let level = levels.last, level.isMapping, level.isAtName {
                throw failure(
                    "expected a name, found a list or a mapping; quote a text that begins with [ or {"
                )
            }
            guard levels.count < levelsMax else {
                throw failure("the profile is nested deeper than \(levelsMax) levels")
            }
            levels.append(Level(isMapping: event.type == YAML_MAPPING_START_EVENT))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            _ = levels.popLast()
            endNode(&levels)
        case YAML_SCALAR_EVENT:
            guard levels.last.map({ $0.isMapping || $0.entries < entriesMax }) ?? true else {
                throw failure(tooManyEntries)
            }
            endNode(&levels)
        default: break
        }
        return true
    }

    private static func endNode(_ levels: inout [Level]) {
        guard !levels.isEmpty else { return }
        levels[levels.count - 1].isAtName.toggle()
        levels[levels.count - 1].entries += 1
    }

    private static let tooManyEntries = "the list has more than \(entriesMax) entries, too many for a profile"
}
