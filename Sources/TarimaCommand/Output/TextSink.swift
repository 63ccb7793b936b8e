/// A place text goes to, piece by piece, so that long outputs need not be held in memory.
protocol TextSink {
    /// Takes the next piece of text; throws when the destination can take no more.
    mutating func write(_ text: String) throws

    /// Takes the next piece of text as UTF-8, in which rows are put together: several times as fast as in strings.
    mutating func write(bytes: [UInt8]) throws
}
