/// The table of columns: how each one is named, written, read back and compared.
extension Column {
    /// The row of the column in the table of columns.
    package var rule: ColumnRule {
        switch self {
        case .kind: .kind
        case .source: .source
        case .document: .document
        case .line: .line
        case .sku: .sku
        case .warehouse: .warehouse
        case .quantity: .quantity
        case .occurredAt: .occurredAt
        case .stage: .stage
        case .fromStage: .fromStage
        case .toWarehouse: .toWarehouse
        case .shipment: .shipment
        case .order: .order
        case .orderSource: .orderSource
        case .channel: .channel
        case .amount: .amount
        case .currency: .currency
        case .pedimento: .pedimento
        case .importerRFC: .importerRFC
        case .mode: .mode
        case .forwarder: .forwarder
        case .eta: .eta
        case .tracking: .tracking
        case .reason: .reason
        case .memo: .memo
        case .statedAt: .statedAt
        case .note: .note
        }
    }
}

extension ColumnRule {
    // These columns identify the row. The table of statements has columns for them, so they are not stored as texts.

    fileprivate static let kind = ColumnRule(
        .key,
        "tipo",
        "类型",
        text: { $0.kind.rawValue },
        stated: { (text, fields) throws(FieldProblem) in fields.kind = try EventKind(text: text) }
    )
    fileprivate static let source = ColumnRule(
        .key,
        "fuente",
        "来源",
        text: { $0.source.text },
        stated: { (text, fields) throws(FieldProblem) in fields.source = try Source(text) }
    )
    fileprivate static let document = ColumnRule(
        .key,
        "documento",
        "单据号",
        isCode: true,
        text: { $0.document.text },
        stated: { (text, fields) throws(FieldProblem) in fields.document = try Document(text) }
    )
    fileprivate static let line = ColumnRule(
        .key,
        "línea",
        "行号",
        isCode: true,
        text: { $0.line?.text },
        stated: { (text, fields) throws(FieldProblem) in fields.line = try Line(text) }
    )
    fileprivate static let sku = ColumnRule(
        .goods,
        "sku",
        "SKU",
        isCode: true,
        text: { $0.sku?.text },
        stated: { (text, fields) throws(FieldProblem) in fields.sku = try SKU(text) },
        value: Value(Place({ $0.sku }, { $0.sku = $1 }))
    )
    fileprivate static let warehouse = ColumnRule(
        .goods,
        "almacén",
        "仓库",
        isCode: true,
        Place({ $0.warehouse }, { $0.warehouse = $1 }),
        of: { $0.warehouse }
    )
    fileprivate static let quantity = ColumnRule(
        .goods,
        "cantidad",
        "数量",
        Place({ $0.quantity }, { $0.quantity = $1 }),
        of: { $0.quantity },
        text: { $0.description },
        read: { text, _ in try Quantity(text: text) }
    )
    fileprivate static let occurredAt = ColumnRule(
        .key,
        "fecha",
        "发生时间",
        text: { $0.occurredAt.description }
    )
    fileprivate static let stage = ColumnRule(
        .stage,
        "estado",
        "状态",
        Place({ $0.stage }, { $0.stage = $1 }),
        of: { $0.stage },
        text: { $0.rawValue },
        reading: { (text, fields) throws(FieldProblem) in
            fields.stage = try Stage(text: text, column: .stage)
        },
        read: { text, _ in try Stage(text: text, column: .stage) }
    )
    fileprivate static let fromStage = ColumnRule(
        .stage,
        "estado_origen",
        "原状态",
        Place({ $0.fromStage }, { $0.fromStage = $1 }),
        // That of a receipt is a mark of the ledger's own.
        of: { $0.hasFoundShipment ? nil : $0.fromStage },
        text: { $0.rawValue },
        reading: { (text, fields) throws(FieldProblem) in
            fields.fromStage = try Stage(text: text, column: .fromStage)
        },
        read: { text, _ in try Stage(text: text, column: .fromStage) }
    )
    fileprivate static let toWarehouse = ColumnRule(
        .goods,
        "almacén_destino",
        "目的仓库",
        isCode: true,
        as: .toWarehouse,
        Place({ $0.toWarehouse }, { $0.toWarehouse = $1 }),
        of: { $0.toWarehouse }
    )
    fileprivate static let shipment = ColumnRule(
        .fact,
        "embarque",
        "货件号",
        isCode: true,
        Place({ $0.shipment }, { $0.shipment = $1 }),
        of: { $0.shipment }
    )
    fileprivate static let order = ColumnRule(
        .fact,
        "pedido",
        "订单号",
        isCode: true,
        as: .order,
        Place({ $0.detail.order }, { $0.detail.order = $1 }),
        of: { $0.detail.order }
    )
    fileprivate static let orderSource = ColumnRule(
        .fact,
        "fuente_pedido",
        "订单来源",
        as: .orderSource,
        Place({ $0.detail.orderSource }, { $0.detail.orderSource = $1 }),
        of: { $0.detail.orderSource }
    )
    fileprivate static let channel = ColumnRule(
        .fact,
        "canal",
        "渠道",
        Place({ $0.channel }, { $0.channel = $1 }),
        of: { $0.channel }
    )
    fileprivate static let amount = ColumnRule(
        .fact,
        "importe",
        "金额",
        Place({ $0.amount }, { $0.amount = $1 }),
        of: { $0.amount },
        text: { $0.decimal },
        read: { text, texts in
            try Money(text: text, currency: Currency(texts[Column.currency.rawValue] ?? ""))
        }
    )
    fileprivate static let currency = ColumnRule(
        .part,
        "moneda",
        "币种",
        text: { $0.amount?.currency.code },
        kept: Kept(text: { $0.amount?.currency.code }, read: { _, _, _ in })
    )
    fileprivate static let pedimento = ColumnRule(
        .fact,
        "pedimento",
        "报关单号",
        isCode: true,
        Place({ $0.detail.pedimento }, { $0.detail.pedimento = $1 }),
        of: { $0.detail.pedimento },
        text: { $0.printed },
        reading: { (text, fields) throws(FieldProblem) in fields.detail.pedimento = try Pedimento(text) },
        kept: { $0.digits },
        read: { text, _ in try Pedimento(text) }
    )
    fileprivate static let importerRFC = ColumnRule(
        .fact,
        "rfc_importador",
        "进口商RFC",
        Place({ $0.detail.importerRFC }, { $0.detail.importerRFC = $1 }),
        of: { $0.detail.importerRFC },
        text: { $0.text },
        reading: { (text, fields) throws(FieldProblem) in fields.detail.importerRFC = try ImporterRFC(text) },
        read: { text, _ in try ImporterRFC(text) }
    )
    fileprivate static let mode = ColumnRule(
        .fact,
        "medio",
        "运输方式",
        Place({ $0.detail.mode }, { $0.detail.mode = $1 }),
        of: { $0.detail.mode }
    )
    fileprivate static let forwarder = ColumnRule(
        .fact,
        "transitario",
        "货代",
        Place({ $0.detail.forwarder }, { $0.detail.forwarder = $1 }),
        of: { $0.detail.forwarder }
    )
    fileprivate static let eta = ColumnRule(
        .fact,
        "llegada_estimada",
        "预计到达",
        Place({ $0.detail.eta }, { $0.detail.eta = $1 }),
        of: { $0.detail.eta },
        text: { $0.description },
        read: { text, _ in Instant(text) }
    )
    fileprivate static let tracking = ColumnRule(
        .fact,
        "guía",
        "运单号",
        isCode: true,
        Place({ $0.detail.tracking }, { $0.detail.tracking = $1 }),
        of: { $0.detail.tracking }
    )
    fileprivate static let reason = ColumnRule(
        .fact,
        "motivo",
        "原因",
        Place({ $0.detail.reason }, { $0.detail.reason = $1 }),
        of: { $0.detail.reason }
    )
    fileprivate static let memo = ColumnRule(
        .flag,
        "memo",
        "备忘",
        text: { $0.memo ? "true" : "false" },
        kept: Kept(text: { $0.memo ? "true" : nil }, read: { _, _, fields in fields.memo = true })
    )
    fileprivate static let statedAt = ColumnRule(
        .remark,
        "declarado_en",
        "声明时间",
        text: { $0.detail.statedAt?.description },
        value: Value(Place({ $0.detail.statedAt }, { $0.detail.statedAt = $1 }))
    )
    fileprivate static let note = ColumnRule(
        .remark,
        "nota",
        "备注",
        Place({ $0.detail.note }, { $0.detail.note = $1 }),
        of: { $0.detail.note }
    )
}
