/// The texts of the review page, by key.
enum PagePhrase: String, CaseIterable {
    case title, dates, data, dataThrough, gapDays, noGaps, provisional, final
    case soldOf, soldPlain, sellThroughIs, basisSupply, lost, lostNone, left, leftCover, late
    case netSold, ofForecast, noForecast, revenue, sellThrough, ready, ofTarget, noTarget, missed, missedNote
    case leftOver, coverDays, valued, cancelRate, returnRate
    case soldOutTitle, leftOverTitle, name, forecast, readyColumn, sold, firstStockOut, missedUnits, cover,
        excess
    case worth, suggestion, decision, none
    case stockMore, transfer, markDown, hold
    case channelsTitle, channel, warehouse, units, share, noChannel
    case shipmentsTitle, shipment, sent, received, due, released, onShelf, againstStart, daysBefore,
        daysAfter, notYet
    case changeTitle, changeReturns, changeGaps, changeMissing, changeWeak, changeOrphans, changeOpen,
        changePlan
    case changeCost, changeAbove, changeNothing
    case dailyTitle, dailyAxis, dayAxis, baselineLine, dailyText, windowBar, baselineBar
    case timelineTitle, timelineAxis, timelineText, timelineNone
    case firstOf, moreLate
    case formulas, madeBy

