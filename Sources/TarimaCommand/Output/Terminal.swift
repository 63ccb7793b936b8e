import Glibc

/// The state of standard output and standard error.
enum Terminal {
    /// Whether to print in bold: only on a terminal whose owner did not ask for plain text.
    static var isStyled: Bool { isatty(1) == 1 && getenv("NO_COLOR") == nil }

    /// Whether a line of standard error can be overwritten: not in a file or pipe, nor on a printing terminal.
    static var showsProgress: Bool {
        guard isatty(2) == 1 else { return false }
        return String(terminated: getenv("TERM")) != "dumb"
    }

    /// The number of columns of standard error.
    static var columns: Int {
        var size = winsize()
        // The call fills the structure, whose type belongs to the request.
        guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
