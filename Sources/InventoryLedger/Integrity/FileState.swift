import Glibc

/// What shows whether a file is still the one that it was: whoever reads a file piece by piece compares the end with
/// the beginning, so that a mixture of two contents is never taken for a file.
package struct FileState: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    private let bytes: Int64
    private let seconds: Int
    private let nanoseconds: Int

    /// Nil for what is not a file with a length of its own, such as a pipe or a device.
    package init?(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        bytes = Int64(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }

    /// The state of a file of which nothing was read yet.
    ///
    /// The time of a file advances with the system's coarse clock. A file that was written within the present tick is
    /// waited for until the next one, since a second writing within the tick would leave its time as it is.
    package static func beforeReading(_ descriptor: Int32) -> FileState? {
        guard let state = FileState(descriptor) else { return nil }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &now)
        let isOfThisTick = state.seconds == now.tv_sec && state.nanoseconds >= now.tv_nsec
        guard isOfThisTick else { return state }
        // The longest tick that Linux has.
        usleep(10_000)
        return FileState(descriptor)
    }
}
