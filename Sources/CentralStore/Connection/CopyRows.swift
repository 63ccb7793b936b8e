/// Rows in PostgreSQL's binary form for COPY, passed on in blocks.
struct CopyRows {
    private var bytes: [UInt8] = []
    private let send: (UnsafeRawBufferPointer) throws -> Void
    private static let blockBytes = 1 << 16

    init(_ send: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.send = send
        bytes.reserveCapacity(Self.blockBytes * 2)
        bytes += Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)
    }

    /// Begins a row of some columns.
    mutating func begin(columns: Int) throws {
        if bytes.count >= Self.blockBytes { try flush() }
        add(Int16(clamping: columns))
    }

    /// A whole number of eight bytes.
    mutating func add(_ number: Int64?) {
        guard let number else { return addNull() }
        add(Int32(8))
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// A text or bytes.
    mutating func add(bytes value: UnsafeRawBufferPointer?) {
        guard let value else { return addNull() }
        add(Int32(clamping: value.count))
        bytes.append(contentsOf: value)
    }

    mutating func add(text: String?) {
        guard var text else { return addNull() }
        text.withUTF8 { add(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// Ends the rows.
    mutating func finish() throws {
        add(Int16(-1))
        try flush()
    }

    private mutating func addNull() { add(Int32(-1)) }

    private mutating func add(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func flush() throws {
        try bytes.withUnsafeBytes { try send($0) }
        bytes.removeAll(keepingCapacity: true)
    }
}
