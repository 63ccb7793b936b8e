import Glibc
import Testing

@testable import TarimaCommand

@Suite struct OutputStreamTests {
    /// Records what a writer passes to the system, with scripted answers.
    private final class Recorder {
        var sizes: [Int] = []
        var bytes: [UInt8] = []
        var answers: [(Int) -> Int]

        init(answers: [(Int) -> Int] = []) {
            self.answers = answers
        }

        func write(_ descriptor: Int32, _ data: UnsafeRawBufferPointer) -> Int {
            sizes.append(data.count)
            let written = answers.isEmpty ? data.count : answers.removeFirst()(data.count)
            bytes.append(contentsOf: data.prefix(max(written, 0)))
            return written
        }
    }

    private func failing(_ code: Int32) -> (Int) -> Int {
        { _ in
            errno = code
            return -1
        }
    }

    private func makePipe() throws -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    @Test func `flushed text reaches the descriptor`() throws {
        let ends = try makePipe()
        defer {
            close(ends.reader)
            close(ends.writer)
        }
        let stream = OutputWriter(descriptor: ends.writer)
        try stream.write("螺栓\0")
        try stream.write(bytes: [0xFF, 0x0A])
        try stream.flush()
        var received = [UInt8](repeating: 0, count: 64)
        let count = read(ends.reader, &received, received.count)
        #expect(Array(received.prefix(count)) == Array("螺栓\0".utf8) + [0xFF, 0x0A])
    }

    @Test func `a closed pipe is a quiet end`() throws {
        signal(SIGPIPE, SIG_IGN)
        let ends = try makePipe()
        defer { close(ends.writer) }
        close(ends.reader)
        let stream = OutputWriter(descriptor: ends.writer)
        try stream.write("row\n")
        #expect(throws: OutputClosed()) { try stream.flush() }
    }

    @Test func `a closed pipe stops a long stream of rows`() throws {
        signal(SIGPIPE, SIG_IGN)
        let ends = try makePipe()
        defer { close(ends.writer) }
        close(ends.reader)
        var stream = OutputWriter(descriptor: ends.writer)
        let renderer = CSVRenderer(guardFormulas: false)
        #expect(throws: OutputClosed()) {
            for value in Int64(0)..<1_000_000 {
                try renderer.writeRow([.integer(value)], into: &stream)
            }
        }
    }

    @Test func `any other error carries its number and message`() throws {
        let stream = OutputWriter(descriptor: -1)
        try stream.write("x")
        let failure = #expect(throws: OutputFailure.self) { try stream.flush() }
        #expect(failure == OutputFailure(code: EBADF))
        #expect(failure?.message == "Bad file descriptor")
        #expect(failure?.description == "cannot write the output: Bad file descriptor (errno 9)")
    }

    @Test func `small writes wait until a chunk is full`() throws {
        let recorder = Recorder()
        let stream = OutputWriter(descriptor: -1, writeCall: recorder.write)
        try stream.write(String(repeating: "a", count: OutputWriter.chunkSize - 1))
        #expect(recorder.sizes.isEmpty)
        try stream.write("bc")
        #expect(recorder.sizes == [OutputWriter.chunkSize])
        try stream.flush()
        #expect(recorder.sizes == [OutputWriter.chunkSize, 1])
    }

    @Test func `a long text is sent in chunks and arrives complete`() throws {
        let recorder = Recorder()
        let stream = OutputWriter(descriptor: -1, writeCall: recorder.write)
        let text = String(repeating: "栓", count: 50_000)
        try stream.write(text)
        try stream.flush()
        #expect(recorder.sizes == [65_536, 65_536, 18_928])
        #expect(recorder.bytes == Array(text.utf8))
    }

    @Test func `a flush with nothing queued writes nothing`() throws {
        let recorder = Recorder()
        try OutputWriter(descriptor: -1, writeCall: recorder.write).flush()
        #expect(recorder.sizes.isEmpty)
    }

    @Test func `short writes are continued where they stopped`() throws {
        let recorder = Recorder(answers: [{ _ in 2 }, { _ in 1 }])
        let stream = OutputWriter(descriptor: -1, writeCall: recorder.write)
        try stream.write("abcdef")
        try stream.flush()
        #expect(recorder.sizes == [6, 4, 3])
        #expect(recorder.bytes == Array("abcdef".utf8))
    }

    @Test func `an interrupted write is repeated`() throws {
        let recorder = Recorder(answers: [failing(EINTR), { _ in 2 }, failing(EINTR)])
        let stream = OutputWriter(descriptor: -1, writeCall: recorder.write)
        try stream.write("abc")
        try stream.flush()
        #expect(recorder.bytes == Array("abc".utf8))
    }

    @Test func `a descriptor that is not ready is waited for`() throws {
        let ends = try makePipe()
        defer {
            close(ends.reader)
            close(ends.writer)
        }
        let recorder = Recorder(answers: [failing(EAGAIN)])
        let stream = OutputWriter(descriptor: ends.writer, writeCall: recorder.write)
        try stream.write("abc")
        try stream.flush()
        #expect(recorder.bytes == Array("abc".utf8))
    }

    @Test func `a write that makes no progress is an error`() throws {
        let recorder = Recorder(answers: [{ _ in 0 }])
        let stream = OutputWriter(descriptor: -1, writeCall: recorder.write)
        try stream.write("abc")
        #expect(throws: OutputFailure(code: EIO)) { try stream.flush() }
    }

    @Test func `nothing is written after a failure`() throws {
        let recorder = Recorder(answers: [failing(ENOSPC)])
        let stream = OutputWriter(descriptor: -1, writeCall: recorder.write)
        try stream.write("abc")
        #expect(throws: OutputFailure(code: ENOSPC)) { try stream.flush() }
        #expect(throws: OutputFailure(code: ENOSPC)) { try stream.write("def") }
        #expect(throws: OutputFailure(code: ENOSPC)) { try stream.flush() }
        #expect(recorder.sizes == [3])
    }
}
