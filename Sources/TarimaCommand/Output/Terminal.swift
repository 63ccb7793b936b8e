import Glibc

/// What standard output and standard error are.
enum Terminal {
    /// Whether to print in bold: only on a terminal whose owner did not ask for plain text.
    static var isStyled: Bool { isatty(1) == 1 && getenv("NO_COLOR") == nil }

    /// Whether a line of standard error can be drawn over: not in a file or a pipe, nor on a terminal that only prints.
    static var showsProgress: Bool {
        guard isatty(2) == 1 else { return false }
        return String(terminated: getenv("TERM")) != "dumb"
    }

    /// How many columns standard error has.
    static var columns: Int {
        var size = winsize()
        // The call fills the structure that it is given, whose type belongs to the request.
        guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
