import Glibc

extension String {
    /// The text that C ends with a zero byte; empty where C has none to give, for want of memory for one.
    package init(terminated characters: UnsafePointer<CChar>?) {
        // proven: the pointer is not null, and C's texts end with a zero byte.
        if let characters { self.init(cString: characters) } else { self.init() }
    }

    /// What the system calls an error.
    package init(systemError code: Int32) {
        let text = String(terminated: strerror(code))
        self = text.isEmpty ? "error \(code)" : text
    }
}
