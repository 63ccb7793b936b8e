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
    case formulas
    case legDispatchPort, legPortRelease, legReleaseShelf, legTransfer

    /// Every key in every language.
    static let texts: [PlanPhrase: [PageLanguage: String]] = [
        .title: three("Plan for a promotion", "Plan para una promoción", "活动备货计划"),
        .planTitle: three(
            "Plan for {0}, as of {1}",
            "Plan para {0}, al {1}",
            "{0}备货计划（{1}）"
        ),
        .bySea: three(
            "{0} {0:unit|units} of {1} {1:SKU|SKUs} by sea, the first by {2}",
            "{0} {0:unidad|unidades} de {1} SKU por mar, a más tardar el {2}",
            "海运{0}件（{1}个 SKU），最早须于{2}前发出"
        ),
        .byAir: three(
            "{0} {0:unit|units} of {1} {1:SKU|SKUs} by air, the first by {2}",
            "{0} {0:unidad|unidades} de {1} SKU por aire, a más tardar el {2}",
            "空运{0}件（{1}个 SKU），最早须于{2}前发出"
        ),
        .nothingToOrder: three("Nothing to order.", "No hay nada que pedir.", "无需补货。"),
        .learnedFrom: three(
            "Learned from {0}, in which all goods sold {1} times their normal rate.",
            "Con base en {0}, en la que todo se vendió a {1} veces su ritmo normal.",
            "参照{0}：全部商品销速为平日的{1}倍。"
        ),
        .legsDefault: three(
            "Days by sea, some of them usual in the trade and not measured: {0}.",
            "Días por mar, algunos habituales del ramo y no medidos: {0}.",
            "海运各段按天计（部分为行业惯例，非实测）：{0}。"
        ),
        .legsMeasured: three(
            "Days measured by sea: {0}.",
            "Días medidos por mar: {0}.",
            "海运各段实测天数：{0}。"
        ),
        .legDispatchPort: three("to the port {0}", "al puerto {0}", "发货至到港{0}"),
        .legPortRelease: three("through customs {0}", "en aduana {0}", "清关{0}"),
        .legReleaseShelf: three("to the shelf {0}", "al anaquel {0}", "放行至上架{0}"),
        .legTransfer: three("transfer {0}", "traspaso {0}", "调拨{0}"),
        .lineTitle: three("From now to the promotion", "De hoy a la promoción", "时间线"),
        .lineSea: three("Last day to ship by sea", "Último día para enviar por mar", "海运最晚发货"),
        .lineAir: three("Last day to ship by air", "Último día para enviar por aire", "空运最晚发货"),
        .lineDecide: three("Decide the second order by", "Decidir el segundo pedido", "第二批决定日"),
        .lineChina: three("China closed", "China cerrada", "中国放假"),
        .lineCustoms: three("Mexican customs closed", "Aduana mexicana cerrada", "墨西哥海关休息"),
        .lineArrivals: three(
            "Arrivals, half to nine of ten",
            "Llegadas, de la mitad a nueve de diez",
            "预计到货（50%–90%）"
        ),
        .lineCutoffs: three("Last day of a warehouse", "Último día de un almacén", "仓库截止日"),
        .lineReady: three("On the shelf by", "En anaquel a más tardar", "上架截止"),
        .linePromotion: three("Promotion", "Promoción", "活动"),
        .estimated: three("estimated", "estimado", "预估"),
        .ordersTitle: three("Orders by mode", "Pedidos por medio", "按运输方式汇总"),
        .mode: three("Mode", "Medio", "运输方式"),
        .sea: three("sea", "mar", "海运"),
        .air: three("air", "aire", "空运"),
        .skus: three("SKUs", "SKU", "SKU 数"),
        .units: three("Units", "Unidades", "件数"),
        .cartons: three("Cartons", "Cajas", "箱数"),
        .volume: three("m³", "m³", "立方米"),
        .weight: three("kg", "kg", "公斤"),
        .firstShipBy: three("First ship by", "Primer envío", "最早发货日"),
        .riskyTitle: three("The riskiest", "Lo más riesgoso", "风险最高"),
        .noneRisky: three("Nothing is at risk.", "Nada está en riesgo.", "没有风险项。"),
        .article: three("Item", "Artículo", "商品"),
        .forecast: three("Forecast", "Pronóstico", "预测"),
        .target: three("Target", "Objetivo", "目标"),
        .sellable: three("Sellable", "Disponible", "可售"),
        .incoming: three("In time", "A tiempo", "可按时到"),
        .atRisk: three("Maybe late", "Quizá tarde", "可能迟到"),
        .runsOutOn: three("Runs out on", "Se agota el", "售完日"),
        .orders: three("Order", "Pedir", "下单"),
        .warnings: three("Careful", "Cuidado", "注意"),
        .orderSea: three("{0} by sea by {1}", "{0} por mar, a más tardar el {1}", "海运{0}件，{1}前发出"),
        .orderAir: three("{0} by air by {1}", "{0} por aire, a más tardar el {1}", "空运{0}件，{1}前发出"),
        .leftoverTitle: three("Will be left over", "Va a sobrar", "预计剩余"),
        .noneLeft: three(
            "Nothing for 30 days or more.",
            "Nada para 30 días o más.",
            "没有可售30天以上的剩余。"
        ),
        .perDay: three("Normal a day", "Normal por día", "平日日销"),
        .leftoverDays: three("Days left after", "Días después", "活动后可售天数"),
        .warnNoLike: three(
            "There is no earlier promotion to learn from; the uplift is 1.",
            "No hay promoción anterior de la cual aprender; el factor es 1.",
            "没有可参照的往期活动，提升倍数取1。"
        ),
        .warnNoHistory: three(
            "The earlier promotion cannot be compared with a normal rate; the uplift is 1.",
            "La promoción anterior no se puede comparar con un ritmo normal; el factor es 1.",
            "往期活动无法与平日销速比较，提升倍数取1。"
        ),
        .warnShortHistory: three(
            "The ledger does not go back far enough; the rate of the eve of the earlier promotion is used.",
            "El registro no tiene suficiente historia; se usa el ritmo de la víspera de la promoción anterior.",
            "账本历史不够长，采用往期活动前夕的销速。"
        ),
        .warnEstimated: three(
            "The plan reaches into a year of China whose holidays are estimated.",
            "El plan llega a un año de China cuyos días festivos son estimados.",
            "计划涉及中国假期尚未公布的年份，假期为预估。"
        ),
        .warnTooLate: three(
            "Too late for every mode.",
            "Demasiado tarde por cualquier medio.",
            "任何运输方式都来不及。"
        ),
        .warnOneChannel: three(
            "Everything travels by one mode and may come late.",
            "Todo viaja por un solo medio y puede llegar tarde.",
            "全部走同一运输方式，可能迟到。"
        ),
        .warnBulk: three(
            "One order was more than 30 % of the earlier promotion.",
            "Un pedido fue más del 30 % de la promoción anterior.",
            "往期活动中有一单超过30%。"
        ),
        .warnNegative: three(
            "Stock is or was negative; sales may be understated.",
            "El inventario es o fue negativo; las ventas pueden estar subestimadas.",
            "库存为负或曾为负，销量可能偏低。"
        ),
        .warnNoCarton: three("Carton size unknown.", "No se conoce cuántas piezas trae la caja.", "箱规未知。"),
        .warnNoRate: three(
            "Not in stock, so there is no normal rate.",
            "Sin inventario, así que no hay ritmo normal.",
            "无库存，没有平日销速。"
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
        .formulas: three(
            "Forecast = normal units a day × days × uplift × traffic. Target = forecast with safety. The first order covers most of the forecast; the second is decided once newer sales confirm it.",
            "Pronóstico = unidades normales por día × días × factor × tráfico. Objetivo = pronóstico con seguridad. El primer pedido cubre la mayor parte; el segundo se decide cuando las ventas nuevas lo confirman.",
            "预测 = 平日日销 × 天数 × 提升倍数 × 流量。目标 = 预测加安全量。第一批覆盖大部分预测，第二批待新销量确认后决定。"
        ),
    ]
}

extension PageLanguage {
    /// The text of a key; `{0}`, `{1}` are placeholders.
    func phrase(_ key: PlanPhrase, _ values: String...) -> String {
        filled(PlanPhrase.texts[key]?[self] ?? key.rawValue, values)
    }
}
