"""Shared by all comparisons: the programs, a working directory, and the measures so far."""

from __future__ import annotations

import shutil
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Callable, Optional, Sequence

from figures import CommandRow, Row
from measure import Measurement, run
from programs import Programs


@dataclass
class Lab:
    programs: Programs
    directory: Path
    seed: int
    scale: float
    runs: int
    rows: list[Row] = field(default_factory=list)
    # Every measured command, in order.
    measures: list[dict] = field(default_factory=list)
    # The peak memory of every import by Tarima, in bytes, by input.
    import_memory: dict[str, int] = field(default_factory=dict)
    # What could not be measured, with the reason.
    skipped: dict[str, str] = field(default_factory=dict)
    # Every command over a year, by name, and the numbers of events that it was measured with.
    commands: dict[str, CommandRow] = field(default_factory=dict)
    command_sizes: list[int] = field(default_factory=list)

    def size(self, full: int) -> int:
        """The number of lines at the chosen scale, with a minimum at which a year still has SKUs."""
        return max(2000, int(full * self.scale))

    def generate(self, kind: str, size: int) -> Path:
        """A file of the workload. It is generated once."""
        path = self.directory / f"{kind}-{size}.csv"
        if not path.exists():
            count = "--rows" if kind == "ledger" else "--events"
            tell(f"generating {path.name}")
            run([self.programs.workload, kind, "--seed", self.seed, count, size], self.directory, stdout=path)
        return path

    def time(
        self, label: str, command: Sequence[object], directory: Path, stdout: Optional[Path] = None
    ) -> Measurement:
        measured = run(command, directory, stdout=stdout)
        self.measures.append({"label": label, **asdict(measured)})
        tell(f"  {label}: {measured.wall:.3f} s")
        return measured

    def fresh(self, name: str) -> Path:
        """An empty directory, without the files of an earlier round."""
        path = self.directory / name
        if path.exists():
            shutil.rmtree(path)
        path.mkdir()
        return path


def alternate(rounds: int, takers: Sequence[Callable[[], None]]) -> None:
    """Runs each one once per round. The first one changes, so that none always follows the same."""
    for number in range(rounds):
        tell(f" round {number + 1} of {rounds}")
        first = number % len(takers)
        for taker in [*takers[first:], *takers[:first]]:
            taker()


def tell(text: str) -> None:
    """Reports progress. Only the table goes to standard output."""
    print(text, file=sys.stderr, flush=True)
