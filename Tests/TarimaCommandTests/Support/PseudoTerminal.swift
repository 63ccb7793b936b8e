import Foundation
import Glibc

/// A terminal without a user that records everything written to it.
final class PseudoTerminal {
    /// The path for programs that write to it.
    let path: String
    private let master: Int32
    /// Kept open, so that the terminal does not hang up before or after a program uses it.
    private let slave: Int32
    private var bytes: [UInt8] = []

    /// TIOCSPTLCK and TIOCGPTN of Linux's asm-generic/ioctls.h, which Swift cannot import.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430

    init(columns: UInt16 = 80) throws {
        func failure(_ what: String) -> CommandRunner.Failure {
            CommandRunner.Failure(
                description: "no pseudo-terminal: \(what): \(String(cString: strerror(errno)))"
            )
        }
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        guard master >= 0 else { throw failure("/dev/ptmx") }
        var isLocked: Int32 = 0
        var number: UInt32 = 0
        // Each call reads or fills the number that it is given.
        guard ioctl(master, Self.setLock, &isLocked) == 0, ioctl(master, Self.getNumber, &number) == 0 else {
            throw failure("ioctl")
        }
        path = "/dev/pts/\(number)"
        slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else { throw failure(path) }
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard ioctl(master, UInt(TIOCSWINSZ), &size) == 0 else { throw failure("TIOCSWINSZ") }
    }

    deinit {
        close(slave)
        close(master)
    }

    /// Everything written so far. Must be called regularly, because a terminal that is not read blocks its writer.
    func text() -> String {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(master, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The visible lines, after overwriting.
    func lines() -> [String] {
        var lines: [[Character]] = [[]]
        var column = 0
        for scalar in text().unicodeScalars {
            switch scalar {
            case "\n": lines.append([])
            case "\r": column = 0
            default:
                if column < lines[lines.count - 1].count {
                    lines[lines.count - 1][column] = Character(scalar)
                } else {
                    lines[lines.count - 1].append(Character(scalar))
                }
                column += 1
            }
        }
        return lines.map { String($0).trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
