import InventoryLedger

/// The caveats of a review, one sentence each.
struct ReviewCaveats {
    let review: PromotionReview
    let text: PageText

    var sentences: [String] {
        let language = text.language
        var sentences: [String] = []
        let hasBegun = review.phase.hasBegun
        if review.coverage.isEmpty, hasBegun { sentences.append(language.phrase(.changeNoData)) }
        if let open = review.returnsOpenUntil, hasBegun {
            sentences.append(language.phrase(.changeReturns, text.time(open)))
        }
        // The time for returns may be over, and its files still be missing.
        if let last = review.dataThrough, review.phase == .final, !review.isFinal {
            sentences.append(
                language.phrase(.changeLastData, text.time(last), text.time(review.returnsEnd))
            )
        }
        for covered in review.coverage {
            guard let missing = covered.missingDays, missing > 0 else { continue }
            sentences.append(
                language.phrase(
                    .changeGaps,
                    covered.source.text,
                    covered.warehouse.text,
                    "\(missing)"
                )
            )
        }
        func count(_ flag: SellThroughRow.Flag) -> Int {
            review.sellThrough.rows.count { $0.flags.contains(flag) }
        }
        for (flag, phrase) in [
            (SellThroughRow.Flag.dataMissing, PagePhrase.changeMissing), (.sellThroughAboveOne, .changeAbove),
            (.missedUnitsWeak, .changeWeak),
        ] where count(flag) > 0 {
            sentences.append(language.phrase(phrase, "\(count(flag))"))
        }
        if review.sellThrough.returnedWithoutOrder > 0 {
            sentences.append(
                language.phrase(.changeOrphans, text.units(review.sellThrough.returnedWithoutOrder))
            )
        }
        for shipment in review.shipments where shipment.receivedAt == nil {
            sentences.append(language.phrase(.changeOpen, shipment.shipment.text))
        }
        if review.sellThrough.plan.isEmpty { sentences.append(language.phrase(.changePlan)) }
        if review.withoutRate.positions > 0, hasBegun {
            sentences.append(
                language.phrase(
                    .changeRate,
                    "\(review.withoutRate.positions)",
                    text.units(review.withoutRate.units)
                )
            )
        }
        if review.uncostedSKUs > 0 {
            sentences.append(language.phrase(.changeCost, text.units(Int64(review.uncostedSKUs))))
        }
        return sentences.isEmpty ? [language.phrase(.changeNothing)] : sentences
    }
}
