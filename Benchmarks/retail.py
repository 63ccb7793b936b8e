"""W4: the daily exports of a real retailer, which are not part of the project."""

from __future__ import annotations

from pathlib import Path

from figures import Row
from lab import Lab
from programs import HERE
from stores import Ledger


def measure_retail(lab: Lab, folder: Path) -> None:
    files = sorted(folder.glob("*.csv"))
    rows = 0
    for file in files:
        with open(file, "rb") as lines:
            rows += sum(1 for _ in lines) - 1
    imports: list[float] = []
    again: list[float] = []
    stock: list[float] = []
    sell_through: list[float] = []
    for _ in range(lab.runs):
        ledger = Ledger(lab, "tarima-retail")
        words = ["--profile", HERE / "retail.yaml", *files]
        imports.append(ledger.take("W4", *words).wall)
        again.append(ledger.take("W4 again", *words).wall)
        stock.append(ledger.time("W4 stock", "stock").wall * 1000)
        words = ["sell-through", "--from", "2010-12-06", "--to", "2010-12-10"]
        sell_through.append(ledger.time("W4 sell-through", *words).wall * 1000)
    lab.rows += [
        Row(f"W4 import of {len(files)} files, {rows:,} lines", "s", imports),
        Row("W4 imported again", "s", again),
        Row("W4 stock, whole command", "ms", stock),
        Row("W4 sell-through of 5 days, whole command", "ms", sell_through),
    ]
