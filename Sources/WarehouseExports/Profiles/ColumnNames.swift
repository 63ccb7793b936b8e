import InventoryLedger

/// The languages in which the canonical format's headers are understood and written.
public enum Language: String, CaseIterable, Sendable {
    /// English.
    case english = "en"
    /// Spanish.
    case spanish = "es"
    /// Chinese.
    case chinese = "zh"
}

extension Column {
    /// The column's header in a language.
    public func name(in language: Language) -> String {
        switch language {
        case .english: rawValue
        case .spanish: translations.spanish
        case .chinese: translations.chinese
        }
    }

    /// The column's headers in all languages.
    var names: [String] { Language.allCases.map { name(in: $0) } }

    private var translations: (spanish: String, chinese: String) {
        switch self {
        case .kind: ("tipo", "类型")
        case .source: ("fuente", "来源")
        case .document: ("documento", "单据号")
        case .line: ("línea", "行号")
        case .sku: ("sku", "SKU")
        case .warehouse: ("almacén", "仓库")
        case .quantity: ("cantidad", "数量")
        case .occurredAt: ("fecha", "发生时间")
        case .stage: ("estado", "状态")
        case .fromStage: ("estado_origen", "原状态")
        case .toWarehouse: ("almacén_destino", "目的仓库")
        case .shipment: ("embarque", "货件号")
        case .order: ("pedido", "订单号")
        case .orderSource: ("fuente_pedido", "订单来源")
        case .channel: ("canal", "渠道")
        case .amount: ("importe", "金额")
        case .currency: ("moneda", "币种")
        case .pedimento: ("pedimento", "报关单号")
        case .importerRFC: ("rfc_importador", "进口商RFC")
        case .mode: ("medio", "运输方式")
        case .forwarder: ("transitario", "货代")
        case .eta: ("llegada_estimada", "预计到达")
        case .tracking: ("guía", "运单号")
        case .reason: ("motivo", "原因")
        case .memo: ("memo", "备忘")
        case .statedAt: ("declarado_en", "声明时间")
        case .note: ("nota", "备注")
        }
    }
}