    /// Every key in every language.
    static let texts: [PagePhrase: [PageLanguage: String]] = [
        .title: [.english: "Promotion review", .spanish: "Revisión de la promoción", .chinese: "活动复盘"],
        .dates: [
            .english: "{0} to {1}, days of {2}", .spanish: "{0} a {1}, días de {2}",
            .chinese: "{0} 至 {1}，时区 {2}",
        ],
        .data: [.english: "Data", .spanish: "Datos", .chinese: "数据"],
        .dataThrough: [
            .english: "{0} at {1} through {2}", .spanish: "{0} en {1} hasta {2}", .chinese: "{0}（{1}）截至 {2}",
        ],
        .gapDays: [.english: "{0} days without data", .spanish: "{0} días sin datos", .chinese: "缺 {0} 天数据"],
        .noGaps: [.english: "no gaps", .spanish: "sin huecos", .chinese: "无缺口"],
        .provisional: [
            .english: "Provisional: returns open until {0}.",
            .spanish: "Provisional: devoluciones abiertas hasta {0}.",
            .chinese: "暂定结果：退货期至 {0}。",
        ],
        .final: [
            .english: "Final: the time for returns is over.",
            .spanish: "Definitivo: terminó el plazo de devoluciones.",
            .chinese: "最终结果：退货期已结束。",
        ],
        .soldOf: [
            .english: "{0} of {1} forecast units were sold, returns deducted ({2})",
            .spanish: "Se vendieron {0} de {1} unidades previstas, netas de devoluciones ({2})",
            .chinese: "扣除退货后售出 {0} 件，预测 {1} 件（{2}）",
        ],
        .soldPlain: [
            .english: "{0} units were sold, returns deducted",
            .spanish: "Se vendieron {0} unidades, netas de devoluciones",
            .chinese: "扣除退货后售出 {0} 件",
        ],
        .sellThroughIs: [
            .english: "sell-through was {0} of the supply",
            .spanish: "el sell-through fue de {0} de la oferta",
            .chinese: "售罄率为可售供应的 {0}",
        ],
        .basisSupply: [
            .english: "sold / (opening + received + restocked − transferred out)",
            .spanish: "vendido / (inicial + recibido + reingresado − transferido)",
            .chinese: "售出 /（期初 + 到货 + 退回上架 − 调出）",
        ],
        .lost: [
            .english: "about {0} units were lost to stock-outs",
            .spanish: "se perdieron unas {0} unidades por falta de stock",
            .chinese: "因缺货约损失 {0} 件",
        ],
        .lostNone: [
            .english: "nothing was lost to stock-outs", .spanish: "no se perdió nada por falta de stock",
            .chinese: "没有因缺货损失销量",
        ],
        .left: [.english: "{0} units are left", .spanish: "quedan {0} unidades", .chinese: "剩余 {0} 件"],
        .leftCover: [
            .english: "{0} units are left, {1} days at the normal rate",
            .spanish: "quedan {0} unidades, {1} días al ritmo normal",
            .chinese: "剩余 {0} 件，按平日销速可售 {1} 天",
        ],
        .late: [
            .english: "{0} units of {1} were received {2} after the start",
            .spanish: "{0} unidades de {1} llegaron {2} después del inicio",
            .chinese: "{1} 的 {0} 件在活动开始 {2} 后到货",
        ],
        .netSold: [.english: "Net units sold", .spanish: "Unidades netas vendidas", .chinese: "净销量（件）"],
        .ofForecast: [
            .english: "{0} of {1} forecast", .spanish: "{0} de {1} previstas", .chinese: "预测 {1} 件的 {0}",
        ],
        .noForecast: [.english: "no forecast", .spanish: "sin pronóstico", .chinese: "无预测"],
        .revenue: [.english: "Revenue", .spanish: "Ingresos", .chinese: "销售额"],
        .sellThrough: [.english: "Sell-through", .spanish: "Sell-through", .chinese: "售罄率"],
        .ready: [.english: "Ready at the start", .spanish: "Listas al inicio", .chinese: "开始时备货（件）"],
        .ofTarget: [
            .english: "{0} of {1} planned", .spanish: "{0} de {1} planeadas", .chinese: "计划 {1} 件的 {0}",
        ],
        .noTarget: [.english: "no target", .spanish: "sin objetivo", .chinese: "无目标"],
        .missed: [.english: "Missed units", .spanish: "Unidades perdidas", .chinese: "错失销量（件）"],
        .missedNote: [
            .english: "{0} hours out of stock, all SKUs",
            .spanish: "{0} horas sin stock, todos los SKU",
            .chinese: "全部 SKU 缺货合计 {0} 小时",
        ],
        .leftOver: [.english: "Left over", .spanish: "Sobrante", .chinese: "剩余（件）"],
        .coverDays: [.english: "{0} days of cover", .spanish: "{0} días de cobertura", .chinese: "可售 {0} 天"],
        .valued: [.english: "{0} at cost", .spanish: "{0} al costo", .chinese: "成本 {0}"],
        .cancelRate: [
            .english: "Cancelled: {0} of ordered", .spanish: "Cancelado: {0} de lo pedido",
            .chinese: "取消率：{0}",
        ],
        .returnRate: [
            .english: "Returned: {0} of sold", .spanish: "Devuelto: {0} de lo vendido", .chinese: "退货率：{0}",
        ],
        .soldOutTitle: [
            .english: "Sold out too early", .spanish: "Agotado demasiado pronto", .chinese: "过早售罄",
        ],
        .leftOverTitle: [.english: "Left over", .spanish: "Sobrante", .chinese: "剩余积压"],
        .name: [.english: "Article", .spanish: "Artículo", .chinese: "商品"],
        .forecast: [.english: "Forecast", .spanish: "Pronóstico", .chinese: "预测"],
        .readyColumn: [.english: "Ready", .spanish: "Listas", .chinese: "备货"],
        .sold: [.english: "Sold", .spanish: "Vendidas", .chinese: "售出"],
        .firstStockOut: [.english: "First stock-out", .spanish: "Primer quiebre", .chinese: "首次缺货"],
        .missedUnits: [.english: "Missed", .spanish: "Perdidas", .chinese: "错失"],
        .cover: [.english: "Cover, days", .spanish: "Cobertura, días", .chinese: "可售天数"],
        .excess: [.english: "Excess", .spanish: "Exceso", .chinese: "超量"],
        .worth: [.english: "Worth, about", .spanish: "Valor aprox.", .chinese: "约值"],
        .suggestion: [.english: "Suggestion", .spanish: "Sugerencia", .chinese: "建议"],
        .decision: [.english: "Decision", .spanish: "Decisión", .chinese: "决定"],
        .none: [.english: "None.", .spanish: "Ninguno.", .chinese: "无。"],
        .stockMore: [
            .english: "have {0} ready next time", .spanish: "tener {0} listas la próxima vez",
            .chinese: "下次备货 {0} 件",
        ],
        .transfer: [
            .english: "transfer {0} → {1}", .spanish: "transferir {0} → {1}", .chinese: "调拨 {0} → {1}",
        ],
        .markDown: [.english: "mark down", .spanish: "rebajar", .chinese: "降价清仓"],
        .hold: [.english: "hold", .spanish: "mantener", .chinese: "保留"],
        .channelsTitle: [
            .english: "Channels by warehouse", .spanish: "Canales por almacén", .chinese: "渠道与仓库",
        ],
        .channel: [.english: "Channel", .spanish: "Canal", .chinese: "渠道"],
        .warehouse: [.english: "Warehouse", .spanish: "Almacén", .chinese: "仓库"],
        .units: [.english: "Units", .spanish: "Unidades", .chinese: "件数"],
        .share: [.english: "Share", .spanish: "Proporción", .chinese: "占比"],
        .noChannel: [.english: "not stated", .spanish: "sin indicar", .chinese: "未注明"],
        .shipmentsTitle: [
            .english: "Shipments against the start", .spanish: "Embarques frente al inicio",
            .chinese: "到货与活动开始时间",
        ],
        .shipment: [.english: "Shipment", .spanish: "Embarque", .chinese: "货件"],
        .sent: [.english: "Sent", .spanish: "Enviadas", .chinese: "发出"],
        .received: [.english: "Received", .spanish: "Recibidas", .chinese: "收到"],
        .due: [.english: "Due", .spanish: "Previsto", .chinese: "预计到达"],
        .released: [.english: "Released", .spanish: "Liberado", .chinese: "清关放行"],
        .onShelf: [.english: "On the shelf", .spanish: "En estante", .chinese: "上架"],
        .againstStart: [.english: "Against the start", .spanish: "Frente al inicio", .chinese: "相对开始时间"],
        .daysBefore: [.english: "{0} days before", .spanish: "{0} días antes", .chinese: "提前 {0} 天"],
        .daysAfter: [.english: "{0} days after", .spanish: "{0} días después", .chinese: "晚 {0} 天"],
        .notYet: [.english: "not yet", .spanish: "aún no", .chinese: "未到"],
        .changeTitle: [
            .english: "What could change these figures", .spanish: "Qué podría cambiar estas cifras",
            .chinese: "哪些因素会改变这些数字",
        ],
        .changeReturns: [
            .english: "Returns may come until {0}.", .spanish: "Pueden llegar devoluciones hasta {0}.",
            .chinese: "{0} 前仍可能有退货。",
        ],
        .changeGaps: [
            .english: "{0} at {1} has no data on {2} days of the baseline and the promotion.",
            .spanish: "{0} en {1} no tiene datos en {2} días de la base y la promoción.",
            .chinese: "{0}（{1}）在基准期和活动期有 {2} 天没有数据。",
        ],
        .changeMissing: [
            .english: "{0} positions fell below zero: a receipt or a transfer is missing.",
            .spanish: "{0} posiciones quedaron bajo cero: falta un recibo o una transferencia.",
            .chinese: "{0} 个库存位出现负数：缺少入库或调拨记录。",
        ],
        .changeWeak: [
            .english: "The missed units of {0} positions rest on less than 24 hours with stock.",
            .spanish: "Las unidades perdidas de {0} posiciones se basan en menos de 24 horas con stock.",
            .chinese: "{0} 个库存位的错失销量依据不足 24 小时的有货时间。",
        ],
        .changeOrphans: [
            .english: "{0} units were returned without a known order.",
            .spanish: "{0} unidades volvieron sin pedido conocido.",
            .chinese: "{0} 件退货没有对应订单。",
        ],
        .changeOpen: [
            .english: "Shipment {0} has not arrived.", .spanish: "El embarque {0} no ha llegado.",
            .chinese: "货件 {0} 尚未到达。",
        ],
        .changePlan: [
            .english: "No plan was recorded.", .spanish: "No se registró un plan.", .chinese: "没有录入计划。",
        ],
        .changeCost: [
            .english: "{0} SKUs with units left have no known cost.",
            .spanish: "{0} SKU con unidades restantes no tienen costo conocido.",
            .chinese: "{0} 个有剩余的 SKU 没有成本。",
        ],
        .changeAbove: [
            .english: "{0} sell-throughs are above 100 %: data is missing.",
            .spanish: "{0} sell-through superan el 100 %: faltan datos.", .chinese: "{0} 项售罄率超过 100%：数据缺失。",
        ],
        .changeNothing: [
            .english: "Nothing known.", .spanish: "Nada que se conozca.", .chinese: "目前没有。",
        ],
        .dailyTitle: [
            .english: "Units ordered a day against the baseline",
            .spanish: "Unidades pedidas por día frente a la base",
            .chinese: "每日订购件数与基准",
        ],
        .dailyAxis: [.english: "units a day", .spanish: "unidades por día", .chinese: "件/天"],
        .dayAxis: [.english: "day", .spanish: "día", .chinese: "日期"],
        .baselineLine: [
            .english: "baseline {0} a day", .spanish: "base {0} por día", .chinese: "基准 {0} 件/天",
        ],
        .dailyText: [
            .english: "From {0} to {1}: at most {2} units a day, on {3}; the baseline is {4} a day.",
            .spanish: "De {0} a {1}: máximo {2} unidades por día, el {3}; la base es {4} por día.",
            .chinese: "{0} 至 {1}：最高每天 {2} 件（{3}）；基准每天 {4} 件。",
        ],
        .windowBar: [.english: "promotion", .spanish: "promoción", .chinese: "活动期"],
        .baselineBar: [.english: "before", .spanish: "antes", .chinese: "之前"],
        .timelineTitle: [.english: "Stock-outs", .spanish: "Quiebres de stock", .chinese: "缺货时间线"],
        .timelineAxis: [.english: "day of the promotion", .spanish: "día de la promoción", .chinese: "活动日"],
        .timelineText: [
            .english: "{0} in {1}: {2} hours out of stock from {3}.",
            .spanish: "{0} en {1}: {2} horas sin stock desde {3}.",
            .chinese: "{0}（{1}）：自 {3} 起缺货 {2} 小时。",
        ],
        .timelineNone: [
            .english: "No stock-outs.", .spanish: "Sin quiebres de stock.", .chinese: "没有缺货。",
        ],
        .firstOf: [
            .english: "{0}: the first {1} of {2}", .spanish: "{0}: {1} de {2}",
            .chinese: "{0}：前 {1} 项，共 {2} 项",
        ],
        .moreLate: [
            .english: "{0} more shipments arrived late", .spanish: "otros {0} embarques llegaron tarde",
            .chinese: "另有 {0} 批到货延迟",
        ],
        .formulas: [
            .english:
                "Missed units = units a day while in stock × hours out of stock / 24. Cover = units left / normal units a day before the promotion. Excess = units left − 90 normal days.",
            .spanish:
                "Unidades perdidas = unidades por día con stock × horas sin stock / 24. Cobertura = unidades restantes / unidades normales por día antes de la promoción. Exceso = restante − 90 días normales.",
            .chinese: "错失销量 = 有货时每天件数 × 缺货小时 / 24。可售天数 = 剩余件数 / 活动前平日每天件数。超量 = 剩余件数 − 平日 90 天销量。",
        ],
        .madeBy: [.english: "Made by tarima", .spanish: "Hecho con tarima", .chinese: "由 tarima 生成"],
    ]
}

extension PageLanguage {
    /// The text of a key; `{0}`, `{1}` are placeholders.
    func phrase(_ key: PagePhrase, _ values: String...) -> String {
        filled(PagePhrase.texts[key]?[self] ?? key.rawValue, values)
    }

    /// A text with its placeholders filled.
    func filled(_ text: String, _ values: [String]) -> String {
        var result = ""
        var rest = text[...]
        // In one pass, because a value may look like a placeholder.
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            let digit = rest.index(after: brace)
            guard digit < rest.endIndex, let index = rest[digit].wholeNumberValue,
                values.indices.contains(index)
            else { break }
            result += values[index]
            rest = rest[rest.index(digit, offsetBy: 2)...]
        }
        return result + rest
    }
}
