import Testing
import WarehouseExports

@testable import TarimaCommand

/// The line of a progress bar.
@Suite struct ProgressLineTests {
    private func line(_ progress: ImportProgress, seconds: Int, columns: Int = 100) -> String {
        ProgressLine.text(.importing(progress), after: .seconds(seconds), columns: columns)
    }

    @Test func `a file's line has its share, bytes, rows per second and the time left`() {
        let progress = ImportProgress(
            file: "exports/october.csv",
            bytesRead: 30 << 20,
            bytesTotal: 120 << 20,
            rows: 300_000
        )
        #expect(
            line(progress, seconds: 10)
                == "october.csv  [#####---------------]  25%  30.0 MiB of 120.0 MiB  30000 rows/s  0:30 left"
        )
    }

    @Test func `a pipe's line has no share and no end`() {
        let progress = ImportProgress(file: "-", bytesRead: 2560, rows: 40)
        #expect(line(progress, seconds: 2) == "-  2.5 KiB  40 rows  20 rows/s")
    }

    @Test func `a file that was read is being recorded`() {
        let progress = ImportProgress(file: "a.csv", bytesRead: 10, bytesTotal: 10, rows: 7, isRead: true)
        #expect(line(progress, seconds: 3671) == "a.csv  7 rows read; recording  1:01:11")
    }

    @Test func `a narrow terminal shows the most important parts`() {
        let progress = ImportProgress(file: "a.csv", bytesRead: 1 << 30, bytesTotal: 1 << 31, rows: 10)
        #expect(
            line(progress, seconds: 1, columns: 60) == "a.csv  50%  1.0 GiB of 2.0 GiB  10 rows/s  0:01 left"
        )
        #expect(line(progress, seconds: 1, columns: 40) == "a.csv  50%  10 rows/s  0:01 left")
        #expect(line(progress, seconds: 1, columns: 4) == "50%")
        #expect(line(progress, seconds: 1, columns: 0) == "")
    }

    @Test(arguments: 0..<200)
    func `no line is wider than the terminal`(columns: Int) {
        let progress = ImportProgress(
            file: "仓库/" + String(repeating: "库存流水", count: 40) + ".csv",
            bytesRead: 1 << 40,
            bytesTotal: 1 << 41,
            rows: .max
        )
        #expect(DisplayWidth.of(line(progress, seconds: 0, columns: columns)) <= columns)
    }

    @Test func `a name cannot control the terminal, and a wrong size cannot break the bar`() {
        let progress = ImportProgress(file: "a\u{1B}[2J.csv", bytesRead: 900, bytesTotal: 100, rows: 1)
        #expect(
            line(progress, seconds: 1)
                == "a\\u{1B}[2J.csv  [####################]  100%  0.0 KiB of 0.0 KiB  1 rows/s  0:00 left"
        )
    }
}
