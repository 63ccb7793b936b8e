import InventoryLedger

/// rows -> rows: each cell of some columns becomes a row of its own.
///
/// Such a row has the cells of its line, the name of the cell's column, and the cell's value. A line without any such
/// value is one row in which both are blank, so that it is counted.
struct SpreadReader<Base>: RowReader, ~Copyable where Base: RowReader, Base: ~Copyable {
    private var base: Base
    private let columnCount: Int
    private let columns: [(position: Int, name: [UInt8])]
    /// The first of `columns` that was not looked at.
    private var nextPlace = 0
    /// The column of the current row; nil if the line has no value.
    private var current: Int?

    /// The header with the two new columns.
    ///
    /// - Throws: `ImportFailure` if the file has no such column, or has one with the name of a new one.
    static func header(_ header: Header, _ spread: Profile.Spread, of file: String, _ profile: Profile) throws
        -> Header
    {
        for name in [spread.name, spread.value] where header.position(of: name) != nil {
            throw ImportFailure(
                .badProfile,
                "profile \(profile.name): the file has a column \"\(name)\" already; choose another name under "
                    + "columns_to_rows"
            )
        }
        guard !positions(header, spread).isEmpty else {
            throw ImportFailure(
                .unknownHeader,
                "\(file): profile \(profile.name) turns columns into rows that the file does not have; it has "
                    + header.names.prefix(20).map(\.trimmedCode).joined(separator: ", ")
            )
        }
        return Header(header.names + [spread.name, spread.value])
    }

    private static func positions(_ header: Header, _ spread: Profile.Spread) -> [Int] {
        header.names.indices.filter { index in
            let name = header.names[index].trimmedCode
            return !name.isEmpty && spread.columns.contains { $0.matches(name) }
        }
    }

    init(_ base: consuming Base, _ header: Header, _ spread: Profile.Spread) {
        self.base = base
        columnCount = header.names.count
        columns = Self.positions(header, spread).map { ($0, Array(header.names[$0].trimmedCode.utf8)) }
        nextPlace = columns.count
    }

    var line: Int64 { base.line }
    var fieldCount: Int { base.fieldCount + 2 }
    var rawRow: [UInt8] { base.rawRow }
    var rawRowCount: Int { base.rawRowCount }
    func digest() -> [UInt8] { base.digest() }
    mutating func takeWarnings() -> [RowProblem] { base.takeWarnings() }

    func field(_ index: Int) -> ArraySlice<UInt8> {
        switch index - columnCount {
        case ..<0: base.field(index)
        case 0: current.map { columns[$0].name[...] } ?? []
        case 1: current.map { base.field(columns[$0].position) } ?? []
        default: base.field(index - 2)
        }
    }

    func isFieldEmpty(_ index: Int) -> Bool {
        switch index - columnCount {
        case ..<0: base.isFieldEmpty(index)
        case 0, 1: current == nil
        default: base.isFieldEmpty(index - 2)
        }
    }

    func doubt(_ index: Int) -> ValueDoubt? {
        switch index - columnCount {
        case ..<0: base.doubt(index)
        case 0: nil
        case 1: current.flatMap { base.doubt(columns[$0].position) }
        default: base.doubt(index - 2)
        }
    }

    mutating func next() throws -> RowStep {
        if current != nil, moveToValue() { return .row }
        let step = try base.next()
        guard case .row = step else { return step }
        nextPlace = 0
        current = nil
        _ = moveToValue()
        return .row
    }

    /// Moves to the next cell of the line that is not blank.
    private mutating func moveToValue() -> Bool {
        while nextPlace < columns.count {
            let place = nextPlace
            nextPlace += 1
            let position = columns[place].position
            guard position < base.fieldCount, !base.isFieldEmpty(position),
                !String(decoding: base.field(position), as: UTF8.self).trimmedCode.isEmpty
            else { continue }
            current = place
            return true
        }
        return false
    }
}
