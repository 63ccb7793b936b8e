"""Python's `eventsourcing` as a peer: one aggregate a SKU, one event a row. Runs in the environment that has it.

    eventsourced_stock.py DATABASE append FILE | replay

Prints the number of events and the seconds that the work itself took, without the start of the interpreter.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

# Many events per transaction, which is faster than one by one as in the documentation.
EVENTS_PER_SAVE = 1000


class Stock(Aggregate):
    """The available units of a SKU by warehouse, from the kinds of events with a simple rule."""

    INCREASING = {"stock_opened", "stock_received", "order_cancelled", "stock_adjusted"}
    DECREASING = {"order_placed", "sale_shipped", "transfer_dispatched"}

    def __init__(self, sku: str) -> None:
        self.sku = sku
        self.units: dict[str, int] = {}

    @staticmethod
    def create_id(sku: str) -> UUID:
        return uuid5(NAMESPACE_URL, sku)

    @event("Recorded")
    def record(
        self, kind: str, source: str, document: str, line: str, warehouse: str, quantity: int, occurred_at: str,
        further: dict,
    ) -> None:
        sign = 1 if kind in self.INCREASING else -1 if kind in self.DECREASING else 0
        self.units[warehouse] = self.units.get(warehouse, 0) + sign * quantity


def append(application: Application, path: str) -> int:
    stocks: dict[str, Stock] = {}
    changed: set[str] = set()
    count = 0
    columns = ["kind", "source", "document", "line", "sku", "warehouse", "quantity", "occurred_at"]
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            sku = row["sku"]
            if sku not in stocks:
                stocks[sku] = Stock(sku)
            stocks[sku].record(
                row["kind"], row["source"], row["document"], row["line"], row["warehouse"],
                int(row["quantity"] or 0), row["occurred_at"],
                {name: value for name, value in row.items() if value and name not in columns})
            changed.add(sku)
            count += 1
            if count % EVENTS_PER_SAVE == 0:
                application.save(*[stocks[each] for each in changed])
                changed.clear()
    application.save(*[stocks[each] for each in changed])
    return count


def replay(application: Application, ids: set[UUID]) -> int:
    """Rebuilds every aggregate from its events; an aggregate's first event is its own creation."""
    return sum(application.repository.get(each).version - 1 for each in ids)


def all_ids(application: Application) -> set[UUID]:
    ids = set()
    start = 1
    while section := application.recorder.select_notifications(start=start, limit=10_000):
        ids |= {notification.originator_id for notification in section}
        start = section[-1].id + 1
    return ids


def main(path: str, what: str, *arguments: str) -> None:
    os.environ["PERSISTENCE_MODULE"] = "eventsourcing.sqlite"
    os.environ["SQLITE_DBNAME"] = path
    application: Application = Application()
    start = time.perf_counter()
    if what == "append":
        count = append(application, *arguments)
    else:
        # The list of aggregates is not part of the work.
        ids = all_ids(application)
        start = time.perf_counter()
        count = replay(application, ids)
    print(count, f"{time.perf_counter() - start:.4f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
