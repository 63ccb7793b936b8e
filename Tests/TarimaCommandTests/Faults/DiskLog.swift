import Foundation

/// What programs did to the disk, call by call, as recorded in `FAULTY_DISK_LOG`.
enum DiskCall {
    /// A file was created under a name.
    case create(file: UInt64, name: String)
    case write(file: UInt64, offset: Int, bytes: ArraySlice<UInt8>)
    case truncate(file: UInt64, size: Int)
    /// Everything written to a file is safe.
    case sync(file: UInt64)
    /// All names of the folder are safe.
    case syncFolder
    case delete(name: String)
    /// A file got a second name.
    case link(name: String, newName: String)
    case rename(name: String, newName: String)
    /// The program printed something, which somebody relies on from here on.
    case said(String)

    /// Whether the call changes the disk, or makes something on it safe.
    var isOfDisk: Bool { if case .said = self { false } else { true } }

    /// Reads a log.
    static func read(_ path: String) throws -> [DiskCall] {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        var calls: [DiskCall] = []
        var next = 0
        func number(_ offset: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(bytes[next + offset + $1]) << (8 * $1) }
        }
        while next + 21 <= bytes.count {
            let what = Character(UnicodeScalar(bytes[next]))
            let (file, offset, count) = (UInt64(number(1, 8)), number(9, 8), number(17, 4))
            let rest = bytes[next + 21..<next + 21 + count]
            let names = rest.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            switch what {
            case "C": calls.append(.create(file: file, name: names[0]))
            case "W": calls.append(.write(file: file, offset: offset, bytes: rest))
            case "T": calls.append(.truncate(file: file, size: offset))
            case "S": calls.append(.sync(file: file))
            case "D": calls.append(.syncFolder)
            case "U": calls.append(.delete(name: names[0]))
            case "L": calls.append(.link(name: names[0], newName: names[1]))
            case "R": calls.append(.rename(name: names[0], newName: names[1]))
            default: calls.append(.said(String(decoding: rest, as: UTF8.self)))
            }
            next += 21 + count
        }
        return calls
    }
}
