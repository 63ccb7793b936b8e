import Foundation
import Glibc

/// An unnamed copy of a file. Random access reads it, so that a pipe works like a file and the digest covers exactly
/// the bytes that were read.
struct SpooledFile {
    /// The receiver must close it.
    let descriptor: Int32
    let byteCount: Int

    /// - Throws: `ImportFailure` if the file is too long, or there is no room for the copy.
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
                    // Within the array: the count is the number of remaining bytes.
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
