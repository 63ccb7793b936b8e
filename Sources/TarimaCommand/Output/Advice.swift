import CentralStore
import InventoryLedger
import WarehouseExports

/// What to type next, by the code of what went wrong.
///
/// The libraries name what is wrong with a code, values and a sentence. This is the only place that adds commands and
/// options to the sentence.
enum Advice {
    /// The place of a problem, which decides the options that can supply a value.
    enum Place {
        /// A file of events, read with a profile.
        case events(profile: String?)
        /// A file of counts.
        case counts
        /// The options of `record` or `shipment`.
        case options
        /// Any other file.
        case table
    }

    /// The sentence of an error and what to type.
    static func sentence(_ error: LedgerError) -> String {
        switch (error.code, error.values) {
        case (.secondSource, .sources(let clashes)):
            return error.message + "\n" + SourceChoice(clashes).sentence
        case (.noLedger, .path(let path)):
            return join(error.message, "create one with: tarima --ledger \(path) init")
        case (.notALedger, .path):
            return join(error.message, "name a ledger with --ledger, or run: tarima init")
        default: return join(error.message, step(after: error.code))
        }
    }

    private static func step(after code: LedgerError.Code) -> String? {
        switch code {
        case .stale: "run: tarima rebuild"
        case .clockDoubted: "if the clock is right, add --clock-is-right"
        case .unknownBatch: "see: tarima batches"
        case .notWaiting: "see: tarima waiting"
        case .unknownPromotion: "see: tarima promo"
        case .unknownPlan: "record one with: tarima plan NAME --record"
        case .promotionStarted: "add --as-of DAY"
        case .unknownProfile: "see: tarima profiles"
        default: nil
        }
    }

    static func sentence(_ error: CentralError) -> String { join(error.message, step(after: error.code)) }

    private static func step(after code: CentralError.Code) -> String? {
        switch code {
        case .shorterThanShipped: "run: tarima fetch FILE --only NAME"
        case .notNamed: "add --as NAME"
        case .unreachable, .lostAtCommit: "what was sent stays sent; run it again"
        case .noBook: "see: tarima central book --help"
        case .unknownLedger: "see: tarima central status"
        case .noStore, .olderStore: "run: tarima central init"
        case .noRight: "its owner grants it with: tarima central allow"
        default: nil
        }
    }

    static func sentence(_ failure: ImportFailure) -> String {
        join(failure.message, step(after: failure))
    }

    private static func step(after failure: ImportFailure) -> String? {
        switch (failure.code, failure.values) {
        case (.unknownHeader, .missingColumns(let columns)):
            if columns.contains(.kind), columns.contains(.document) {
                return "read counted stock with: tarima open FILE; to write a profile for another file: "
                    + "tarima profiles new FILE"
            }
            return (columns.first.map { "give it with --set \($0.rawValue)=VALUE, or " } ?? "")
                + "name a profile that describes the file with --profile; to write a first one: tarima profiles new FILE"
        case (_, .profile(let name)): return copying(profile: name)
        case (_, .encodings(let encodings)):
            return encodings.map { "--encoding \($0)" }.joined(separator: " or ")
        case (_, .table(let kind)):
            let commands = ["plan": "promo plan NAME FILE", "traffic": "plan PROMO --traffic FILE"]
            return "read it with: tarima \(commands[kind] ?? kind + " FILE")"
        case (.ambiguousHeader, _): return "name it with --profile"
        case (.unknownProfile, _): return "see: tarima profiles"
        default: return nil
        }
    }

    static func sentence(_ problem: RowProblem, at place: Place) -> String {
        join(problem.message, step(after: problem, at: place))
    }

    private static func step(after problem: RowProblem, at place: Place) -> String? {
        switch (problem.code, place) {
        case ("missing_value", .events):
            return Column(rawValue: problem.column).map {
                "fill it, or give it for the whole file with --set \($0.rawValue)=\($0.example)"
            }
        case ("missing_value", .options): return "give it with --\(option(problem.column))"
        case ("missing_value", .counts):
            return [
                "warehouse": "add a column warehouse; or give --warehouse",
                "occurred_at": "add a column occurred_at; or give --at",
            ][problem.column]
        case ("skipped_hour", .events): return "name it with --time-zone"
        case ("guessed_encoding", .events): return "--encoding \(problem.value)"
        // A workbook has no encoding to choose, and its problems have no bytes to show.
        case ("bad_encoding", .events), ("not_utf8", .events):
            return problem.value.isEmpty ? nil : "name it with --encoding"
        case ("unknown_status", .events(let profile?)), ("no_case", .events(let profile?)):
            return copying(profile: profile)
        case ("look_alike", _): return "see: tarima codes"
        case ("told_by_hand", _): return "see: tarima sources"
        default: return nil
        }
    }

    static func sentence(_ exception: LedgerException) -> String {
        join(exception.message, step(after: exception))
    }

    private static func step(after exception: LedgerException) -> String? {
        let shipment = exception.document ?? "NUMBER"
        switch exception.code {
        case .waitingRow, .ambiguousLine, .ambiguousOrder: return exception.waitingRow.map(dismissing)
        case .dispatchedNotArrived: return "tarima shipment \(shipment) --close --at DAY"
        case .lineTwice, .handTwice, .countTwice, .adjustedTwice, .shippedElsewhere:
            return "tarima undo BATCH"
        case .receivedWithoutRelease: return "tarima shipment \(shipment) --release --at DAY"
        case .lookAlikeSKU, .lookAlikeWarehouse, .lookAlikeSource, .splitCode: return "see: tarima codes"
        default: return nil
        }
    }

    static func sentence(_ row: WaitingRow) -> String { join(row.message, dismissing(row.name)) }

    private static func dismissing(_ row: String) -> String {
        "or settle the row with: tarima waiting dismiss \(row) --because TEXT"
    }

    /// Only the built-in profiles can be printed; a profile of one's own is a file to edit.
    private static func copying(profile: String) -> String? {
        Profile.builtIn.contains { $0.name == profile } ? "to copy it: tarima profiles show \(profile)" : nil
    }

    private static func option(_ column: String) -> String {
        column.split(separator: "_").joined(separator: "-")
    }

    private static func join(_ message: String, _ step: String?) -> String {
        guard let step else { return message }
        // After a question, a new sentence begins.
        guard message.hasSuffix("?"), step.hasPrefix("see: ") else { return "\(message); \(step)" }
        return "\(message) See: \(step.dropFirst(5))"
    }
}

extension Column {
    /// A stand-in for a value of the column in an option.
    fileprivate var example: String {
        switch self {
        case .currency: "MXN"
        case .kind: "KIND"
        case .statedAt: "TIME"
        default: "VALUE"
        }
    }
}
