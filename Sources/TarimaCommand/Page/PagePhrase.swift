import WarehouseExports

/// The texts of the review page, by their keys in `Language/Phrases`.
enum PagePhrase: String, CaseIterable {
    case title, dates, fromTo, daysLong, hoursLong, data, dataThrough, gapDays, noGaps, notDaily, notBegun,
        underWay
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
    case timelineTitle, timelineText, timelineNone, firstOf, moreLate, formulas, titleBefore
    case soldGross, availableNow, worthLost, worthExcess, changeNoData, changeLastData, baselineDays, madeBy
}

extension Language {
    /// The text of a key with its values.
    func phrase(_ key: PagePhrase, _ values: String...) -> String {
        Phrases.of(self).title("review.\(key.rawValue)").filled(with: values)
    }
}
