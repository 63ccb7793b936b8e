import Dispatch
import Interrupts
import InventoryLedger
import Synchronization

/// Shows on a terminal how far long work has come: one line of standard error, gone when the work is done.
///
/// A thread of its own draws, ten times a second: the work only leaves a note, and a terminal that stands still does not
/// hold it up. No colours and no control but the carriage return are used.
final class ProgressBar: Sendable {
    private struct Note {
        var work: ProgressLine.Work
        let since: ContinuousClock.Instant
    }

    private let note = Mutex<Note?>(nil)
    private let isOver = DispatchSemaphore(value: 0)
    /// Locked while drawing, so that nothing is drawn once the line was wiped.
    private let hasEnded = Mutex(false)
    private static let interval = DispatchTimeInterval.milliseconds(100)
    /// Work that is done sooner shows nothing.
    private static let delay = Duration.milliseconds(500)
    /// A terminal shows Ctrl-C as two characters behind the line.
    private static let echoColumns = 2

    /// Does work that shows how far it is by its notes. The bar is nil where nobody would see it.
    static func during<T>(_ body: (ProgressBar?) throws -> T) rethrows -> T {
        guard Terminal.showsProgress else { return try body(nil) }
        let bar = ProgressBar()
        // Where the system has no thread, nothing is shown.
        OwnThread.start {
            while bar.isOver.wait(timeout: .now() + interval) == .timedOut { bar.draw() }
        }
        defer { bar.end() }
        return try body(bar)
    }

    /// Does work of which only the time it takes can be shown.
    static func during<T>(_ words: String, _ body: () throws -> T) rethrows -> T {
        try during { bar in
            bar?.note(.other(words))
            return try body()
        }
    }

    /// Leaves a note of how far the work is. Its time counts from the first.
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
            columns: Terminal.columns - 1 - Self.echoColumns
        )
        hasEnded.withLock { hasEnded in
            guard !hasEnded else { return }
            let columns = DisplayWidth.of(line)
            // Kept where a signal finds it, which wipes the line before it says anything.
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

    /// Takes the line off the terminal.
    static func wipe() {
        let columns = Int(interrupts_exchange_drawn_columns(0))
        guard columns > 0 else { return }
        write("\r" + String(repeating: " ", count: columns + echoColumns) + "\r")
    }

    private static func write(_ text: String) {
        let output = OutputWriter(descriptor: 2)
        // Nobody is left to tell where standard error itself is gone.
        try? output.write(text)
        try? output.flush()
    }
}
