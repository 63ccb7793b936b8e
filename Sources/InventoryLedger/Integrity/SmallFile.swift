import Foundation
import Glibc

/// Reads keys and seals: files of a few lines, which may also be pipes.
enum SmallFile {
    private static let bytesMax = 1 << 16

    /// - Throws: `noInput`, `noPermission`, `inputOutput`; `badSeal` for a file that is too long, not UTF-8, or
    ///   changed while it was read.
    static func text(_ path: String) throws -> String {
        guard !OpenLedgers.use(path) else {
            throw LedgerError(
                .badSeal,
                "\(path) is neither a key nor a seal, but a file of the ledger"
            )
        }
        let descriptor = FileSystem.open(path, O_RDONLY)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        let state = FileState.beforeReading(descriptor)
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= bytesMax {
            let count = read(descriptor, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, errno) }
            if count == 0 { break }
            bytes += part[..<count]
        }
        guard bytes.count <= bytesMax, let text = String(validating: bytes, as: UTF8.self) else {
            throw LedgerError(.badSeal, "\(path) is neither a key nor a seal: it is too long, or not text")
        }
        guard FileState(descriptor) == state else {
            throw LedgerError(
                .badSeal,
                "\(path) changed while it was read; try again when nothing writes to it"
            )
        }
        return text
    }

    private static func failure(_ path: String, _ code: Int32) -> LedgerError {
        let reason = String(systemError: code)
        return switch code {
        case ENOENT, ENOTDIR: LedgerError(.noInput, "there is no file \(path)")
        case EISDIR: LedgerError(.noInput, "\(path) is a folder; name the files in it")
        case EACCES, EPERM: LedgerError(.noPermission, "no permission to read \(path)")
        default: LedgerError(.inputOutput, "cannot read \(path): \(reason)")
        }
    }
}
