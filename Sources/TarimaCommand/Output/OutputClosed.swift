/// The reader of the output has gone away, as `head` does when it has seen enough.
///
/// A separate type, because it is a normal end and not a failure to report.
struct OutputClosed: Error, Equatable {}
