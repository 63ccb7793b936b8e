import InventoryLedger

/// The table of the columns of items: how each is called, read and shown.
public struct ItemColumn: Sendable {
    /// A value, as reports show it.
    public enum Value: Hashable, Sendable {
        /// A text or a date.
        case text(String)
        /// A decimal number.
        case decimal(String)
        /// A whole number.
        case integer(Int64)
    }

    /// What a row states besides the value of one column.
    struct Row {
        let reader: ValueReader
        /// The currency of the row, as written.
        let currency: String?
        /// The currency of costs without one.
        let defaultCurrency: Currency?
    }

    typealias Reading = @Sendable (_ text: String, Row, inout Item) throws(FieldProblem) -> Void

    let header: TableColumn
    let read: Reading
    /// The value of an item; nil if it has none.
    public let value: @Sendable (Item) -> Value?
    /// Whether the values are numbers.
    public let isFigure: Bool

    /// The name of the column.
    public var name: String { header.name }

    /// The columns of items, in the order in which reports show them.
    public static let all: [ItemColumn] = [
        sku,
        text("name", "nombre", "品名", \.name, or: ["producto", "descripción", "名称", "商品名称"]),
        unitCost, currency,
        text("category", "categoría", "类别", \.category, or: ["分类"]),
        measure("unit_cm3", "cm3_unidad", "单件体积cm3", \.unitCM3),
        measure("unit_g", "gramos_unidad", "单件重量g", \.unitG),
        measure("carton_units", "unidades_caja", "每箱件数", \.cartonUnits),
        measure("moq", "pedido_mínimo", "起订量", \.moq),
        text("fraccion", "fracción_arancelaria", "税则号", \.fraccion, or: ["fracción"]),
        text("origin", "origen", "原产国", \.origin, or: ["país_de_origen", "原产地"]),
        noms,
        text("nom_certificate", "certificado_nom", "NOM证书", \.nomCertificate),
        holderRFC,
        day("nom_until", "vigencia_nom", "NOM有效期", \.nomUntil),
        text("permit", "permiso", "许可证", \.permit),
        day("permit_until", "vigencia_permiso", "许可证有效期", \.permitUntil),
    ]

    // MARK: Columns of one kind

    private static func text(
        _ name: String,
        _ spanish: String,
        _ chinese: String,
        _ place: WritableKeyPath<Item, String?> & Sendable,
        or others: [String] = []
    ) -> ItemColumn {
        ItemColumn(
            header: TableColumn(name, spanish, chinese, or: others),
            read: { (text, _, item) throws(FieldProblem) in
                try check(text, name)
                item[keyPath: place] = text
            },
            value: { $0[keyPath: place].map { .text($0) } },
            isFigure: false
        )
    }

    /// A whole number from 1.
    private static func measure(
        _ name: String,
        _ spanish: String,
        _ chinese: String,
        _ place: WritableKeyPath<Item, Int64?> & Sendable
    ) -> ItemColumn {
        ItemColumn(
            header: TableColumn(name, spanish, chinese),
            read: { (text, row, item) throws(FieldProblem) in
                let number = try row.reader.quantity(text).units
                try Item.checkMeasure(number)
                item[keyPath: place] = number
            },
            value: { $0[keyPath: place].map { .integer($0) } },
            isFigure: true
        )
    }

    private static func day(
        _ name: String,
        _ spanish: String,
        _ chinese: String,
        _ place: WritableKeyPath<Item, CalendarDate?> & Sendable
    ) -> ItemColumn {
        ItemColumn(
            header: TableColumn(name, spanish, chinese),
            read: { (text, row, item) throws(FieldProblem) in
                item[keyPath: place] = try row.reader.day(text)
            },
            value: { $0[keyPath: place].map { .text($0.description) } },
            isFigure: false
        )
    }

    private static func check(_ text: String, _ name: String) throws(FieldProblem) {
        guard text.utf8.count > Column.note.bytesMax else { return }
        throw FieldProblem(
            .note,
            value: text,
            code: .tooLong,
            "\(name) has \(text.utf8.count) bytes, and may have \(Column.note.bytesMax); shorten it"
        )
    }

    // MARK: Other columns

    private static let sku = ItemColumn(
        header: TableColumn("sku", "sku", "SKU", isNeeded: true, isCode: true),
        // The SKU makes the item.
        read: { (_, _, _) throws(FieldProblem) in },
        value: { .text($0.sku.text) },
        isFigure: false
    )

    private static let unitCost = ItemColumn(
        header: TableColumn("unit_cost", "costo_unitario", "单位成本", or: ["costo", "采购单价"]),
        read: { (text, row, item) throws(FieldProblem) in
            let (amount, marked) = row.reader.numbers.unmarked(text)
            var stated: Currency?
            if let code = row.currency { stated = try Currency(code) }
            guard let currency = stated ?? marked ?? row.defaultCurrency else {
                throw FieldProblem(
                    .currency,
                    value: "",
                    code: .missingValue,
                    "the cost has no currency; add a column currency"
                )
            }
            let money = try row.reader.amount(amount, currency).bounded()
            guard money.minorUnits >= 0 else {
                throw FieldProblem(
                    .amount,
                    value: text,
                    code: .outOfRange,
                    "a unit cost must not be negative, as \(text) is"
                )
            }
            item.unitCost = money
        },
        value: { $0.unitCost.map { .decimal($0.decimal) } },
        isFigure: true
    )

    private static let currency = ItemColumn(
        header: TableColumn("currency", "moneda", "币种"),
        // It is read with the cost.
        read: { (_, _, _) throws(FieldProblem) in },
        value: { $0.unitCost.map { .text($0.currency.code) } },
        isFigure: false
    )

    private static let noms = ItemColumn(
        header: TableColumn("noms", "normas", "NOM标准", or: ["nom", "norma"]),
        read: { (text, _, item) throws(FieldProblem) in
            try check(text, "noms")
            item.noms = Item.standards(text)
        },
        value: { $0.noms.isEmpty ? nil : .text($0.noms.joined(separator: ", ")) },
        isFigure: false
    )

    private static let holderRFC = ItemColumn(
        header: TableColumn("nom_holder_rfc", "rfc_titular_nom", "NOM持有人RFC"),
        read: { (text, _, item) throws(FieldProblem) in item.nomHolderRFC = try ImporterRFC(text) },
        value: { $0.nomHolderRFC.map { .text($0.text) } },
        isFigure: false
    )
}
