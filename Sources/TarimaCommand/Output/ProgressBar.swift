import Dispatch
import Interrupts
import InventoryLedger
import Synchronization

/// Shows the progress of long work on a terminal: one line of standard error, removed when the work is done.
///
/// A separate thread draws ten times a second. The work only leaves notes, so a stopped terminal does not block it.
/// No colours are used, and no control characters except carriage return.
final class ProgressBar: Sendable {
    private struct Note {
        var work: ProgressLine.Work
        let since: ContinuousClock.Instant
    }

    private let note = Mutex<Note?>(nil)
    private let isOver = DispatchSemaphore(value: 0)
    /// Locked while drawing, so that nothing is drawn after the line was wiped.
    private let hasEnded = Mutex(false)
    private static let interval = DispatchTimeInterval.milliseconds(100)
    /// Shorter work shows nothing.
    private static let delay = Duration.milliseconds(500)
    /// A terminal shows Ctrl-C as two characters after the line.
    private static let echoColumns = 2

    /// Runs work that leaves notes of its progress. The bar is nil if nobody would see it.
    static func during<T>(_ body: (ProgressBar?) throws -> T) rethrows -> T {
        guard Terminal.showsProgress else { return try body(nil) }
        let bar = ProgressBar()
        // If the system cannot start a thread, nothing is shown.
        OwnThread.start {
            while bar.isOver.wait(timeout: .now() + interval) == .timedOut { bar.draw() }
        }
        defer { bar.end() }
        return try body(bar)
    }

    /// Runs work of which only the elapsed time can be shown.
    static func during<T>(_ words: String, _ body: () throws -> T) rethrows -> T {
        try during(words) { _ in try body() }
    }

    /// Runs work that may leave further notes. Without words, nothing is shown.
    static func during<T>(_ words: String?, _ body: (ProgressBar?) throws -> T) rethrows -> T {
        guard let words else { return try body(nil) }
        return try during { bar in
            bar?.note(.other(words))
            return try body(bar)
        }
    }

    /// Runs a report, which may have to read all of the log.
    static func reading<T>(_ body: () throws -> T) rethrows -> T { try during("reading the ledger", body) }

    /// Leaves a note of the progress. The time counts from the first note.
    func note(_ work: ProgressLine.Work) {
        note.withLock { note in
            if note == nil { note = Note(work: work, since: .now) } else { note?.work = work }
        }
    }

    private func draw() {
        guard let note = note.withLock({ $0 }) else { return }
        let elapsed = ContinuousClock.now - note.since
        guard elapsed >= Self.delay else { return }
        let line = ProgressLine.text(
            note.work,
            after: elapsed,
            columns: Terminal.columns(of: 2) - 1 - Self.echoColumns,
            in: .current
        )
        hasEnded.withLock { hasEnded in
            guard !hasEnded else { return }
            let columns = DisplayWidth.of(line)
            // Stored for the signal handler, which wipes the line before its message.
            let before = Int(interrupts_exchange_drawn_columns(Int32(clamping: columns)))
            Self.write("\r" + line + String(repeating: " ", count: max(0, before - columns)))
        }
    }

    private func end() {
        isOver.signal()
        hasEnded.withLock { hasEnded in
            hasEnded = true
            Self.wipe()
        }
    }

    /// Removes the line from the terminal.
    static func wipe() {
        let columns = Int(interrupts_exchange_drawn_columns(0))
        guard columns > 0 else { return }
        write("\r" + String(repeating: " ", count: columns + echoColumns) + "\r")
    }

    private static func write(_ text: String) {
        let output = OutputWriter(descriptor: 2)
        // If standard error itself is gone, there is nobody to report to.
        try? output.write(text)
        try? output.flush()
    }
}
