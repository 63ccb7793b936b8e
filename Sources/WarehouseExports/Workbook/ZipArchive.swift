import Glibc
import Libzip

/// The parts of a workbook, through Debian's libzip.
///
/// Pointers of libzip stay within this file. An archive and its open parts keep each other alive, each is closed once
/// by its own `deinit`, and nothing is used by two threads at once.
final class ZipArchive {
    private let archive: OpaquePointer
    let name: String
    /// The remaining bytes of all parts together.
    private var bytesLeft: Int64 = 4 << 30

    /// No workbook has more parts.
    private static let partsMax = 10_000
    static let archiveBytesMax = 256 << 20

    /// Reads the archive's directory.
    ///
    /// - Throws: `ImportFailure` if the file is not an archive.
    init(_ source: ByteSource) throws {
        name = source.name
        let file = try SpooledFile(source, bytesMax: Self.archiveBytesMax)
        do {
            try Self.checkPartCount(file, name: name)
        } catch {
            close(file.descriptor)
            throw error
        }
        var code: Int32 = 0
        errno = 0
        guard let archive = zip_fdopen(file.descriptor, 0, &code) else {
            let systemError = errno
            close(file.descriptor)
            // A fault of the archive itself sets no such error.
            if [EMFILE, ENFILE, ENOMEM].contains(systemError) {
                throw ImportFailure.unreadable(name, systemError)
            }
            throw ImportFailure(.badWorkbook, "\(name) is not a workbook, or was cut off; download it again")
        }
        self.archive = archive
        guard zip_get_num_entries(archive, 0) <= Int64(Self.partsMax) else {
            zip_discard(archive)
            throw Self.tooManyParts(name)
        }
    }

    deinit { zip_discard(archive) }

    /// Checks how many parts the directory claims, before libzip allocates memory for them.
    ///
    /// Source: APPNOTE.TXT 6.3.10, sections 4.3.14 and 4.3.16.
    private static func checkPartCount(_ file: SpooledFile, name: String) throws {
        let count = min(file.byteCount, 1 << 17)
        var tail = [UInt8](repeating: 0, count: count)
        let got = tail.withUnsafeMutableBytes { bytes in
            pread(file.descriptor, bytes.baseAddress, bytes.count, off_t(file.byteCount - count))
        }
        guard got == count else { throw ImportFailure(.inputOutput, "cannot read \(name) again") }
        func number(_ index: Int, bytes: Int) -> UInt64 {
            (0..<bytes).reduce(0) { $0 | UInt64(tail[index + $1]) << (8 * UInt64($1)) }
        }
        for index in 0..<max(0, count - 21) where tail[index] == 0x50 && tail[index + 1] == 0x4B {
            let isDirectoryEnd = tail[index + 2] == 0x05 && tail[index + 3] == 0x06
            let is64Bit = tail[index + 2] == 0x06 && tail[index + 3] == 0x06 && index + 40 <= count
            // 0xFFFF refers to the other record.
            if isDirectoryEnd, case let parts = number(index + 10, bytes: 2), parts > partsMax,
                parts != 0xFFFF
            {
                throw tooManyParts(name)
            }
            if is64Bit, number(index + 32, bytes: 8) > UInt64(partsMax) { throw tooManyParts(name) }
        }
    }

    private static func tooManyParts(_ name: String) -> ImportFailure {
        ImportFailure(.badWorkbook, "\(name) has more than \(partsMax) parts, too many for a workbook")
    }

    func has(_ part: String) -> Bool {
        zip_name_locate(archive, part, UInt32(truncatingIfNeeded: ZIP_FL_NOCASE)) >= 0
    }

    /// Opens a part from its beginning; nil if there is none of this name.
    func open(_ part: String) throws -> Part? {
        let index = zip_name_locate(archive, part, UInt32(truncatingIfNeeded: ZIP_FL_NOCASE))
        guard index >= 0 else { return nil }
        var status = zip_stat_t()
        zip_stat_init(&status)
        guard zip_stat_index(archive, UInt64(index), 0, &status) == 0,
            let file = zip_fopen_index(archive, UInt64(index), 0)
        else {
            throw ImportFailure(
                .badWorkbook,
                "\(name): \(part) cannot be opened (\(String(terminated: zip_strerror(archive)))); save the workbook again, "
                    + "without a password"
            )
        }
        let meter = ReadMeter(bytesTotal: Int64(clamping: status.size))
        return Part(self, file, part, compressed: Int64(clamping: status.comp_size), meter: meter)
    }

    /// An open part.
    final class Part {
        private let archive: ZipArchive
        private let file: OpaquePointer
        let name: String
        private let compressed: Int64
        /// The bytes read of those that the archive claims.
        let meter: ReadMeter
        private var inflated: Int64 = 0
        private(set) var isAtEnd = false

        /// Sheets are repetitive, but hardly ever this much. Small parts may be.
        private static let ratioMax: Int64 = 300
        private static let ratioFreeBytes: Int64 = 64 << 20

        fileprivate init(
            _ archive: ZipArchive,
            _ file: OpaquePointer,
            _ name: String,
            compressed: Int64,
            meter: ReadMeter
        ) {
            self.archive = archive
            self.file = file
            self.name = name
            self.compressed = compressed
            self.meter = meter
        }

        deinit { zip_fclose(file) }

        /// Reads up to `count` bytes and appends them to a buffer.
        func read(upTo count: Int, appendingTo buffer: inout [UInt8]) throws {
            if isAtEnd { return }
            try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { bytes in
                guard let start = bytes.baseAddress else { return }
                let got = zip_fread(file, start, UInt64(count))
                guard got >= 0 else {
                    throw ImportFailure(
                        .badWorkbook,
                        "\(archive.name): \(name) is damaged; download the file again, or save it again"
                    )
                }
                if got == 0 { isAtEnd = true }
                inflated += got
                meter.add(Int(got))
                archive.bytesLeft -= got
                let isBomb = inflated > Self.ratioFreeBytes && inflated / Self.ratioMax > compressed
                guard !isBomb, archive.bytesLeft >= 0 else {
                    throw ImportFailure(
                        .badWorkbook,
                        "\(archive.name): \(name) unpacks to far more than a sheet of goods has (\(inflated >> 20) MiB so "
                            + "far); save the sheet as CSV if it is real"
                    )
                }
                buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[..<Int(got)]))
            }
        }
    }
}
