#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Prints the error to standard error and ends the process: 64 for wrong arguments, 1 for anything else.
func leave(saying error: any Error) -> Never {
    var output = Output(descriptor: 2)
    output.append(text: "workload: \(error)\n")
    let isUsageError = error is UsageError
    if isUsageError {
        output.append(text: Command.usage)
    }
    // If standard error itself is closed, there is nobody to report to.
    try? output.flush()
    exit(isUsageError ? 64 : 1)
}
