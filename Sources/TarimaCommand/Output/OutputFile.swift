import Glibc
import InventoryLedger

/// A file that a command writes because an option names it: a page, a proposal.
///
/// `-` is standard output, and links are followed. Pipes and devices are written to directly. A file is replaced as a
/// whole and keeps its permissions. Files that must not be overwritten are refused before the work begins.
struct OutputFile {
    /// The name as given.
    private let name: String
    private let inputs: [String]
    private let isNew: Bool

    /// - Parameters:
    ///   - inputs: the files that the command reads.
    ///   - isNew: the file must not exist.
    /// - Throws: `LedgerError` if the file cannot be written.
    init(_ name: String, besides inputs: [String?] = [], isNew: Bool = false) throws {
        self.name = name
        self.inputs = inputs.compactMap { $0 }.filter { $0 != "-" }
        self.isNew = isNew
        _ = try target()
    }

    /// Whether it is, or will be, a regular file and not a stream.
    func isFile() throws -> Bool { if case .file = try target() { true } else { false } }

    /// Whether it is standard output itself.
    var isStandardOutput: Bool { name == "-" }

    private enum Target {
        /// Already open, like standard output.
        case descriptor(Int32)
        /// A pipe, a terminal, another device.
        case stream(String)
        case file(String)
    }

    /// Writes a text.
    ///
    /// - Throws: `OutputClosed` if the reader of a pipe is gone, `LedgerError` otherwise.
    func write(_ text: String) throws { try write { try $0.write(text) } }

    /// Writes the rest of a file from its current position.
    func write(contentsOf source: Int32) throws {
        try write { output in
            while true {
                let bytes = try [UInt8](unsafeUninitializedCapacity: OutputWriter.chunkSize) {
                    buffer,
                    count in
                    let got = read(source, buffer.baseAddress, OutputWriter.chunkSize)
                    guard got >= 0 else { throw OutputFailure(code: errno) }
                    count = got
                }
                if bytes.isEmpty { return }
                try output.write(bytes: bytes)
            }
        }
    }

    private func write(_ body: (OutputWriter) throws -> Void) throws {
        switch try target() {
        case .descriptor(let descriptor): try write(into: descriptor, body)
        case .stream(let path):
            let descriptor = try openStream(path)
            defer { close(descriptor) }
            try write(into: descriptor, body)
        case .file(let path):
            let file = try DraftFile(for: path, isNew: isNew)
            defer { file.discard() }
            try write(into: file.descriptor, body)
            try file.publish()
        }
    }

    /// How long to wait for a reader of a pipe.
    private static let patience: Duration = .seconds(5)

    private func openStream(_ path: String) throws -> Int32 {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            // Without blocking, because a pipe without a reader would hang the command.
            let descriptor = FileSystem.open(path, O_WRONLY | O_NONBLOCK)
            if descriptor >= 0 { return descriptor }
            guard errno == ENXIO else { throw DraftFile.cannotCreate(name) }
            guard ContinuousClock.now < deadline else {
                throw LedgerError(.inputOutput, "cannot write \(name): nothing reads from it")
            }
            usleep(20_000)
        }
    }

    private func write(into descriptor: Int32, _ body: (OutputWriter) throws -> Void) throws {
        let output = OutputWriter(descriptor: descriptor)
        do {
            try body(output)
            try output.flush()
        } catch let failure as OutputFailure where !isStandardOutput {
            throw LedgerError(
                failure.isFullDisk ? .diskFull : .inputOutput,
                "cannot write \(name): \(failure.message)"
            )
        }
    }

    // MARK: Where it goes

    private static let linksMax = 40

    /// Follows the links of the name one by one. A link to an open descriptor is written to and not replaced.
    private func target() throws -> Target {
        if isStandardOutput { return .descriptor(1) }
        var path = name
        for _ in 0..<Self.linksMax {
            let last = FileSystem.lastPart(of: path)
            guard !["", ".", ".."].contains(last) else {
                throw LedgerError(
                    .badName,
                    name.isEmpty ? "the name of the file is empty" : "\(name) is a folder"
                )
            }
            guard let folder = FileSystem.realName(FileSystem.folder(of: path)) else {
                throw DraftFile.cannotCreate(name)
            }
            if folder == "/proc/\(getpid())/fd", let descriptor = Int32(last, radix: 10) {
                try FilePlace.checkOutput(descriptor: descriptor)
                return .descriptor(descriptor)
            }
            path = (folder == "/" ? "" : folder) + "/" + last
            guard let status = FileSystem.ownStatus(path) else {
                guard errno == ENOENT else { throw DraftFile.cannotCreate(name) }
                break
            }
            switch status.st_mode & S_IFMT {
            case S_IFLNK:
                guard let next = FileSystem.destination(ofLink: path) else {
                    throw DraftFile.cannotCreate(name)
                }
                path = next.hasPrefix("/") ? next : folder + "/" + next
                continue
            case S_IFREG: break
            case S_IFDIR: throw LedgerError(.cannotCreate, "\(name) is a folder; name a file in it")
            case S_IFBLK:
                throw LedgerError(.cannotCreate, "\(name) is a disk and will not be overwritten; name a file")
            default: return .stream(path)
            }
            break
        }
        try FilePlace.checkOutput(path, called: name, besides: inputs, isNew: isNew)
        return .file(path)
    }
}
