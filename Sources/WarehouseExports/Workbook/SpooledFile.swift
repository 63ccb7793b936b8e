import Foundation
import Glibc

/// A copy of a file's bytes that has no name: what needs to jump about in a file reads this, so that a pipe is as good
/// as a file, and the digest is of the very bytes that were read.
struct SpooledFile {
    /// To be closed by who takes it.
    let descriptor: Int32
    let byteCount: Int

    /// - Throws: `ImportFailure` for a file of more bytes, or where there is no room for the copy.
    init(_ source: ByteSource, bytesMax: Int) throws {
        let folder = FileManager.default.temporaryDirectory.path
        var template = Array((folder + "/tarima-XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw ImportFailure.unwritable(folder, errno) }
        unlink(template)
        var byteCount = 0
        var buffer: [UInt8] = []
        do {
            while !source.isAtEnd {
                buffer.removeAll(keepingCapacity: true)
                try source.read(upTo: 1 << 18, appendingTo: &buffer)
                byteCount += buffer.count
                guard byteCount <= bytesMax else {
                    throw ImportFailure(
                        .badWorkbook,
                        "\(source.name) is larger than \(bytesMax >> 20) MiB; split the workbook, or save the sheet as CSV"
                    )
                }
                var written = 0
                while written < buffer.count {
                    // Within the array's own bytes: the count is what is left of them.
                    let count = buffer.withUnsafeBytes { bytes in
                        write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
                    }
                    guard count >= 0 || errno == EINTR else { throw ImportFailure.unwritable(folder, errno) }
                    written += max(0, count)
                }
            }
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        self.byteCount = byteCount
    }
}

extension ImportFailure {
    fileprivate static func unwritable(_ folder: String, _ code: Int32) -> ImportFailure {
        ImportFailure(
            .inputOutput,
            "cannot store the workbook in \(folder) while it is read: \(String(systemError: code)); "
                + "set TMPDIR to another folder"
        )
    }
}
