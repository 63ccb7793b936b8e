#!/usr/bin/env python3
"""Counts the instructions of the hot path, which do not drift with the machine's load.

    Benchmarks/instructions.py [--only import,again] [--lines 2000] [--top 20]

Each work is done twice under callgrind, with so many units and with twice as many; the difference, divided by the
units, is what one unit costs: starting the process cancels out. All threads are added. Exit status as compare.py's.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

sys.dont_write_bytecode = True

from lab import tell  # noqa: E402
from measure import CommandFailed, run  # noqa: E402
from programs import BUILT, Missing, built, positive  # noqa: E402

# A line of callgrind_annotate: a count, its share, and file:function [object].
COSTED = re.compile(r"^\s*([\d,]+) \(\s*[\d.]+%\)\s+(?:<?\s*)?[^:]*:(.*?)(?: \[[^\]]*\])?$")
TOOLS = {"valgrind": "valgrind", "callgrind_annotate": "valgrind", "objcopy": "binutils"}


@dataclass
class Work:
    """Work whose instructions are counted."""

    name: str
    unit: str
    # Units of work for each unit that the caller asks for.
    factor: int
    # Prepares a directory and returns the command to count.
    prepare: Callable[[Bench, Path, int], list[object]]


class Bench:
    """The files, and the programs without debugging information, because valgrind 3.19 cannot read that of Swift."""

    def __init__(self, directory: Path, tarima: Path) -> None:
        self.directory = directory
        self.tarima = self._stripped(built(tarima))
        self.probe = self._stripped(built(BUILT / "probe"))
        self.workload = built(BUILT / "workload")

    def _stripped(self, program: Path) -> Path:
        copy = self.directory / program.name
        run(["objcopy", "--strip-debug", program, copy], self.directory)
        return copy

    def file(self, kind: str, size: int, folder: Path) -> Path:
        path = folder / f"{kind}.csv"
        count = "--rows" if kind == "ledger" else "--events"
        run([self.workload, kind, "--seed", 1, count, size], folder, stdout=path)
        return path

    def ledger(self, folder: Path, *files: Path) -> list[object]:
        """The first words of a command on a new ledger with these files."""
        command = [self.tarima, "--ledger", folder / "ledger"]
        run([*command, "init", "--currency", "MXN"], folder)
        if files:
            run([*command, "import", *files], folder)
        return command

    def count(self, work: Work, units: int) -> tuple[int, Path]:
        """The instructions of one run, and callgrind's file."""
        folder = self.directory / f"{work.name}-{units}"
        folder.mkdir()
        command = work.prepare(self, folder, units)
        costs = folder / "callgrind.out"
        run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={costs}", *command], folder)
        said = (folder / "stderr.txt").read_text()
        collected = re.search(r"Collected : (\d+)", said)
        if not collected:
            raise CommandFailed(f"valgrind did not count {work.name}: see {folder}")
        return int(collected[1]), costs


def importing(kind: str) -> Callable[[Bench, Path, int], list[object]]:
    return lambda bench, folder, units: [*bench.ledger(folder), "import", bench.file(kind, units, folder)]


def importing_again(bench: Bench, folder: Path, units: int) -> list[object]:
    file = bench.file("orders", units, folder)
    return [*bench.ledger(folder, file), "import", file]


def rebuilding(bench: Bench, folder: Path, units: int) -> list[object]:
    return [*bench.ledger(folder, bench.file("year", units, folder)), "rebuild"]


def asking(bench: Bench, folder: Path, units: int) -> list[object]:
    bench.ledger(folder, bench.file("year", 20_000, folder))
    # All of them, however slow valgrind is.
    return [bench.probe, folder / "ledger", units, 3600]


WORKS = [
    Work("import", "line of W1", 1, importing("orders")),
    Work("again", "duplicate of W1", 1, importing_again),
    Work("year", "event of W2", 1, importing("year")),
    Work("amazon", "row of W3", 1, importing("ledger")),
    # Short logs are added up by one thread, longer ones by several.
    Work("rebuild", "event added up anew", 10, rebuilding),
    Work("stock", "question for the stock of one SKU", 0, asking),
]
ASKS = 50


def functions(costs: Path, inclusive: bool) -> dict[str, int]:
    """Instructions by function, over all files. Those of its callees are not included, because a recursive function
    would count twice."""
    listed = subprocess.run(
        ["callgrind_annotate", "--threshold=100", f"--inclusive={'yes' if inclusive else 'no'}", costs],
        capture_output=True, text=True, check=True).stdout
    counts: dict[str, int] = {}
    for line in listed.splitlines():
        match = COSTED.match(line)
        if match:
            here, before = int(match[1].replace(",", "")), counts.get(match[2], 0)
            counts[match[2]] = max(here, before) if inclusive else here + before
    return counts


def readable(names: list[str]) -> list[str]:
    """Swift's names as in the source, if the demangler is installed."""
    if shutil.which("swift-demangle") is None:
        return names
    return subprocess.run(
        ["swift-demangle", "--simplified"], input="\n".join(names), capture_output=True, text=True
    ).stdout.splitlines()


def show_top(work: Work, units: int, pair: list[Path], top: int) -> None:
    """The functions with the most instructions per unit, without and with those of their callees."""
    for inclusive, title in [(False, "by themselves"), (True, "with what they call")]:
        few, many = [functions(path, inclusive) for path in pair]
        costs = {name: (count - few.get(name, 0)) / units for name, count in many.items()}
        most = sorted(costs, key=lambda name: -costs[name])[:top]
        print(f"\n{work.name}, instructions per {work.unit}, {title}:\n")
        for name, text in zip(most, readable(most)):
            print(f"{costs[name]:>12,.0f}  {text[:140]}")


def arguments() -> argparse.Namespace:
    names = [work.name for work in WORKS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", type=lambda text: text.split(","), default=names, help=f"some of {','.join(names)}")
    parser.add_argument("--lines", type=positive, default=2000, help="lines of the smaller run (2000)")
    parser.add_argument("--top", type=int, default=0, help="shows so many functions of each")
    parser.add_argument("--tarima", type=Path, default=BUILT / "tarima", help="the tarima binary")
    options = parser.parse_args()
    unknown = set(options.only) - set(names)
    if unknown:
        parser.error(f"--only: {', '.join(unknown)} is none of {', '.join(names)}")
    return options


def main() -> int:
    options = arguments()
    # With another hash seed, the same work would take another number of instructions.
    os.environ["SWIFT_DETERMINISTIC_HASHING"] = "1"
    try:
        for tool, package in TOOLS.items():
            if shutil.which(tool) is None:
                raise Missing(f"{tool} is not installed; on Debian: apt-get install {package}")
        with tempfile.TemporaryDirectory(prefix="tarima-count-") as name, ThreadPoolExecutor(2) as pool:
            bench = Bench(Path(name), options.tarima)
            print("| work | instructions |\n|---|---|")
            counted = []
            for work in [work for work in WORKS if work.name in options.only]:
                units = options.lines * work.factor or ASKS
                tell(f"counting {work.name}, {units} and {2 * units} times")
                # A run at the same time does not change the counts.
                few, many = pool.map(lambda size: bench.count(work, size), [units, 2 * units])
                print(f"| {work.name}, per {work.unit} | {(many[0] - few[0]) / units:,.0f} |", flush=True)
                counted.append((work, units, [few[1], many[1]]))
            if options.top > 0:
                for work, units, pair in counted:
                    show_top(work, units, pair, options.top)
        return 0
    except Missing as problem:
        tell(f"instructions.py: {problem}")
        return 2
    except CommandFailed as problem:
        tell(f"instructions.py: {problem}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
