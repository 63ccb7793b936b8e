/// Decides when a batch is recorded, and whether the clock is plausible.
///
/// The log is in the order of writing. A clock that is not behind the last batch needs no check. If it is far from
/// the last batch, either the clock is wrong now or it was wrong then, and only a person knows which.
///
/// - A clock slightly behind was corrected, or belongs to another machine. The batch takes the last batch's time,
///   with a warning from one hour on.
/// - A clock more than a day behind, or more than five years ahead, is refused unless someone says that it is right.
///   From one year ahead on there is a warning.
/// - If someone says that a clock behind is right, the last batch's time was wrong. The batch then takes the clock's
///   time and is marked, so that one wrong clock does not affect all later batches.
///
/// What the ledger knew at an instant is the log up to the last batch recorded by then, so what was known never
/// becomes less. A batch with a wrong time counts as known once a later batch is.
struct RecordingClock {
    let now: Instant
    /// Someone says that this clock is right.
    let isVouchedFor: Bool
    /// The clock on which people read times.
    let zone: BusinessZone

    private static let hour: Int64 = 3_600_000
    private static let year = 365 * Instant.dayMilliseconds
    /// Before the first release of this program. A computer with an earlier clock has lost its time.
    private static let earliest = Instant(milliseconds: 1_577_836_800_000)

    /// The time of the next batch, with its warning or refusal.
    struct Reading {
        let recordedAt: Instant
        /// The batch goes back in time, or jumps over years, and someone said that this is right.
        var isMarked = false
        /// The reason to check the clock.
        var warning: String?
        /// The reason why nothing can be recorded unless someone says that the clock is right.
        var refusal: String?
    }

    /// - Parameters:
    ///   - last: when the last batch was recorded; nil for the first one.
    ///   - batch: its number, for the message.
    ///   - madeAt: when the ledger was created.
    func reading(after last: Instant?, batch: Int64, madeAt: Instant) -> Reading {
        guard let last else { return firstReading(madeAt: madeAt) }
        if now < last {
            let sentence =
                "this computer's clock says \(zone.clock(now)), \(Self.span(from: now, to: last)) before the last batch "
                + "(batch \(batch), recorded at \(zone.clock(last)))"
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
                "this computer's clock says \(zone.clock(now)), \(Self.span(from: last, to: now)) after the last batch "
                + "(batch \(batch), recorded at \(zone.clock(last)))"
            if now > last.advanced(byMilliseconds: 5 * Self.year) {
                return doubted(sentence, recordedAt: now)
            }
            return Reading(recordedAt: now, warning: isVouchedFor ? nil : sentence)
        }
        return Reading(recordedAt: now)
    }

    private func firstReading(madeAt: Instant) -> Reading {
        let clock = "this computer's clock says \(zone.clock(now))"
        if now < Self.earliest { return doubted("\(clock), before this program was made", recordedAt: now) }
        // A ledger created with an implausible clock says nothing about this one.
        guard madeAt >= Self.earliest else { return Reading(recordedAt: now) }
        if now < madeAt.advanced(byMilliseconds: -Instant.dayMilliseconds) {
            return doubted(
                "\(clock), \(Self.span(from: now, to: madeAt)) before the ledger was made (at \(zone.clock(madeAt)))",
                recordedAt: now
            )
        }
        if now > madeAt.advanced(byMilliseconds: 5 * Self.year) {
            return doubted(
                "\(clock), \(Self.span(from: madeAt, to: now)) after the ledger was made (at \(zone.clock(madeAt)))",
                recordedAt: now
            )
        }
        return Reading(recordedAt: now)
    }

    private func doubted(_ sentence: String, recordedAt: Instant) -> Reading {
        isVouchedFor
            ? Reading(recordedAt: recordedAt, isMarked: true)
            : Reading(recordedAt: recordedAt, refusal: sentence)
    }

    /// The time between two instants in its largest unit.
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
    /// The clock is so far from the last batch that someone must say which of the two is right.
    static func clockDoubted(_ refusal: String) -> LedgerError {
        LedgerError(
            .clockDoubted,
            refusal + "; nothing was recorded. Set the clock and try again"
        )
    }
}

extension Ledger {
    /// The clock for the next batch.
    var recordingClock: RecordingClock {
        RecordingClock(now: clock(), isVouchedFor: isClockVouchedFor, zone: settings.zone)
    }
}
