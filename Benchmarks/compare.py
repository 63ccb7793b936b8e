#!/usr/bin/env python3
"""Measures Tarima against its peers, on the same files in the same run, and prints a table.

    Benchmarks/compare.py [--scale 0.01] [--only W1,commands] [--runs 5] [--json FILE] [--retail FOLDER]

See Benchmarks/README.md for what is compared and how. Progress goes to standard error. Exit status: 0 measured,
1 a command failed or answered otherwise than its peer, 2 something needed is missing. Everything is written into a
temporary directory that is removed.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from pathlib import Path
from typing import Optional

sys.dont_write_bytecode = True

import figures  # noqa: E402
import machine  # noqa: E402
from aggregates import measure_aggregates  # noqa: E402
from central import measure_central  # noqa: E402
from commands import measure_commands  # noqa: E402
from daily import measure_daily  # noqa: E402
from figures import Row, Target  # noqa: E402
from lab import Lab, tell  # noqa: E402
from measure import CommandFailed  # noqa: E402
from orders import MEGABYTE, measure_imports, measure_journal  # noqa: E402
from programs import BUILT, Missing, Programs, positive  # noqa: E402
from retail import measure_retail  # noqa: E402
from spellings import measure_profiles, measure_spellings  # noqa: E402
from start import measure_start  # noqa: E402
from year import measure_year  # noqa: E402

WORKLOADS = [
    "W1", "W2", "W3", "W4", "eventsourcing", "hledger", "start", "commands", "daily", "spellings", "profiles", "central",
]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", type=names, default=WORKLOADS, help=f"some of {','.join(WORKLOADS)}")
    parser.add_argument("--scale", type=fraction, default=1.0, help="a fraction of the sizes, for trying (1)")
    parser.add_argument("--runs", type=positive, default=5, help="rounds (5)")
    parser.add_argument("--seed", type=int, default=1, help="the workload's seed (1)")
    parser.add_argument("--retail", type=Path, help="W4: the folder of the retailer's daily files")
    parser.add_argument("--json", type=Path, help="writes every measure into this file")
    parser.add_argument("--strict", action="store_true", help="stops when a peer is missing")
    parser.add_argument("--tarima", type=Path, default=BUILT / "tarima", help="the tarima binary")
    return parser.parse_args()


def names(text: str) -> list[str]:
    chosen = text.split(",")
    for name in chosen:
        if name not in WORKLOADS:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(WORKLOADS)}")
    return chosen


def fraction(text: str) -> float:
    number = float(text)
    if not 0 < number <= 1:
        raise argparse.ArgumentTypeError("must be above 0 and at most 1")
    return number


def compare(options: argparse.Namespace, lab: Lab) -> None:
    chosen = set(options.only)
    if chosen & {"W1", "W3"}:
        measure_imports(lab, with_orders="W1" in chosen, with_amazon="W3" in chosen)
    if "W2" in chosen:
        measure_year(lab)
    if "eventsourcing" in chosen:
        measure_aggregates(lab)
    if "hledger" in chosen:
        measure_journal(lab)
    if "start" in chosen:
        measure_start(lab)
    if "W4" in chosen and options.retail:
        measure_retail(lab, options.retail.resolve())
    if "daily" in chosen:
        measure_daily(lab)
    if "spellings" in chosen:
        measure_spellings(lab)
    if "profiles" in chosen:
        measure_profiles(lab)
    if "central" in chosen:
        measure_central(lab)
    if "commands" in chosen:
        measure_commands(lab)
        lab.rows.append(most_memory(lab))
    if lab.import_memory:
        most = max(lab.import_memory, key=lambda label: lab.import_memory[label])
        lab.rows.append(Row(
            "peak memory of any import", "MB", [lab.import_memory[most] / MEGABYTE],
            target=Target(96, of_ratio=False), note=f"the most was {most}"))


def most_memory(lab: Lab) -> Row:
    """The answer that takes the most memory at the larger size."""
    size = lab.command_sizes[-1]
    answers = [row for row in lab.commands.values() if row.is_answer]
    most = max(answers, key=lambda row: row.memory(size) or 0)
    return Row(
        f"peak memory of any answer, {size:,} events", "MB", [most.memory(size) or 0],
        target=Target(200, of_ratio=False), note=f"the most was {most.work}")


def show(options: argparse.Namespace, lab: Lab) -> None:
    """The table, the machine, and what was skipped."""
    if lab.rows:
        print(figures.table(lab.rows), end="\n\n")
    if lab.commands:
        print(figures.command_table(lab.commands, lab.command_sizes), end="\n\n")
    facts = {**machine.facts(lab.directory), **lab.programs.versions}
    print("Measured on: " + "; ".join(f"{name}: {value}" for name, value in facts.items()) + ".")
    print(f"{lab.runs} rounds, seed {lab.seed}: medians (least–most); ratio of the medians (median of the rounds').")
    if lab.runs < 5 or lab.scale < 1:
        print(f"Only a trial, at scale {lab.scale:g} with {lab.runs} rounds: not to be quoted.")
    for peer, remedy in lab.programs.missing.items():
        print(f"Skipped {peer}: {remedy}.")
    for what, reason in lab.skipped.items():
        print(f"Skipped {what}: {reason}.")
    if "W4" in options.only and not options.retail:
        print("Skipped W4: its files are not part of the project; name their folder with --retail.")
    if options.json:
        raw = {
            "facts": facts, "seed": lab.seed, "scale": lab.scale, "runs": lab.runs,
            "rows": [row.raw() for row in lab.rows],
            "commands": [row.raw(lab.command_sizes, lab.commands) for row in lab.commands.values()],
            "measures": lab.measures,
            "missing": lab.programs.missing, "skipped": lab.skipped,
        }
        options.json.write_text(json.dumps(raw, indent=1, ensure_ascii=False) + "\n")


def main() -> int:
    options = arguments()
    # A plain kill must remove the temporary directory too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    lab: Optional[Lab] = None
    try:
        programs = Programs(options.tarima)
        for remedy in programs.missing.values():
            tell(f"compare.py: {remedy}")
        if programs.missing and options.strict:
            return 2
        with tempfile.TemporaryDirectory(prefix="tarima-bench-") as name:
            lab = Lab(programs, Path(name), options.seed, options.scale, options.runs)
            try:
                compare(options, lab)
            finally:
                # Print what was measured before the failure.
                show(options, lab)
        different = [row.difference for row in lab.commands.values() if row.difference]
        for difference in different:
            tell(f"compare.py: {difference}")
        return 1 if different else 0
    except Missing as problem:
        tell(f"compare.py: {problem}")
        return 2
    except CommandFailed as problem:
        tell(f"compare.py: {problem}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
