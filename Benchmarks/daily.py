"""A year that is imported day by day: what small files cost more than one large one, and what is written for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from figures import Row, Target
from lab import Lab, alternate, tell
from measure import CommandFailed, Measurement, run
from orders import MEGABYTE
from stores import Ledger

EVENTS = 1_000_000


@dataclass
class Imported:
    """One or many imports into a new ledger."""

    measured: list[Measurement]
    size: int

    @property
    def cpu(self) -> float:
        return sum(each.cpu for each in self.measured)

    @property
    def peak(self) -> float:
        return max(each.rss for each in self.measured) / MEGABYTE

    @property
    def written(self) -> Optional[float]:
        counts = [each.written for each in self.measured]
        return None if None in counts else sum(count for count in counts if count is not None) / MEGABYTE


def measure_daily(lab: Lab) -> None:
    events = lab.size(EVENTS)
    file = lab.generate("year", events)
    tell("dividing the year into days")
    days = divide(file, lab.fresh("days"))
    logs = lab.fresh("daily")
    answers: dict[str, bytes] = {}
    taken: dict[str, list[Imported]] = {"one file": [], "one command": [], "a command a day": []}

    def take(name: str, commands: list[list[Path]]) -> None:
        ledger = Ledger(lab, "tarima-daily")
        ledger.accept_all_sources()
        measured = [ledger.take(f"a year, {name}", *files) for files in commands]
        taken[name].append(Imported(measured, ledger.size()))
        answer = logs / "stock.csv"
        run(ledger.command("stock", "--format", "csv"), logs, stdout=answer)
        if answers.setdefault("stock", answer.read_bytes()) != answer.read_bytes():
            raise CommandFailed(f"the stock after a year, {name}, is another one")

    alternate(lab.runs, [
        lambda: take("one file", [[file]]),
        lambda: take("one command", [days]),
        lambda: take("a command a day", [[day] for day in days]),
    ])
    one = taken["one file"]
    for name in ("one command", "a command a day"):
        work = f"{events:,} events in {len(days)} daily files, {name} / in one file"
        add(lab, work, taken[name], one)
    if all(each.written is not None for each in one):
        lab.rows.append(Row(
            f"{events:,} events in one file, bytes written / bytes of the ledger", "MB",
            [each.written or 0 for each in one], "ledger", [each.size / MEGABYTE for each in one],
            note="temporary files included"))


def add(lab: Lab, work: str, ours: list[Imported], one: list[Imported]) -> None:
    peaks = f"{max(each.peak for each in ours):.0f} MB, in one file {max(each.peak for each in one):.0f} MB"
    lab.rows.append(Row(
        f"{work}, processor", "s", [each.cpu for each in ours], "one file", [each.cpu for each in one], Target(1.6),
        note=peaks))
    if all(each.written is not None for each in [*ours, *one]):
        lab.rows.append(Row(
            f"{work}, written", "MB", [each.written or 0 for each in ours], "one file",
            [each.written or 0 for each in one], Target(4)))


def divide(file: Path, folder: Path) -> list[Path]:
    """Divides a year by the days of UTC on which its rows were reported.

    The rows stand in that order, and most are reported at once: the latest time so far tells the day.
    """
    days: list[Path] = []
    today = b""
    with open(file, "rb") as rows:
        head = rows.readline()
        out = None
        for row in rows:
            day = row.split(b",", 8)[7][:10]
            if out is None or day > today:
                if out:
                    out.close()
                today = day
                days.append(folder / f"{day.decode()}.csv")
                out = open(days[-1], "wb")
                out.write(head)
            out.write(row)
        if out:
            out.close()
    return days
