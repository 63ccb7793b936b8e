import Glibc

/// The state of standard output and standard error.
enum Terminal {
    /// Whether standard output is a terminal.
    static var hasReader: Bool { isatty(1) == 1 }

    /// Whether to print in bold and in color: only on a terminal whose owner did not ask for plain text.
    static var isStyled: Bool {
        hasReader && String(terminated: getenv("NO_COLOR")).isEmpty
            && String(terminated: getenv("TERM")) != "dumb"
    }

    /// Whether a line of standard error can be overwritten: not in a file or pipe, nor on a printing terminal.
    static var showsProgress: Bool {
        guard isatty(2) == 1 else { return false }
        return String(terminated: getenv("TERM")) != "dumb"
    }

    /// The number of columns of standard output or standard error.
    static func columns(of stream: Int32) -> Int {
        var size = winsize()
        // The call fills the structure, whose type belongs to the request.
        guard ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
