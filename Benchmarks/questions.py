"""Every command that answers, with DuckDB's query for the same question, what of both is compared, and the targets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional, Union

from answers import SameRows
from figures import Limit
from year import BUEN_FIN

# The end of the last day of the year, and an instant within a day. A day ends at 06:00 UTC in Mexico City.
NEW_YEAR = "2026-01-01T05:59:59.999"
MIDDAY = "2025-11-15T12:00:00"
FOREVER = "9999-01-01T00:00:00"
QUARTER = {"from_time": "2025-10-01T06:00:00", "to_time": "2026-01-01T06:00:00"}
ALWAYS = {"from_time": "2000-01-01T00:00:00", "to_time": FOREVER}
ONE_DAY = {"from_time": "2025-11-15T06:00:00", "to_time": "2025-11-16T06:00:00"}
BUSY = "MX-00001"

PLACE = ["sku", "warehouse"]
STAGES = ["in_transit", "released", "available", "allocated", "quarantine", "damaged"]
STOCK = SameRows(PLACE, STAGES, only_peer="empty")
CARD = SameRows(["seq"], ["occurred_at", "kind", "document", "warehouse", "quantity", "available", "on_hand"])
SHIPMENTS = SameRows(
    ["shipment", *PLACE],
    ["dispatched", "released", "received", "damaged", "short", "open", "dispatched_at", "port_arrived_at",
     "inspected_at", "released_at", "warehouse_arrived_at", "received_at"])
# How two answers are compared that have checks of their own.
SELL_THROUGH, EVENTS = "sell-through", "events"


@dataclass
class Question:
    """One command, and the same question to the peer."""

    name: str
    words: list[str]
    # A file of peers/, and the variables of its query.
    query: str = ""
    settings: dict[str, object] = field(default_factory=dict)
    # How the answers are compared: by SameRows, as SELL_THROUGH, as EVENTS, or not at all.
    same: Union[SameRows, str, None] = None
    limits: list[Limit] = field(default_factory=list)
    # The option of the output; None where a command has none.
    form: Optional[str] = "csv"


@dataclass
class Facts:
    """What the questions need to know of a year."""

    known_at: str
    # The number of events that were known then.
    known: int
    order: str
    quiet: str


def questions(facts: Facts) -> list[Question]:
    whole_command = [Limit("wall", 0.15)]
    quick = [Limit("wall", 0.05)]
    like_peer = [Limit("DuckDB", 1)]
    known_at = ["--known-at", facts.known_at]
    known = {"known": facts.known}
    promotion = ["sell-through", "--promo", "buen-fin"]
    year_end = ["--as-of", "2025-12-31"]
    return [
        Question("stock", ["stock"], "stock", {"as_of": FOREVER}, STOCK),
        Question("stock of one SKU", ["stock", BUSY], "stock", {"as_of": FOREVER, "sku": BUSY}, STOCK),
        Question(
            "stock as of the end of a day", ["stock", "--as-of", "2025-06-30"], "stock",
            {"as_of": "2025-07-01T05:59:59.999"}, STOCK, whole_command),
        Question(
            "stock as of an instant", ["stock", "--as-of", MIDDAY + "Z"], "stock", {"as_of": MIDDAY}, STOCK,
            whole_command),
        Question(
            "stock known a week before", ["stock", *known_at], "stock", {"as_of": FOREVER, **known}, STOCK,
            [Limit("stock", 2)]),
        Question(
            "sell-through of a promotion", promotion, "sell_through", BUEN_FIN, SELL_THROUGH, [Limit("DuckDB", 0.5)]),
        Question(
            "sell-through of one SKU", ["sell-through", BUSY, "--from", "2025-10-01", "--to", "2025-12-31"],
            "sell_through", {"sku": BUSY, **QUARTER}, SELL_THROUGH, whole_command),
        Question(
            "sell-through of a quarter", ["sell-through", "--from", "2025-10-01", "--to", "2025-12-31"],
            "sell_through", QUARTER, SELL_THROUGH),
        Question(
            "sell-through known a week before", [*promotion, *known_at], "sell_through", {**BUEN_FIN, **known},
            SELL_THROUGH, [Limit("sell-through of a promotion", 2)]),
        Question(
            "card of a busy SKU, 5 days", ["card", BUSY, "--from", "2025-11-13", "--to", "2025-11-17"], "card",
            {"sku": BUSY, **BUEN_FIN}, CARD, whole_command),
        Question(
            "card of a quiet SKU", ["card", facts.quiet], "card", {"sku": facts.quiet, **ALWAYS}, CARD, quick),
        Question(
            "events of an order", ["events", "--document", facts.order], "events", {"document": facts.order}, EVENTS,
            quick),
        Question(
            "slow-movers", ["slow-movers", *year_end], "slow_movers", {"as_of": NEW_YEAR},
            SameRows(PLACE, ["available", "last_sold_at"], only_peer="any"), [*like_peer, Limit("cpu", 1.5)]),
        Question("shipments", ["shipments"], "shipments", {"open_only": False}, SHIPMENTS, like_peer),
        Question(
            "shipments --open", ["shipments", "--open"], "shipments", {"open_only": True}, SHIPMENTS, whole_command),
        Question(
            "lead-times", ["lead-times", *year_end], "lead_times", {"as_of": NEW_YEAR},
            # The peer's percentiles leave out legs that are still under way.
            SameRows(["leg"], ["count", "left_out", "max"], tolerance=0.0501), like_peer),
        Question(
            "reconcile", ["reconcile"], "reconcile", {}, SameRows(PLACE, ["asserted_at", "asserted", "book"]),
            like_peer),
        Question(
            "exceptions", ["exceptions"], "exceptions", {},
            SameRows(["code", *PLACE, "document"], ["quantity"]), [*like_peer, Limit("cpu", 3)]),
        Question(
            "exceptions --code negative_stock", ["exceptions", "--code", "negative_stock"], "negative_stock", {},
            SameRows(["code", *PLACE, "since"], ["quantity"])),
        Question("plan", ["plan", "buen-fin-2026", *year_end], limits=[Limit("wall", 3)]),
        Question("runs-out", ["runs-out", *year_end]),
        Question("report --html", ["report", "buen-fin", "--html", "-"], limits=[Limit("cpu", 2)], form=None),
        Question(
            "batches --coverage", ["batches", "--coverage"], "coverage", {},
            SameRows(["source", "warehouse"], ["first_event_at", "last_event_at", "missing_days"])),
        Question(
            "events of one day", ["events", "--from", "2025-11-15", "--to", "2025-11-15"], "events", ONE_DAY, EVENTS),
        Question("events", ["events"], "events", {}, EVENTS),
        Question("events --format table", ["events"], form="table"),
        Question("events --format json", ["events"], form="json"),
        Question("export", ["export"], "events", {}, EVENTS, form=None),
    ]
