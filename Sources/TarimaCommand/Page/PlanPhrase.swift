/// The texts of the plan on a page, by key.
enum PlanPhrase: String, CaseIterable {
    case title, planTitle, bySea, byAir, nothingToOrder, learnedFrom, legsDefault, legsMeasured
    case lineTitle, lineSea, lineAir, lineDecide, lineChina, lineCustoms, lineArrivals, lineCutoffs, lineReady
    case linePromotion, estimated
    case ordersTitle, mode, sea, air, skus, units, cartons, volume, weight, firstShipBy
    case riskyTitle, noneRisky, article, forecast, target, sellable, incoming, atRisk, runsOutOn, orders
    case warnings, orderSea, orderAir
    case leftoverTitle, noneLeft, perDay, leftoverDays
    case warnNoLike, warnNoHistory, warnShortHistory, warnEstimated, warnTooLate, warnOneChannel, warnBulk
    case warnNegative, warnNoCarton, warnNoRate, warnOpenTail, warnUnknownMode
    case noTransfers, formulas, planOver
    case viaSea, viaAir, legDispatchPort, legPortRelease, legReleaseShelf, legTransfer

    /// Every key in every language.
    static let texts: [PlanPhrase: [PageLanguage: String]] = [
        .title: three("Plan for a promotion", "Plan para una promoción", "活动备货计划"),
        .planTitle: three(
            "Plan for {0}, as of {1}",
            "Plan para {0}, al {1}",
            "{0}备货计划（截至{1}）"
        ),
        .bySea: three(
            "{0} {0:unit|units} of {1} {1:SKU|SKUs} by sea, the first by {2}",
            "{0} {0:unidad|unidades} de {1} SKU por vía marítima, primer envío a más tardar el {2}",
            "海运{0}件（{1}个SKU），首批最晚{2}发出"
        ),
        .byAir: three(
            "{0} {0:unit|units} of {1} {1:SKU|SKUs} by air, the first by {2}",
            "{0} {0:unidad|unidades} de {1} SKU por vía aérea, primer envío a más tardar el {2}",
            "空运{0}件（{1}个SKU），首批最晚{2}发出"
        ),
        .nothingToOrder: three("Nothing to order.", "No hay nada que pedir.", "无需补货。"),
        .learnedFrom: three(
            "Learned from {0}, in which all goods sold {1} times their normal rate.",
            "Con base en {0}: en conjunto se vendió a {1} veces el ritmo normal.",
            "参照{0}：全部商品日销为平日的{1}倍。"
        ),
        .legsDefault: three(
            "{0}, in open days that nine of ten shipments do not exceed, some of them usual in the trade and not measured: {1}.",
            "{0}, en días hábiles que nueve de cada diez embarques no rebasan, algunos usuales del ramo y no medidos: {1}.",
            "{0}各段时效（工作日，九成货件不超过；部分为行业惯例，非实测）：{1}。"
        ),
        .legsMeasured: three(
            "{0}, in open days that nine of ten shipments do not exceed: {1}.",
            "{0}, en días hábiles que nueve de cada diez embarques no rebasan: {1}.",
            "{0}各段实测时效（工作日，九成货件不超过）：{1}。"
        ),
        .legDispatchPort: three(
            "to the port {0}",
            "salida a puerto {0}",
            "发货至到港{0}"
        ),
        .legPortRelease: three(
            "customs {0}",
            "despacho aduanal {0}",
            "清关{0}"
        ),
        .legReleaseShelf: three(
            "to the shelf {0}",
            "de aduana a almacén {0}",
            "放行至上架{0}"
        ),
        .legTransfer: three("transfer {0}", "traspaso {0}", "调拨{0}"),
        .lineTitle: three(
            "From the plan to the promotion",
            "Del plan a la promoción",
            "备货时间线"
        ),
        .lineSea: three(
            "Last day to ship by sea",
            "Último día para embarque marítimo",
            "海运最晚发货"
        ),
        .lineAir: three(
            "Last day to ship by air",
            "Último día para embarque aéreo",
            "空运最晚发货"
        ),
        .lineDecide: three(
            "Decide the second order by",
            "Decidir el segundo pedido a más tardar",
            "第二批下单截止"
        ),
        .lineChina: three(
            "China closed",
            "Feriado en China",
            "中国假期停工"
        ),
        .lineCustoms: three(
            "Mexican customs closed",
            "Aduanas de México sin servicio",
            "墨西哥海关放假"
        ),
        .lineArrivals: three(
            "Expected arrivals (50% to 90%)",
            "Llegadas estimadas (50% a 90%)",
            "预计到货（50%–90%）"
        ),
        .lineCutoffs: three(
            "Last day of a warehouse",
            "Fecha límite de recepción en almacén",
            "仓库收货截止日"
        ),
        .lineReady: three(
            "On the shelf by",
            "Disponible para venta a más tardar",
            "上架截止"
        ),
        .linePromotion: three("Promotion", "Promoción", "活动"),
        .estimated: three("estimated", "estimado", "预估"),
        .ordersTitle: three(
            "Orders by transport",
            "Pedidos por transporte",
            "按运输方式汇总"
        ),
        .mode: three(
            "Transport",
            "Transporte",
            "运输方式"
        ),
        .sea: three(
            "sea",
            "marítimo",
            "海运"
        ),
        .air: three(
            "air",
            "aéreo",
            "空运"
        ),
        .skus: three(
            "SKUs",
            "SKU",
            "SKU数"
        ),
        .units: three("Units", "Unidades", "件数"),
        .cartons: three("Cartons", "Cajas", "箱数"),
        .volume: three("m³", "m³", "立方米"),
        .weight: three("kg", "kg", "公斤"),
        .firstShipBy: three(
            "First shipment by",
            "Primer envío a más tardar",
            "首批最晚发货日"
        ),
        .riskyTitle: three(
            "Most at risk",
            "Mayor riesgo de agotarse",
            "断货风险最高"
        ),
        .noneRisky: three(
            "Nothing is at risk.",
            "Sin riesgo de agotarse.",
            "没有断货风险。"
        ),
        .article: three("Item", "Artículo", "商品"),
        .forecast: three("Forecast", "Pronóstico", "预测"),
        .target: three(
            "Target",
            "Meta",
            "目标"
        ),
        .sellable: three(
            "Sellable",
            "Disponible",
            "可售"
        ),
        .incoming: three(
            "Arriving in time",
            "Llega a tiempo",
            "按时到仓"
        ),
        .atRisk: three(
            "May arrive late",
            "Podría llegar tarde",
            "可能晚到"
        ),
        .runsOutOn: three(
            "Runs out on",
            "Se agota el",
            "预计断货日"
        ),
        .orders: three(
            "Order",
            "Pedido sugerido",
            "建议下单"
        ),
        .warnings: three(
            "Notes",
            "Observaciones",
            "备注"
        ),
        .orderSea: three(
            "{0} by sea by {1}",
            "{0} marítimo, máx. {1}",
            "海运{0}件，最晚{1}发出"
        ),
        .orderAir: three(
            "{0} by air by {1}",
            "{0} aéreo, máx. {1}",
            "空运{0}件，最晚{1}发出"
        ),
        .leftoverTitle: three(
            "Will be left over (30 days or more)",
            "Sobrante estimado (30 días o más)",
            "预计冗余（30天以上）"
        ),
        .noneLeft: three(
            "Nothing for 30 days or more.",
            "Ningún artículo con 30 días o más de cobertura.",
            "没有可售30天以上的商品。"
        ),
        .perDay: three(
            "Normal a day",
            "Venta diaria normal",
            "平日日销"
        ),
        .leftoverDays: three(
            "Days of cover after it",
            "Cobertura después (días)",
            "活动后可售天数"
        ),
        .warnNoLike: three(
            "There is no earlier promotion to learn from; the uplift is 1.",
            "No hay promoción anterior de la cual aprender; el factor es 1.",
            "没有可参照的往期活动，提升倍数取1。"
        ),
        .warnNoHistory: three(
            "The earlier promotion cannot be compared with a normal rate; the uplift is 1.",
            "La promoción anterior no se puede comparar con un ritmo normal; el factor es 1.",
            "往期活动无法与平日日销比较，提升倍数取1。"
        ),
        .warnShortHistory: three(
            "The ledger does not go back far enough; the rate just before the earlier promotion is used.",
            "El historial es insuficiente; se usa el ritmo de los días previos a la promoción anterior.",
            "历史数据不足，采用往期活动前几天的日销。"
        ),
        .warnEstimated: three(
            "The plan reaches into a year of China whose holidays are estimated.",
            "El plan abarca un año cuyos feriados en China aún no se publican; son estimados.",
            "计划涉及中国假期尚未公布的年份，假期为预估。"
        ),
        .warnTooLate: three(
            "Too late for every mode.",
            "Demasiado tarde por cualquier medio.",
            "任何运输方式都来不及。"
        ),
        .warnOneChannel: three(
            "Everything travels by one transport and may come late.",
            "Todo viaja por un solo medio y puede llegar tarde.",
            "全部走同一运输方式，有延误风险。"
        ),
        .warnBulk: three(
            "One order was more than 30% of the earlier promotion.",
            "Un solo pedido representó más del 30% de la promoción anterior.",
            "往期活动中有单笔订单占比超过30%。"
        ),
        .warnNegative: three(
            "Stock is or was negative; sales may be understated.",
            "El inventario es o fue negativo; las ventas pueden estar subestimadas.",
            "库存为负或曾为负，销量可能偏低。"
        ),
        .warnNoCarton: three(
            "Carton size unknown.",
            "Falta el dato de piezas por caja.",
            "箱规未知。"
        ),
        .warnNoRate: three(
            "Not in stock, so there is no normal rate.",
            "Sin inventario, así que no hay ritmo normal.",
            "无库存，无法计算平日日销。"
        ),
        .warnOpenTail: three(
            "Many shipments have not arrived yet; the slowest may take longer.",
            "Muchos embarques no han llegado; los más lentos pueden tardar más.",
            "许多货件尚未到达，最慢的可能更久。"
        ),
        .warnUnknownMode: three(
            "A shipment under way has no known mode and does not count.",
            "Un embarque en camino no tiene medio conocido y no cuenta.",
            "有在途货件运输方式未知，未计入。"
        ),
        .planOver: three(
            "This plan is of the past: its promotion ended on {0}.",
            "Este plan ya pasó: su promoción terminó el {0}.",
            "此计划已过期：活动已于{0}结束。"
        ),
        .noTransfers: three(
            "The plan moves nothing between warehouses; each one orders for itself.",
            "El plan no traspasa entre almacenes; cada uno pide lo suyo.",
            "计划不含仓间调拨，各仓分别备货。"
        ),
        .viaSea: three(
            "By sea",
            "Por vía marítima",
            "海运"
        ),
        .viaAir: three(
            "By air",
            "Por vía aérea",
            "空运"
        ),
        .formulas: three(
            "Forecast = normal units a day × days × uplift × traffic. Target = forecast and safety stock. The first order covers most of the forecast; the second is decided once newer sales confirm it.",
            "Pronóstico = unidades normales por día × días × factor × tráfico. Meta = pronóstico más inventario de seguridad. El primer pedido cubre la mayor parte; el segundo se decide cuando las ventas nuevas lo confirman.",
            "预测 = 平日日销 × 天数 × 提升倍数 × 流量。目标 = 预测 + 安全库存。第一批覆盖大部分预测，第二批待新销量确认后决定。"
        ),
    ]
}

extension PageLanguage {
    /// The text of a key; `{0}`, `{1}` are placeholders.
    func phrase(_ key: PlanPhrase, _ values: String...) -> String {
        filled(PlanPhrase.texts[key]?[self] ?? key.rawValue, values)
    }
}
