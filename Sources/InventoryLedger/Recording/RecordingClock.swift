/// The instant at which a batch is recorded, and whether the clock that gives it can be believed.
///
/// The log is in the order in which it was written, so a clock that is not behind the last batch's time needs no
/// judgement. A clock that is far from it is wrong now, or was wrong then, and nobody but a person knows which.
///
/// - A clock somewhat behind is a clock that was corrected, or another machine's: the batch takes the last batch's time.
///   From an hour on it is worth a warning.
/// - A clock more than a day behind, or more than five years ahead, is refused until somebody says that it is right.
///   From a year ahead on it is worth a warning.
/// - Where somebody says that a clock behind is right, the last batch's time was wrong. The batch then takes the clock's
///   time and is marked, so that one wrong clock does not decide the times of all later batches.
///
/// What the ledger knew by an instant is the log up to the last batch recorded by then, so what was known never
/// becomes less: a batch with a time that was wrong counts as known once a batch behind it is.
struct RecordingClock {
    let now: Instant
    /// Somebody says that this clock is right.
    let isVouchedFor: Bool

    private static let hour: Int64 = 3_600_000
    private static let year = 365 * Instant.dayMilliseconds
    /// Before the first release of this program: a computer that has lost its time.
    private static let earliest = Instant(milliseconds: 1_577_836_800_000)

    /// What a batch behind another is to be recorded with.
    struct Reading {
        let recordedAt: Instant
        /// The batch goes back in time, or leaps over years, and somebody said that this is right.
        var isMarked = false
        /// Why the clock should be looked at.
        var warning: String?
        /// Why nothing can be recorded before somebody says that the clock is right.
        var refusal: String?
    }

    /// - Parameters:
    ///   - last: when the last batch was recorded; nil for the first one.
    ///   - batch: its number, for the sentence.
    ///   - madeAt: when the ledger was made.
    func reading(after last: Instant?, batch: Int64, madeAt: Instant) -> Reading {
        guard let last else { return firstReading(madeAt: madeAt) }
        if now < last {
            let sentence =
                "this computer's clock says \(now), \(Self.span(from: now, to: last)) before the last batch (batch \(batch), "
                + "recorded at \(last))"
            if last <= now.advanced(byMilliseconds: Self.hour) { return Reading(recordedAt: last) }
            if isVouchedFor { return Reading(recordedAt: now, isMarked: true) }
            if last <= now.advanced(byMilliseconds: Instant.dayMilliseconds) {
                return Reading(
                    recordedAt: last,
                    warning: sentence + "; the batch takes that batch's time"
                )
            }
            return Reading(recordedAt: last, refusal: sentence)
        }
        if now > last.advanced(byMilliseconds: Self.year) {
            let sentence =
                "this computer's clock says \(now), \(Self.span(from: last, to: now)) after the last batch (batch \(batch), "
                + "recorded at \(last))"
            if now > last.advanced(byMilliseconds: 5 * Self.year) {
                return doubted(sentence, recordedAt: now)
            }
            return Reading(recordedAt: now, warning: isVouchedFor ? nil : sentence)
        }
        return Reading(recordedAt: now)
    }

    private func firstReading(madeAt: Instant) -> Reading {
        let clock = "this computer's clock says \(now)"
        if now < Self.earliest { return doubted("\(clock), before this program was made", recordedAt: now) }
        // A ledger made by a computer that had lost its time says nothing of this one's.
        guard madeAt >= Self.earliest else { return Reading(recordedAt: now) }
        let ledger = "the ledger was made (at \(madeAt))"
        if now < madeAt.advanced(byMilliseconds: -Instant.dayMilliseconds) {
            return doubted("\(clock), \(Self.span(from: now, to: madeAt)) before \(ledger)", recordedAt: now)
        }
        if now > madeAt.advanced(byMilliseconds: 5 * Self.year) {
            return doubted("\(clock), \(Self.span(from: madeAt, to: now)) after \(ledger)", recordedAt: now)
        }
        return Reading(recordedAt: now)
    }

    private func doubted(_ sentence: String, recordedAt: Instant) -> Reading {
        isVouchedFor
            ? Reading(recordedAt: recordedAt, isMarked: true)
            : Reading(recordedAt: recordedAt, refusal: sentence)
    }

    /// How long it is between two instants, in the largest unit of which there is one.
    private static func span(from earlier: Instant, to later: Instant) -> String {
        let milliseconds = later.milliseconds &- earlier.milliseconds
        let units = [(year, "year"), (Instant.dayMilliseconds, "day"), (hour, "hour")]
        for (length, unit) in units where milliseconds >= length {
            let count = milliseconds / length
            return "\(count) \(unit)" + (count == 1 ? "" : "s")
        }
        return "less than an hour"
    }
}

extension LedgerError {
    /// The clock is so far from the last batch that somebody has to say which of the two is right.
    static func clockDoubted(_ refusal: String) -> LedgerError {
        LedgerError(
            .clockDoubted,
            refusal + "; nothing was recorded. Set the clock and try again"
        )
    }
}

extension Ledger {
    /// The clock by which the next batch is recorded.
    var recordingClock: RecordingClock { RecordingClock(now: clock(), isVouchedFor: isClockVouchedFor) }
}
