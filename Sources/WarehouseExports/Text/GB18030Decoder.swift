import Glibc

/// GB18030 through the C library's `iconv`, because Foundation has no such encoding on Linux.
///
/// The pointers that `iconv` moves lie within two arrays that are pinned during the call, and never leave it. The
/// descriptor is opened once and closed once, by this object.
final class GB18030Decoder: TextDecoder {
    private let descriptor: iconv_t

    /// - Throws: `ImportFailure` if the C library lacks this encoding.
    init() throws {
        guard let descriptor = iconv_open("UTF-8", "GB18030"), Int(bitPattern: descriptor) != -1 else {
            // The library reports every failure as a missing encoding, even if no file descriptor is left to load it.
            let spare = dup(STDERR_FILENO)
            let systemError = errno
            if spare >= 0 {
                close(spare)
            } else if [EMFILE, ENFILE].contains(systemError) {
                throw ImportFailure.unreadable("text in GB18030", systemError)
            }
            throw ImportFailure(
                .unsupportedText,
                "this machine's C library cannot read GB18030 (on Debian and Ubuntu: apt-get install "
                    + "libc-gconv-modules-extra); install it, or save the file as UTF-8"
            )
        }
        self.descriptor = descriptor
    }

    deinit { iconv_close(descriptor) }

    func decode(_ bytes: inout [UInt8], isLast: Bool, appendingTo text: inout [UInt8]) {
        var start = 0
        // A character of two or four bytes becomes at most four.
        var piece = [UInt8](repeating: 0, count: max(64, bytes.count * 2))
        while start < bytes.count {
            let (used, made, code) = convert(bytes[start...], into: &piece)
            text.append(contentsOf: piece[..<made])
            start += used
            if code == EINVAL, !isLast { break }
            guard code == EILSEQ || code == EINVAL else { continue }
            text.append(undecodableMark)
            text.append(bytes[start])
            start += 1
        }
        bytes.removeSubrange(..<start)
    }

    private func convert(_ bytes: ArraySlice<UInt8>, into piece: inout [UInt8]) -> (
        used: Int, made: Int, code: Int32
    ) {
        var code: Int32 = 0
        let counts = bytes.withUnsafeBytes { input in
            piece.withUnsafeMutableBytes { output in
                var inputRest = input.count
                var outputRest = output.count
                // `iconv` takes its input as mutable for historical reasons, but does not write to it.
                var inputStart = UnsafeMutablePointer(
                    mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self)
                )
                var outputStart = output.baseAddress?.assumingMemoryBound(to: CChar.self)
                if iconv(descriptor, &inputStart, &inputRest, &outputStart, &outputRest) == -1 {
                    code = errno
                }
                return (input.count - inputRest, output.count - outputRest)
            }
        }
        return (counts.0, counts.1, code)
    }
}
