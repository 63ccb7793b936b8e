/// A place text goes to, piece by piece, so that long outputs need not be held in memory.
protocol TextSink {
    /// Takes the next piece of text; throws when the destination can take no more.
    mutating func write(_ text: String) throws

    /// Takes the next piece of text as UTF-8. Rows are built as bytes, which is several times as fast as building strings.
    mutating func write(bytes: [UInt8]) throws
}
