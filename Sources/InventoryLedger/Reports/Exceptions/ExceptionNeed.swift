/// What several checks need of the log, so that it is read once for all of them.
enum ExceptionNeed {
    case adjustments, counts, coverage, orders, returns, shipments
}
