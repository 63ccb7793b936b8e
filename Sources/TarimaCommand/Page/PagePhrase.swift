/// The texts of the review page, by key.
enum PagePhrase: String, CaseIterable {
    case title, dates, fromTo, daysLong, hoursLong, data, dataThrough, gapDays, noGaps, notBegun, underWay
    case provisional, final, soldOf, soldBeside, soldPlain, sellThroughIs, ofSupply, basisSupply, lost
    case lostNone, left, leftCover, late, readyOf, readyPlain, netSold, ofForecast, noForecast, revenue
    case sellThrough, ready, available, ofTarget, ofTargetNow, noTarget, missed, missedNote, leftOver
    case coverDays, valued, cancelRate, returnRate, soldOutTitle, leftOverTitle, allTitle, search, name
    case forecast, readyColumn, sold, firstStockOut, missedUnits, weak, closing, cover, excess, suggestion
    case decision, none, bulkFirst, stockMore, transfer, markDown, hold, channelsTitle, channel, warehouse
    case units, share, noChannel, shipmentsTitle, shipment, sent, received, due, released, onShelf
    case againstStart, daysBefore, daysAfter, notYet, changeTitle, changeReturns, changeGaps
    case changeMissing, changeWeak, changeOrphans, changeOpen, changePlan, changeRate, changeCost
    case changeAbove, changeNothing, dailyTitle, baselineLine, dailyText, windowBar, baselineBar
    case timelineTitle, timelineText, timelineNone, firstOf, moreLate, formulas, titleBefore, dataSource
    case soldGross, availableNow, worthLost, worthExcess, changeNoData, changeLastData, baselineDays, madeBy

