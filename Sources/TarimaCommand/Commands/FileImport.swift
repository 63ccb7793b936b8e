import InventoryLedger
import WarehouseExports

/// Imports files one after another. All are tried, each has a row, and the first failure decides the exit status.
struct FileImport {
    let ledger: Ledger
    let options: ImportOptions
    let output: FormatOptions
    /// Says how the rows of each file were read.
    var isVerbose = false

    func run(_ files: [String]) throws {
        let status = try Interruption.noticed { try ledger.inSeries { try importAll(files) } }
        if status != .done { throw status }
    }

    private func importAll(_ files: [String]) throws -> ExitStatus {
        var rows: [ImportReport.Row] = []
        var changes: [StockChange] = []
        var status = ExitStatus.done
        func note(_ result: ImportResult) {
            rows.append(.read(result))
            changes += result.append.changes
            ImportReport.tellProblems(result, options.append)
            if isVerbose { ImportReport.tellReading(result) }
            if result.append.isRefused, status == .done { status = .refused }
        }
        func noteFailure(of file: String, code: String, message: String, as failed: ExitStatus) {
            rows.append(.failed(file: file, code: code, message: message))
            if status == .done { status = failed }
        }
        var rest = files[...]
        importing: while !rest.isEmpty {
            let results = importNext(of: rest)
            for (file, result) in zip(rest, results) {
                do {
                    try note(result.get())
                } catch let failure as ImportFailure {
                    let failed = ErrorReport.print(failure)
                    noteFailure(
                        of: file,
                        code: failure.code.rawValue,
                        message: Advice.sentence(failure),
                        as: failed
                    )
                } catch let error as LedgerError {
                    let failed = ErrorReport.print(Self.naming(file, in: error))
                    noteFailure(
                        of: file,
                        code: error.code.rawValue,
                        message: Advice.sentence(error),
                        as: failed
                    )
                    if error.code == .interrupted { break importing }
                }
            }
            rest = rest.dropFirst(results.count)
        }
        try output.show(ImportReport.table(rows, isDryRun: options.append.isDryRun))
        if options.append.isDryRun, output.format == .table {
            try output.show(ImportReport.changesTable(changes))
        }
        return status
    }

    /// Imports the next files and shows the progress.
    private func importNext(of files: ArraySlice<String>) -> [Result<ImportResult, any Error>] {
        ProgressBar.during { (bar: ProgressBar?) in
            var options = options
            if let bar { options.onProgress = { bar.note(.importing($0)) } }
            return Importer(ledger, options: options).importNext(of: files)
        }
    }

    /// Errors about a file's contents name the file; others are about the ledger.
    private static func naming(_ file: String, in error: LedgerError) -> LedgerError {
        guard [.sumOverflow, .secondSource].contains(error.code) else { return error }
        return LedgerError(error.code, "\(file): \(error.message)", error.values)
    }
}
