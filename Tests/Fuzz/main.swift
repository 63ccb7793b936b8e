import Foundation
import InventoryLedger
import WarehouseExports

// fuzz KIND SECONDS SEED FILE: reads mutated inputs through FILE until the time is up. Anything but a proper error
// ends the program, and FILE is the input.

let arguments = CommandLine.arguments
guard arguments.count == 5, let kind = Kind(rawValue: arguments[1]), let seconds = Double(arguments[2]),
    let seed = UInt64(arguments[3])
else {
    print("usage: fuzz \(Kind.allCases.map(\.rawValue).joined(separator: "|")) SECONDS SEED FILE")
    exit(64)
}
let path = arguments[4]

func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

let profilePath = path + ".yaml"
try write(Array(Kind.profileText.utf8), to: profilePath)
let profile = try Profile.named(profilePath)
let now = Ledger.systemClock()

var inputs = kind.inputs
if kind == .archive {
    guard let sheet = inputs.first, Archive.write(sheet, to: path) else { exit(74) }
    inputs = [Array(try Data(contentsOf: URL(fileURLWithPath: path)))]
}
var mutator = Mutator(words: kind.words, draws: SplitMix64(seed: seed))
var counts: (inputs: Int, refused: Int, events: Int) = (0, 0, 0)

/// Reads one input; its problem must be a proper error.
@MainActor func read(_ input: [UInt8]) throws {
    switch kind {
    case .profile:
        try write(input, to: path)
        _ = try Profile.named(path)
    case .workbook:
        guard Archive.write(input, to: path) else { exit(74) }
    default: try write(input, to: path)
    }
    guard kind != .profile else { return }
    guard kind != .list else { return try readLists() }
    var options = ImportOptions()
    options.profile = Bool.random(using: &mutator.draws) ? profile : nil
    options.profiles = [.canonical, profile]
    let preview = try ImportPreview.read(path, options: options, eventsMax: 1000, now: now)
    counts.events += preview.events.count
}

/// Reads one input as every kind of list, whichever it is.
@MainActor func readLists() throws {
    let settings = try LedgerSettings.standard()
    var options = ImportOptions()
    options.file.values[.occurredAt] = "2026-11-20"
    let readers: [() throws -> Int] = [
        { try ItemFile(path: path, settings: settings).items.count },
        { try CodeFile(path: path).codes.count },
        { try PlanFile(path: path).lines.count },
        { try CalendarFile(path: path).calendars.count },
        {
            options.profiles = Profile.ofCounts([])
            return try ImportPreview.read(path, options: options, eventsMax: 1000, now: now).events.count
        },
        {
            options.profiles = Profile.ofOpenings([])
            return try ImportPreview.read(path, options: options, eventsMax: 1000, now: now).events.count
        },
    ]
    var isRead = false
    for read in readers {
        do {
            counts.events += try read()
            isRead = true
        } catch is ImportFailure {}
    }
    if !isRead { throw ImportFailure(.unknownHeader, "no list") }
}

let end = ContinuousClock.now + .seconds(seconds)
while ContinuousClock.now < end {
    let input = mutator.mutate(inputs)
    // Ends the program if one input takes this long.
    alarm(20)
    do {
        try read(input)
        // Readable inputs are mutated further.
        if inputs.count < 200, input.count < 4096, kind != .archive { inputs.append(input) }
    } catch is ImportFailure {
        counts.refused += 1
    } catch {
        print("\(kind.rawValue): \(error)")
        exit(70)
    }
    counts.inputs += 1
}
print(
    "\(kind.rawValue): \(counts.inputs) inputs, \(counts.refused) refused, \(counts.events) events; seed \(seed)"
)
for file in [path, profilePath] { try? FileManager.default.removeItem(atPath: file) }