    /// Every key in every language.
    static let texts: [PagePhrase: [PageLanguage: String]] = [
        .title: three(
            "Promotion review",
            "Resultados de la promoción",
            "活动复盘"
        ),
        .dates: three(
            "{0} ({1})",
            "{0} (zona horaria {1})",
            "{0}（时区：{1}）"
        ),
        .fromTo: three(
            "{0} to {1}",
            "del {0} al {1}",
            "{0}至{1}"
        ),
        .daysLong: three(
            "{0} {0:day|days}",
            "{0} {0:día|días}",
            "{0}天"
        ),
        .hoursLong: three(
            "{0} {0:hour|hours}",
            "{0} {0:hora|horas}",
            "{0}小时"
        ),
        .data: three(
            "Data",
            "Datos",
            "数据"
        ),
        .dataThrough: three(
            "{0} at {1} through {2}",
            "{0} en {1} hasta el {2}",
            "{0}·{1}截至{2}"
        ),
        .gapDays: three(
            "{0} {0:day|days} without data",
            "{0} {0:día|días} sin datos",
            "缺{0}天数据"
        ),
        .noGaps: three(
            "no gaps",
            "datos completos",
            "无缺口"
        ),
        .notBegun: three(
            "Has not begun: it starts in {0} {0:day|days}, on {1}.",
            "Aún no empieza: inicia en {0} {0:día|días}, el {1}.",
            "尚未开始：{0}天后（{1}）开始。"
        ),
        .underWay: three(
            "Under way: day {0} of {1}. All figures are to date.",
            "En curso: día {0} de {1}. Todas las cifras son parciales.",
            "进行中：第{0}天，共{1}天。以下均为截至目前的数字。"
        ),
        .provisional: three(
            "Provisional: returns may come until {0}.",
            "Cifras preliminares: puede haber devoluciones hasta el {0}.",
            "暂定结果：退货期至{0}。"
        ),
        .final: three(
            "Final: the time for returns is over.",
            "Cifras definitivas: ya terminó el plazo de devoluciones.",
            "最终结果：退货期已结束。"
        ),
        .soldOf: three(
            "{0} of {1} forecast units were sold, returns deducted ({2})",
            "Se vendieron {0} de {1} unidades pronosticadas, ya descontadas las devoluciones ({2})",
            "扣除退货后售出{0}件，预测{1}件（{2}）"
        ),
        .soldBeside: three(
            "another {0} {0:was|were} sold of goods without a forecast",
            "{0:se vendió|se vendieron} {0} más de artículos sin pronóstico",
            "无预测的商品另售出{0}件"
        ),
        .soldPlain: three(
            "{0} {0:unit was|units were} sold, returns deducted",
            "{0:Se vendió|Se vendieron} {0} {0:unidad|unidades}, ya descontadas las devoluciones",
            "扣除退货后售出{0}件"
        ),
        .sellThroughIs: three(
            "sell-through was {0} of the supply",
            "el sell-through fue de {0} del inventario disponible",
            "售罄率{0}"
        ),
        .ofSupply: three(
            "of the supply, before returns",
            "del inventario disponible, antes de devoluciones",
            "占可售库存，未扣退货"
        ),
        .basisSupply: three(
            "Sell-through = sold / (opening + received + restocked − transferred out), before returns.",
            "Sell-through = vendidas / (iniciales + recibidas + reingresadas − traspasadas a otro almacén), antes de devoluciones.",
            "售罄率 = 售出 /（期初 + 到货 + 退货重新上架 − 调出），未扣退货。"
        ),
        .lost: three(
            "about {0} {0:unit was|units were} lost to stock-outs",
            "por falta de inventario {0:se dejó de vender alrededor de una unidad|se dejaron de vender unas {0} unidades}",
            "因缺货约损失{0}件销量"
        ),
        .lostNone: three(
            "nothing was lost to stock-outs",
            "no se dejó de vender nada por falta de inventario",
            "无缺货损失"
        ),
        .left: three(
            "{0} {0:unit is|units are} left",
            "{0:queda|quedan} {0} {0:unidad|unidades}",
            "剩余{0}件"
        ),
        .leftCover: three(
            "{0} {0:unit is|units are} left, {1} {1:day|days} at the normal rate",
            "{0:queda|quedan} {0} {0:unidad|unidades}, para {1} {1:día|días} al ritmo normal de venta",
            "剩余{0}件，按平日日销可售{1}天"
        ),
        .late: three(
            "{0} {0:unit|units} of {1} arrived {2} after the start",
            "{0} {0:unidad|unidades} de {1} {0:llegó|llegaron} {2} después del inicio",
            "{1}的{0}件在活动开始{2}后才到货"
        ),
        .readyOf: three(
            "{0} of {1} planned units are ready ({2})",
            "Están listas {0} de {1} unidades planeadas ({2})",
            "计划备货{1}件，已备{0}件（{2}）"
        ),
        .readyPlain: three(
            "{0} {0:unit is|units are} available",
            "Hay {0} {0:unidad disponible|unidades disponibles}",
            "现有可售{0}件"
        ),
        .netSold: three(
            "Net units sold",
            "Unidades vendidas netas",
            "净销量（件）"
        ),
        .ofForecast: three(
            "{0} of the forecast of {1}",
            "{0} del pronóstico de {1}",
            "预测{1}件，达成{0}"
        ),
        .noForecast: three(
            "no forecast",
            "sin pronóstico",
            "无预测"
        ),
        .revenue: three(
            "Revenue",
            "Ingresos",
            "销售额"
        ),
        .sellThrough: three(
            "Sell-through",
            "Sell-through",
            "售罄率"
        ),
        .ready: three(
            "Available at the start",
            "Disponibles al inicio",
            "开始时可售（件）"
        ),
        .available: three(
            "Available now",
            "Disponibles ahora",
            "现有可售（件）"
        ),
        .ofTarget: three(
            "{0} of {1} planned units were ready ({2})",
            "{0} de {1} unidades planeadas estaban listas ({2})",
            "计划{1}件，备齐{0}件（{2}）"
        ),
        .ofTargetNow: three(
            "{0} of {1} planned units are ready ({2})",
            "{0} de {1} unidades planeadas están listas ({2})",
            "计划{1}件，备齐{0}件（{2}）"
        ),
        .noTarget: three(
            "no target",
            "sin meta",
            "未设目标"
        ),
        .missed: three(
            "Missed units",
            "Venta perdida (unidades)",
            "缺货损失（件）"
        ),
        .missedNote: three(
            "{0} {0:hour|hours} out of stock, over all SKUs and warehouses",
            "{0} {0:hora|horas} sin inventario, sumando SKU y almacenes",
            "各仓SKU缺货时长合计{0}小时"
        ),
        .leftOver: three(
            "Left",
            "Quedan",
            "剩余（件）"
        ),
        .coverDays: three(
            "{0} {0:day|days} of cover",
            "{0} {0:día|días} de cobertura",
            "可售{0}天"
        ),
        .valued: three(
            "{0} at cost",
            "{0} al costo",
            "库存成本{0}"
        ),
        .cancelRate: three(
            "Cancelled: {0} of ordered",
            "Canceladas: {0} de lo pedido",
            "取消率：{0}"
        ),
        .returnRate: three(
            "Returned: {0} of sold",
            "Devueltas: {0} de lo vendido",
            "退货率：{0}"
        ),
        .soldOutTitle: three(
            "Sold out too early",
            "Se agotaron antes de tiempo",
            "提前售罄"
        ),
        .leftOverTitle: three(
            "Left over",
            "Sobreinventario",
            "冗余库存"
        ),
        .allTitle: three(
            "All SKUs by warehouse ({0})",
            "Todos los SKU por almacén ({0})",
            "全部SKU分仓明细（{0}）"
        ),
        .search: three(
            "Find a SKU, name or warehouse",
            "Buscar SKU, nombre o almacén",
            "查找SKU、名称或仓库"
        ),
        .name: three(
            "Item",
            "Artículo",
            "商品"
        ),
        .forecast: three(
            "Forecast",
            "Pronóstico",
            "预测"
        ),
        .readyColumn: three(
            "At the start",
            "Al inicio",
            "期初"
        ),
        .sold: three(
            "Sold",
            "Vendidas",
            "售出"
        ),
        .firstStockOut: three(
            "First out of stock",
            "Se agotó el",
            "首次断货"
        ),
        .missedUnits: three(
            "Missed",
            "Venta perdida",
            "缺货损失"
        ),
        .weak: three(
            "weak: {0} h in stock",
            "poco confiable: {0} h con inventario",
            "依据不足：有货仅{0}小时"
        ),
        .closing: three(
            "Left",
            "Quedan",
            "剩余"
        ),
        .cover: three(
            "Days of cover",
            "Días de cobertura",
            "可售天数"
        ),
        .excess: three(
            "Excess",
            "Excedente",
            "冗余数量"
        ),
        .suggestion: three(
            "Suggestion",
            "Sugerencia",
            "建议"
        ),
        .decision: three(
            "Decision",
            "Decisión",
            "处理决定"
        ),
        .none: three(
            "None.",
            "Ninguno.",
            "无。"
        ),
        .bulkFirst: three(
            "one order, {0}, is {1} of these units; {2}",
            "un solo pedido, {0}, es el {1} de estas unidades; {2}",
            "其中单笔订单{0}占{1}；{2}"
        ),
        .stockMore: three(
            "have {0} available next time",
            "tener {0} disponibles la próxima vez",
            "下次备货{0}件"
        ),
        .transfer: three(
            "transfer {0} → {1}",
            "traspasar {0} → {1}",
            "调拨：{0} → {1}"
        ),
        .markDown: three(
            "mark down",
            "rebajar el precio",
            "降价促销"
        ),
        .hold: three(
            "keep",
            "mantener",
            "暂不处理"
        ),
        .channelsTitle: three(
            "Channels by warehouse",
            "Canales por almacén",
            "渠道与仓库"
        ),
        .channel: three(
            "Channel",
            "Canal",
            "渠道"
        ),
        .warehouse: three(
            "Warehouse",
            "Almacén",
            "仓库"
        ),
        .units: three(
            "Units",
            "Unidades",
            "件数"
        ),
        .share: three(
            "Share of units",
            "% de unidades",
            "件数占比"
        ),
        .noChannel: three(
            "not stated",
            "sin indicar",
            "未注明"
        ),
        .shipmentsTitle: three(
            "Shipments relative to the start",
            "Llegada de embarques respecto al inicio",
            "货件到仓与活动开始"
        ),
        .shipment: three(
            "Shipment",
            "Embarque",
            "货件"
        ),
        .sent: three(
            "Sent",
            "Enviadas",
            "发货数"
        ),
        .received: three(
            "Received",
            "Recibidas",
            "签收数"
        ),
        .due: three(
            "Due",
            "Llegada prevista",
            "预计到仓"
        ),
        .released: three(
            "Released by customs",
            "Liberado de aduana",
            "清关放行"
        ),
        .onShelf: three(
            "On the shelf",
            "Disponible para venta",
            "上架时间"
        ),
        .againstStart: three(
            "Relative to the start",
            "Respecto al inicio",
            "距活动开始"
        ),
        .daysBefore: three(
            "{0} {0:day|days} before",
            "{0} {0:día|días} antes",
            "早{0}天"
        ),
        .daysAfter: three(
            "{0} {0:day|days} after",
            "{0} {0:día|días} después",
            "晚{0}天"
        ),
        .notYet: three(
            "not yet",
            "aún no",
            "未到"
        ),
        .changeTitle: three(
            "What could change these figures",
            "Qué podría cambiar estas cifras",
            "可能影响数据的因素"
        ),
        .changeReturns: three(
            "Returns may come until {0}.",
            "Puede haber devoluciones hasta el {0}.",
            "截至{0}仍可能有退货。"
        ),
        .changeGaps: three(
            "{0} at {1} has no data on {2} {2:day|days} of the baseline and the promotion.",
            "{0} en {1} no tiene datos de {2} {2:día|días} del periodo base y la promoción.",
            "{0}（{1}）在基准期和活动期缺{2}天数据。"
        ),
        .changeMissing: three(
            "{0} {0:SKU|SKUs} in a warehouse fell below zero: a receipt or a transfer is missing.",
            "{0} SKU por almacén {0:quedó|quedaron} en negativo: falta registrar una entrada o un traspaso.",
            "{0}个分仓SKU出现负数：缺少入库或调拨记录。"
        ),
        .changeWeak: three(
            "The missed units of {0} {0:SKU|SKUs} in a warehouse rest on less than 24 hours with stock.",
            "La venta perdida de {0} SKU por almacén se estima con menos de 24 horas con inventario.",
            "{0}个分仓SKU的缺货损失仅按不到24小时的有货数据估算。"
        ),
        .changeOrphans: three(
            "{0} {0:unit was|units were} returned without a known order.",
            "{0} {0:unidad devuelta|unidades devueltas} sin pedido identificado.",
            "{0}件退货没有对应订单。"
        ),
        .changeOpen: three(
            "Shipment {0} has not arrived.",
            "El embarque {0} no ha llegado.",
            "货件{0}尚未到达。"
        ),
        .changePlan: three(
            "No plan was recorded.",
            "No se registró un plan.",
            "未录入计划。"
        ),
        .changeRate: three(
            "{0} {0:SKU|SKUs} in a warehouse, with {1} {1:unit|units} left, {0:has|have} no normal rate, so it is not known whether they are too many.",
            "{0} SKU por almacén, con {1} {1:unidad|unidades}, no {0:tiene|tienen} un ritmo normal conocido; no se sabe si sobran.",
            "{0}个分仓SKU剩余{1}件，缺少平日日销，无法判断是否冗余。"
        ),
        .changeCost: three(
            "{0} {0:SKU with units left has|SKUs with units left have} no known cost.",
            "{0} SKU con existencias no {0:tiene|tienen} costo conocido.",
            "{0}个有库存的SKU未录入成本。"
        ),
        .changeAbove: three(
            "{0} sell-through {0:rate is|rates are} above 100%: data is missing.",
            "{0} sell-through {0:supera|superan} el 100%: faltan datos.",
            "{0}项售罄率超过100%：数据缺失。"
        ),
        .changeNothing: three(
            "Nothing known.",
            "Nada por señalar.",
            "目前没有。"
        ),
        .dailyTitle: three(
            "Units ordered a day against the baseline",
            "Unidades pedidas por día frente al periodo base",
            "每日下单件数与基准对比"
        ),
        .baselineLine: three(
            "baseline: {0} a day",
            "base: {0} por día",
            "基准：每天{0}件"
        ),
        .dailyText: three(
            "Units a day from {0} to {1}: at most {2}, on {3}; the baseline is {4} a day.",
            "Unidades por día del {0} al {1}: máximo {2}, el {3}; la base es de {4} por día.",
            "{0}至{1}每日件数：最高{2}件（{3}）；基准每天{4}件。"
        ),
        .windowBar: three(
            "units a day in the promotion",
            "unidades por día en la promoción",
            "活动期每日件数"
        ),
        .baselineBar: three(
            "units a day before",
            "unidades por día antes",
            "活动前每日件数"
        ),
        .timelineTitle: three(
            "Stock-outs",
            "Periodos sin inventario",
            "缺货时间线"
        ),
        .timelineText: three(
            "{0} in {1}: {2} {2:hour|hours} out of stock from {3}.",
            "{0} en {1}: {2} {2:hora|horas} sin inventario desde el {3}.",
            "{0}（{1}）：自{3}起缺货{2}小时。"
        ),
        .timelineNone: three(
            "No stock-outs.",
            "Ningún artículo se agotó.",
            "没有缺货。"
        ),
        .firstOf: three(
            "{0}: the first {1} of {2}",
            "{0}: las primeras {1} de {2}",
            "{0}：前{1}项，共{2}项"
        ),
        .moreLate: three(
            "{0} more {0:shipment|shipments} arrived late",
            "{0:otro embarque llegó tarde|otros {0} embarques llegaron tarde}",
            "另有{0}批到货延迟"
        ),
        .formulas: three(
            "Missed units = units a day while in stock, at most those of the best day, × hours out of stock / 24. Days of cover = units left / normal rate. Excess = units left − 90 days at the normal rate; only where that is known.",
            "Venta perdida = unidades por día con inventario, como máximo las del mejor día, × horas sin inventario / 24. Días de cobertura = unidades que quedan / ritmo normal. Excedente = unidades que quedan − 90 días al ritmo normal; solo donde se conoce.",
            "缺货损失 = 有货期间日均件数（不超过单日最高）× 缺货小时数 ÷ 24。可售天数 = 剩余件数 ÷ 平日日销。冗余数量 = 剩余件数 − 90天平日日销，仅限平日日销已知的SKU。"
        ),
        .titleBefore: three(
            "Promotion readiness",
            "Preparación de la promoción",
            "活动备货情况"
        ),
        .dataSource: three(
            "{0} ({1})",
            "{0} ({1})",
            "{0}（{1}）"
        ),
        .soldGross: three(
            "Sold, before returns",
            "Vendidas, antes de devoluciones",
            "售出（未扣退货）"
        ),
        .availableNow: three(
            "Available",
            "Disponibles",
            "现有可售"
        ),
        .worthLost: three(
            "Lost sales, about",
            "Venta perdida, aprox.",
            "损失销售额（估）"
        ),
        .worthExcess: three(
            "Excess at cost, about",
            "Excedente al costo, aprox.",
            "冗余成本（估）"
        ),
        .changeNoData: three(
            "No source has data of these days, so zero may mean that nothing was imported.",
            "Ninguna fuente tiene datos de estos días, así que cero puede significar que no se importó nada.",
            "这些日期没有任何来源的数据，数字为零可能只是尚未导入。"
        ),
        .changeLastData: three(
            "Sales are known through {0} only, and returns may come until {1}.",
            "Solo se conocen ventas hasta el {0}, y puede haber devoluciones hasta el {1}.",
            "销售数据只到{0}，退货期至{1}。"
        ),
        .baselineDays: three(
            "Normal rate = units a day in stock from {0}.",
            "Ritmo normal = unidades por día con inventario {0}.",
            "平日日销 = {0}有货期间的日均件数。"
        ),
        .madeBy: three(
            "Figures as of {0}. Made by tarima.",
            "Cifras al {0}. Generado con tarima.",
            "数据截至{0}。由tarima生成。"
        ),
    ]
}

