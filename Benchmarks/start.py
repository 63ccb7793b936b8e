"""How long the command takes where there is nothing to do: its start, the choice of a profile, in each language."""

from __future__ import annotations

import sys

from figures import Row, Target
from lab import Lab, alternate
from stores import Ledger

# Milliseconds, of an idle machine.
AIM = Target(30, of_ratio=False)
# A start takes less time than the clock of the machine varies by.
REPEATS = 10


def measure_start(lab: Lab) -> None:
    ledger = Ledger(lab, "tarima-start")
    empty = lab.directory / "empty.csv"
    # A header that is none of the built-in profiles but the canonical one, so that all are looked at.
    empty.write_text("kind,document,sku,warehouse,quantity,occurred_at\n")
    works = {
        "`--version`": [lab.programs.tarima, "--version"],
        "`stock` of an empty ledger": ledger.command("stock"),
        "the same in Spanish": ledger.command("--language", "es", "stock"),
        "the same in Chinese": ledger.command("--language", "zh", "stock"),
        "`import` of a file without rows": ledger.command("import", empty),
    }
    peer = [sys.executable, "-I", "-c", "import csv, sqlite3"]
    ours: dict[str, list[float]] = {name: [] for name in works}
    theirs: list[float] = []

    def take(name: str) -> None:
        ours[name] += [1000 * lab.time(name, works[name], lab.directory).wall for _ in range(REPEATS)]

    def take_peer() -> None:
        theirs.extend(1000 * lab.time("python3", peer, lab.directory).wall for _ in range(REPEATS))

    alternate(lab.runs, [take_peer, *[lambda name=name: take(name) for name in works]])
    for name, walls in ours.items():
        lab.rows.append(Row(f"start: {name}", "ms", walls, "Python with csv and sqlite3", theirs, AIM))
