"""The rows of the table: the measure, the peer, and whether the target is reached."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Optional

from measure import Measurement


@dataclass
class Target:
    """A limit of the ratio, or of Tarima's median if `of_ratio` is false."""

    limit: float
    of_ratio: bool = True
    at_least: bool = False


@dataclass
class Row:
    """One line: the values of all rounds, in one unit for both."""

    work: str
    unit: str
    tarima: list[float]
    peer_name: str = ""
    peer: list[float] = field(default_factory=list)
    target: Optional[Target] = None
    note: str = ""

    @property
    def ratio(self) -> Optional[float]:
        """The median of Tarima divided by that of the peer."""
        return median(self.tarima) / median(self.peer) if self.peer and median(self.peer) else None

    @property
    def ratio_of_rounds(self) -> Optional[float]:
        """The median of the ratios of each round. It depends less on the load of the machine."""
        if len(self.peer) != len(self.tarima) or 0 in self.peer:
            return None
        return median(tarima / peer for tarima, peer in zip(self.tarima, self.peer))

    @property
    def reached(self) -> Optional[bool]:
        if self.target is None:
            return None
        value = self.ratio if self.target.of_ratio else median(self.tarima)
        if value is None:
            return None
        return value >= self.target.limit if self.target.at_least else value <= self.target.limit

    def markdown(self) -> str:
        ratio = "" if self.ratio is None else plain(self.ratio)
        if self.ratio_of_rounds is not None and len(self.peer) > 1:
            ratio += f" ({plain(self.ratio_of_rounds)})"
        cells = [
            self.work + (f"; {self.note}" if self.note else ""),
            spread(self.tarima, self.unit),
            f"{self.peer_name} {spread(self.peer, self.unit)}" if self.peer else "",
            ratio,
            self.target_text(),
            {True: "yes", False: "**no**", None: ""}[self.reached],
        ]
        return "| " + " | ".join(cells) + " |"

    def target_text(self) -> str:
        if self.target is None:
            return ""
        sign = "≥" if self.target.at_least else "≤"
        return f"{sign} {plain(self.target.limit) if self.target.of_ratio else shown(self.target.limit, self.unit)}"

    def raw(self) -> dict:
        return {
            "work": self.work, "note": self.note, "unit": self.unit, "tarima": self.tarima,
            "peer_name": self.peer_name, "peer": self.peer, "ratio": self.ratio,
            "ratio_of_rounds": self.ratio_of_rounds, "target": self.target_text(), "reached": self.reached,
        }


def spread(values: list[float], unit: str) -> str:
    """The median, with the minimum and maximum of several values."""
    text = shown(median(values), unit)
    if len(values) > 1:
        text += f" ({shown(min(values), unit, bare=True)}–{shown(max(values), unit, bare=True)})"
    return text


def shown(value: float, unit: str, bare: bool = False) -> str:
    """About three digits; `bare` omits the unit."""
    if unit == "events/s":
        return f"{value / 1e6:.2f} M/s" if value >= 1e6 else f"{value / 1e3:.1f} k/s"
    return plain(value) if bare else f"{plain(value)} {unit}"


def plain(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


HEADER = "| work | Tarima | peer | ratio | target | reached |\n|---|---|---|---|---|---|"


def table(rows: list[Row]) -> str:
    return "\n".join([HEADER, *[row.markdown() for row in rows]])


@dataclass
class Limit:
    """The most that a command may take of the larger size.

    `of` is "wall" or "cpu" for seconds, "DuckDB" for a share of the peer's processor time, and else the name of another
    command, for a share of its processor time.
    """

    of: str
    at_most: float

    def text(self) -> str:
        if self.of in ("wall", "cpu"):
            return f"≤ {plain(self.at_most)} s{' wall' if self.of == 'wall' else ''}"
        return f"≤ {plain(self.at_most)} of {self.of}"


@dataclass
class CommandRow:
    """One command, by the number of events: the measures of the rounds, and those of the peer's query."""

    work: str
    limits: list[Limit]
    ours: dict[int, list[Measurement]] = field(default_factory=dict)
    theirs: dict[int, list[Measurement]] = field(default_factory=dict)
    # Whether it only answers, in memory that should not grow with the events.
    is_answer: bool = False
    # Where the answers of both differ, and how. Then no times are shown.
    difference: str = ""

    def cpu(self, size: int) -> Optional[float]:
        return median(each.cpu for each in self.ours[size]) if size in self.ours else None

    def wall(self, size: int) -> Optional[float]:
        return median(each.wall for each in self.ours[size]) if size in self.ours else None

    def peer_cpu(self, size: int) -> Optional[float]:
        return median(each.cpu for each in self.theirs[size]) if size in self.theirs else None

    def memory(self, size: int) -> Optional[float]:
        return max(each.rss for each in self.ours[size]) / 1e6 if size in self.ours else None

    def growth(self, sizes: list[int]) -> Optional[float]:
        return quotient(self.cpu(sizes[-1]), self.cpu(sizes[0])) if len(sizes) > 1 else None

    def value(self, limit: Limit, size: int, others: dict[str, CommandRow]) -> Optional[float]:
        """What the limit is about, of the commands of a table."""
        if limit.of == "wall":
            return self.wall(size)
        if limit.of == "cpu":
            return self.cpu(size)
        if limit.of == "DuckDB":
            return quotient(self.cpu(size), self.peer_cpu(size))
        other = others.get(limit.of)
        return quotient(self.cpu(size), other.cpu(size) if other else None)

    def reached(self, size: int, others: dict[str, CommandRow]) -> Optional[bool]:
        values = [(self.value(limit, size, others), limit.at_most) for limit in self.limits]
        if not values or any(value is None for value, _ in values):
            return None
        return all(value <= at_most for value, at_most in values if value is not None)

    def raw(self, sizes: list[int], others: dict[str, CommandRow]) -> dict:
        return {
            "work": self.work,
            "tarima": {size: [asdict(each) for each in measured] for size, measured in self.ours.items()},
            "duckdb": {size: [asdict(each) for each in measured] for size, measured in self.theirs.items()},
            "growth": self.growth(sizes), "difference": self.difference,
            "targets": [
                {"target": limit.text(), "value": self.value(limit, sizes[-1], others)} for limit in self.limits],
            "reached": self.reached(sizes[-1], others),
        }


def quotient(one: Optional[float], other: Optional[float]) -> Optional[float]:
    return one / other if one is not None and other else None


def command_table(rows: dict[str, CommandRow], sizes: list[int]) -> str:
    """Processor seconds of each size; wall seconds, memory, and the peer's processor seconds of the largest."""
    large = sizes[-1]
    heads = [
        "command", *[f"CPU s, {size:,}" for size in sizes], "growth", "wall s", "peak MB", "DuckDB CPU s", "ratio",
        "target", "reached",
    ]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for row in rows.values():
        if row.difference:
            lines.append(f"| {row.work} | **answers differ**" + " |" * (len(heads) - 1))
            continue
        values: list[Optional[float]] = [
            *[row.cpu(size) for size in sizes], row.growth(sizes), row.wall(large), row.memory(large),
            row.peer_cpu(large), quotient(row.cpu(large), row.peer_cpu(large))]
        # A share of another command has no column of its own.
        targets = [
            limit.text() + (f" (is {plain(value)})" if limit.of in rows and value is not None else "")
            for limit in row.limits for value in [row.value(limit, large, rows)]]
        cells = [
            row.work, *["" if value is None else plain(value) for value in values], "; ".join(targets),
            {True: "yes", False: "**no**", None: ""}[row.reached(large, rows)]]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
