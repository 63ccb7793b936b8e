import Glibc

extension String {
    /// The text of a C string; empty if C returned none for lack of memory.
    package init(terminated characters: UnsafePointer<CChar>?) {
        // proven: the pointer is not null, and C's texts end with a zero byte.
        if let characters { self.init(cString: characters) } else { self.init() }
    }

    /// The system's description of an error.
    package init(systemError code: Int32) {
        let text = String(terminated: strerror(code))
        self = text.isEmpty ? "error \(code)" : text
    }
}
