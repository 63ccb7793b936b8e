import WarehouseExports

/// The progress of long work in one line.
enum ProgressLine {
    /// The kind of work.
    enum Work: Sendable {
        case importing(ImportProgress)
        /// Work without measurable progress.
        case other(String)
    }

    private static let barColumns = 20

    /// As much of the line as fits, leaving out the least important parts first.
    static func text(
        _ work: Work,
        after elapsed: Duration,
        columns: Int,
        in phrases: Phrases = .english
    ) -> String {
        let variants: [[String]]
        switch work {
        case .other(let words): variants = [[phrases.text(words), time(seconds(elapsed))]]
        case .importing(let progress):
            let name = short(progress.file, columns: columns / 3)
            if progress.isRead {
                let words = phrases.text("\(progress.rows) rows read; recording")
                variants = [[name, words, time(seconds(elapsed))]]
            } else {
                variants = importing(progress, name: name, elapsed: elapsed, phrases)
            }
        }
        return variants.lazy.map { $0.joined(separator: "  ") }
            .first { DisplayWidth.of($0) <= columns } ?? ""
    }

    private static func importing(
        _ progress: ImportProgress,
        name: String,
        elapsed: Duration,
        _ phrases: Phrases
    ) -> [[String]] {
        let milliseconds = max(
            1,
            elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
        )
        let speed = phrases.text("\(part(1000, of: progress.rows, by: milliseconds)) rows/s")
        guard let total = progress.bytesTotal, total > 0 else {
            let read = [size(progress.bytesRead), phrases.text("\(progress.rows) rows"), speed]
            return [[name] + read, read, [speed]]
        }
        let read = min(progress.bytesRead, total)
        let percent = part(100, of: read, by: total)
        let filled = Int(percent) * barColumns / 100
        let bar =
            "[" + String(repeating: "#", count: filled)
            + String(repeating: "-", count: max(0, barColumns - filled)) + "]"
        let share = "\(percent)%"
        var rest = [speed]
        if read > 0 {
            let left = part(milliseconds, of: total - read, by: read)
            rest.append(phrases.text("\(time((left + 999) / 1000)) left"))
        }
        let bytes = "\(size(read)) of \(size(total))"
        return [
            [name, bar, share, bytes] + rest, [name, share, bytes] + rest, [name, share] + rest,
            [share] + rest, [share],
        ]
    }

    /// `number` times `factor` divided by `divisor`. Very large numbers are approximated, which is enough for an
    /// estimate.
    private static func part(_ factor: Int64, of number: Int64, by divisor: Int64) -> Int64 {
        Int64(min(Double(number) * Double(factor) / Double(max(1, divisor)), 1e15))
    }

    /// The end of a path that is too long.
    private static func short(_ path: String, columns: Int) -> String {
        let name = TerminalText.visible(path.split(separator: "/").last.map(String.init) ?? path)
        guard DisplayWidth.of(name) > columns else { return name }
        var end = Substring(name)
        while !end.isEmpty, DisplayWidth.of(String(end)) + 2 > columns { end = end.dropFirst() }
        return ".." + end
    }

    private static func seconds(_ duration: Duration) -> Int64 { duration.components.seconds }

    /// Minutes and seconds, or hours, minutes and seconds.
    private static func time(_ seconds: Int64) -> String {
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = "\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        if seconds >= 3600 { return "\(seconds / 3600):\(clock)" }
        return "\(seconds / 60):\(two(seconds % 60))"
    }

    /// Bytes in the largest suitable unit, with one decimal.
    private static func size(_ bytes: Int64) -> String {
        let units = ["KiB", "MiB", "GiB", "TiB"]
        var unit = 0
        while unit < units.count - 1, bytes >> (10 * Int64(unit + 2)) > 0 { unit += 1 }
        let shift = 10 * Int64(unit + 1)
        let tenths = ((bytes & ((1 << shift) - 1)) * 10) >> shift
        return "\(bytes >> shift).\(tenths) \(units[unit])"
    }
}
