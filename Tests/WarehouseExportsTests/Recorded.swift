import InventoryLedger
import TestSupport

@testable import WarehouseExports

extension Profile {
    /// The profile described by a YAML text.
    static func reading(_ yaml: String) throws -> Profile {
        try ProfileReader.read(yaml, file: "profile.yaml")
    }
}

/// The result of a file with a profile: a line per event with some columns, then a line per problem such as `3! Qty
/// not_a_number`, then the number of ignored rows.
func recorded(
    _ text: String,
    by profile: Profile?,
    _ columns: [Column] = [.kind, .document, .sku, .quantity],
    _ change: (inout ImportOptions) throws -> Void = { _ in }
) throws -> [String] {
    let folder = try TemporaryFolder()
    var options = ImportOptions()
    options.profile = profile
    try change(&options)
    let preview = try ImportPreview.read(
        folder.write("file.csv", text),
        options: options,
        eventsMax: 1000,
        now: Book.now
    )
    return preview.events.map { _, event in columns.map { event.text(of: $0) ?? "-" }.joined(separator: " ") }
        + preview.problems.map { "\($0.row ?? 0)! \($0.column) \($0.code)" }
        + (preview.ignored == 0 ? [] : ["ignored \(preview.ignored)"])
}

func recorded(
    _ text: String,
    by yaml: String,
    _ columns: [Column] = [.kind, .document, .sku, .quantity],
    _ change: (inout ImportOptions) throws -> Void = { _ in }
) throws -> [String] {
    try recorded(text, by: Profile.reading(yaml), columns, change)
}
