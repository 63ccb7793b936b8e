/// The reader of the output went away, as `head` does once it has seen enough.
///
/// A value of its own, because it is an ordinary end and not a failure to report.
struct OutputClosed: Error, Equatable {}