/// A text in every language.
func three(_ english: String, _ spanish: String, _ chinese: String) -> [PageLanguage: String] {
    [.english: english, .spanish: spanish, .chinese: chinese]
}

extension PageLanguage {
    /// The text of a key.
    func phrase(_ key: PagePhrase, _ values: String...) -> String {
        filled(PagePhrase.texts[key]?[self] ?? key.rawValue, values)
    }

    /// A text with its placeholders filled: `{0}` is the first value, and `{0:unit|units}` the word for one or for several
    /// of it.
    func filled(_ text: String, _ values: [String]) -> String {
        var result = ""
        var rest = text[...]
        // In one pass, because a value may look like a placeholder.
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            guard let end = end(of: rest[brace...]) else { break }
            let inner = rest[rest.index(after: brace)..<end]
            guard let digit = inner.first?.wholeNumberValue, values.indices.contains(digit) else { break }
            let words = inner.dropFirst().dropFirst().split(separator: "|", maxSplits: 1)
            let word = words.count == 2 ? words[values[digit] == "1" ? 0 : 1] : nil
            result += word.map { filled(String($0), values) } ?? values[digit]
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// The brace that closes the one that a text begins with.
    private func end(of text: Substring) -> Substring.Index? {
        var depth = 0
        for index in text.indices {
            if text[index] == "{" { depth += 1 }
            if text[index] == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }
}
