import Foundation
import Glibc

/// A named pipe that the test fills slowly.
final class Fifo {
    private var descriptor: Int32

    /// Opened for reading too, so that a program that ends early does not end the test.
    init(_ path: String) throws {
        guard mkfifo(path, 0o600) == 0 else {
            throw CommandRunner.Failure(description: "cannot make \(path): \(errno)")
        }
        descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandRunner.Failure(description: "cannot open \(path): \(errno)")
        }
    }

    deinit { end() }

    /// Writes a text, waiting for room. Returns false if there is no reader any more.
    @discardableResult
    func write(_ text: String, while isRead: () -> Bool) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if isRead() {
                usleep(1000)
            } else {
                return false
            }
        }
        return true
    }

    /// Ends the file.
    func end() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }
}
