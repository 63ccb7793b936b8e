import Glibc

/// GB18030 through the C library's `iconv`, because Foundation has no such encoding on Linux.
///
/// The pointers that `iconv` moves lie within two arrays that are pinned during the call, and never leave it. The
/// descriptor is opened once and closed once, by this object.
final class GB18030Decoder: TextDecoder {
    private let descriptor: iconv_t
    /// What `iconv` writes to.
    private var piece: [UInt8] = []

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
        while true {
            // Most of a file is ASCII, which need not pass through `iconv`.
            let first = bytes.firstBeyondASCII(from: start) ?? bytes.count
            text.append(contentsOf: bytes[start..<first])
            start = first
            guard start < bytes.count else { break }
            // A line feed is never part of a character.
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let (used, code) = convert(bytes[start..<end], appendingTo: &text)
            start += used
            if code == EINVAL, end == bytes.count, !isLast { break }
            guard code == EILSEQ || code == EINVAL else { continue }
            text.append(undecodableMark)
            text.append(bytes[start])
            start += 1
        }
        bytes.removeSubrange(..<start)
    }

    private func convert(_ bytes: ArraySlice<UInt8>, appendingTo text: inout [UInt8]) -> (
        used: Int, code: Int32
    ) {
        // A character of two or four bytes becomes at most four.
        let room = max(64, bytes.count * 2)
        if piece.count < room { piece = [UInt8](repeating: 0, count: room) }
        var code: Int32 = 0
        let (used, made) = bytes.withUnsafeBytes { input in
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
        text.append(contentsOf: piece[..<made])
        return (used, code)
    }
}
