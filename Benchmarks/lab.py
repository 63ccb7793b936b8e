"""What all comparisons share: the programs, a directory to work in, and what was measured so far."""

from __future__ import annotations

import shutil
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Callable, Optional, Sequence

from figures import Row
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
    # Every command that was measured, in its order.
    measures: list[dict] = field(default_factory=list)
    # Peak memory of every import by tarima, in bytes, by what it read.
    import_memory: dict[str, int] = field(default_factory=dict)

    def size(self, full: int) -> int:
        """So many lines at the scale asked for; never so few that a year has no SKUs."""
        return max(2000, int(full * self.scale))

    def generate(self, kind: str, size: int) -> Path:
        """A file of the workload, made once."""
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
        """An empty directory; what an earlier round left there is removed."""
        path = self.directory / name
        if path.exists():
            shutil.rmtree(path)
        path.mkdir()
        return path


def alternate(rounds: int, takers: Sequence[Callable[[], None]]) -> None:
    """Lets each one run once a round; another one goes first each time, so that none always follows the same."""
    for number in range(rounds):
        tell(f" round {number + 1} of {rounds}")
        first = number % len(takers)
        for taker in [*takers[first:], *takers[:first]]:
            taker()


def tell(text: str) -> None:
    """Progress; the table alone goes to standard output."""
    print(text, file=sys.stderr, flush=True)
