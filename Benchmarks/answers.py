"""Checks that two programs gave the same answer, so that the same work is timed."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Optional

from measure import CommandFailed

COUNTED = [
    "opening", "received", "restocked", "transferred_out", "supply", "ordered", "cancelled", "sold", "returned",
    "net_sold", "other", "closing",
]
FIGURES = [
    *COUNTED, "revenue", "sell_through", "baseline_per_day", "promo_per_day", "in_stock_hours",
    "out_of_stock_hours", "missed_units",
]


def check_sell_through(tarima: Path, peer: Path) -> None:
    """Raises `CommandFailed` if a figure differs. Positions without units, and their rates, may be missing."""
    ours, theirs = positions(tarima), positions(peer)
    for key in sorted(ours.keys() | theirs.keys()):
        pair = [answer.get(key, {}) for answer in (ours, theirs)]
        is_empty = not any(number(row.get(name)) for row in pair for name in COUNTED)
        for name in COUNTED if is_empty else FIGURES:
            values = [number(row.get(name)) for row in pair]
            # Tarima prints rates with few digits.
            if abs(values[0] - values[1]) > (0 if name in COUNTED else 0.06):
                raise CommandFailed(
                    f"{name} of {key[0]} at {key[1]}: tarima says {values[0]}, DuckDB {values[1]}")


def number(text: Optional[str]) -> float:
    """A blank is 0. An amount follows its currency."""
    return float((text or "0").rpartition("=")[2])


def positions(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    with open(path, newline="") as file:
        return {(row["sku"], row["warehouse"]): row for row in csv.DictReader(file)}
