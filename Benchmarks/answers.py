"""Checks that two programs gave the same answer, so that the same work is timed."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from measure import CommandFailed

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
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


@dataclass
class SameRows:
    """Two answers as CSV have the same rows: `key` identifies a row, and `columns` are compared."""

    key: list[str]
    columns: list[str]
    # Rows that only the peer has: "none", those without any units ("empty"), or "any".
    only_peer: str = "none"
    # By how much figures may differ, because Tarima prints few digits.
    tolerance: float = 0

    def check(self, question: str, tarima: Path, peer: Path) -> None:
        ours, theirs = self.rows(tarima), self.rows(peer)
        for key, row in ours.items():
            if key not in theirs:
                raise CommandFailed(f"{question}: only tarima has {' '.join(key)}")
            for name in self.columns:
                if not self.is_same(row[name], theirs[key][name]):
                    raise CommandFailed(
                        f"{question}: {name} of {' '.join(key)}: tarima says {row[name]}, DuckDB {theirs[key][name]}")
        if self.only_peer == "any":
            return
        for key in theirs.keys() - ours.keys():
            if self.only_peer == "none" or any(number(theirs[key][name]) for name in self.columns):
                raise CommandFailed(f"{question}: only DuckDB has {' '.join(key)}")

    def rows(self, path: Path) -> dict[tuple[str, ...], dict[str, str]]:
        """By key. Rows of one key are numbered in the order of their figures."""
        found: dict[tuple[str, ...], list[dict[str, str]]] = {}
        with open(path, newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(tuple(seconds(row[name]) for name in self.key), []).append(row)
        return {
            (*key, str(index)) if index else key: row
            for key, rows in found.items()
            for index, row in enumerate(sorted(rows, key=lambda row: [row[name] for name in self.columns]))
        }

    def is_same(self, one: str, other: str) -> bool:
        if self.tolerance and one and other:
            return abs(number(one) - number(other)) <= self.tolerance
        return seconds(one) == seconds(other)


def seconds(text: str) -> str:
    """A time of any precision as DuckDB writes it, whole seconds; other text as it is."""
    return text[:19] + "Z" if TIME.match(text) else text
