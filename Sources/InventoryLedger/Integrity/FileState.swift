import Glibc

/// Shows whether a file changed while it was read piece by piece, so that a mixture of two contents is detected.
package struct FileState: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    private let bytes: Int64
    private let seconds: Int
    private let nanoseconds: Int

    /// Nil for what is not a regular file, such as a pipe or a device.
    package init?(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        bytes = Int64(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }

    /// The state of a file before reading.
    ///
    /// File times advance with the system's coarse clock. If the file was written within the current tick, this waits
    /// for the next one, because a second write within the tick would not change its time.
    package static func beforeReading(_ descriptor: Int32) -> FileState? {
        guard let state = FileState(descriptor) else { return nil }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &now)
        let isOfThisTick = state.seconds == now.tv_sec && state.nanoseconds >= now.tv_nsec
        guard isOfThisTick else { return state }
        // The longest tick of Linux.
        usleep(10_000)
        return FileState(descriptor)
    }
}
