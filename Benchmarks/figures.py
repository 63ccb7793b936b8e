"""The rows of the table: the measure, the peer, and whether the target is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Optional


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
