#!/usr/bin/env python3
"""Times `tarima import` against the sqlite3 shell's .import of the same file, in alternation.

    Benchmarks/compare.py [--runs 5] [--events 1000000] [--tarima PATH]

See Benchmarks/README.md for how to read what it prints. Exit status: 0 measured, 1 a command failed,
2 something needed is missing. Everything is written into a temporary directory that is removed.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

import contenders  # noqa: E402
import machine  # noqa: E402
import report  # noqa: E402
from measure import CommandFailed, run  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
# The SKU asked for: the most ordered one of the workload, so the slowest to answer for.
SKU = "MX-00001"
STOCK_RUNS = 20


class Missing(Exception):
    """Something the comparison needs is not there; the text says what to do."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=positive, default=5, help="rounds of both imports (5)")
    parser.add_argument("--events", type=positive, default=1_000_000, help="lines in the file (1000000)")
    parser.add_argument("--seed", type=seed, default=1, help="the workload's seed (1)")
    parser.add_argument("--tarima", default=ROOT / ".build/release/tarima", help="the tarima binary")
    parser.add_argument("--workload", default=ROOT / ".build/release/workload", help="the workload binary")
    parser.add_argument("--sqlite3", default="sqlite3", help="the sqlite3 shell")
    return parser.parse_args()


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def seed(text):
    number = int(text)
    if not 0 <= number < 1 << 64:
        raise argparse.ArgumentTypeError("must be an unsigned 64-bit number")
    return number


def binary(path, option, remedy):
    """The full path of an executable, or Missing with what would help."""
    found = shutil.which(str(path))
    if found is None:
        raise Missing(f"there is no executable {path}: {remedy}, or say where it is with {option} PATH")
    return str(Path(found).resolve())


def compare(options, directory):
    """The whole comparison, inside `directory`."""
    tarima_path = binary(options.tarima, "--tarima", "build it with 'swift build -c release'")
    workload = binary(options.workload, "--workload", "build it with 'swift build -c release'")
    shell = binary(options.sqlite3, "--sqlite3", "install the sqlite3 shell, 3.37 or newer")

    file = directory / "orders.csv"
    generated = run(
        [workload, "orders", "--seed", str(options.seed), "--events", str(options.events)],
        directory, stdout=file)
    report.heading(options, machine.lines(shell, directory), file.stat().st_size, generated.wall)

    tarima = contenders.Tarima(tarima_path, file)
    sqlite = contenders.SQLite(shell, file, options.events)
    rounds = []
    for number in range(options.runs):
        # Who goes first changes every round, so that neither always runs after the other.
        order = [tarima, sqlite] if number % 2 == 0 else [sqlite, tarima]
        pair = {}
        for contender in order:
            contender.prepare(directory / f"{contender.name}-{number}")
            pair[contender.name] = contender.load()
        rounds.append((pair["tarima"], pair["sqlite3"]))
        report.progress(number + 1, *rounds[-1])
    report.imports(rounds, file.stat().st_size, tarima.size(), sqlite.size(), options.events)
    sqlite.remove()
    return after(tarima, options.events)


def after(tarima, events):
    """Times the commands on the last ledger; false when one of them failed."""
    report.words("last tarima import said", tarima.said)
    report.begin_rest()
    again = tarima.time("import", str(tarima.file))
    report.rest("import again, all duplicates", again, events)
    said = again.last_line
    rebuild = tarima.time("rebuild")
    report.rest("rebuild", rebuild, events)
    # A few milliseconds each: a thread looking at the memory would be in the way.
    stock = [tarima.time("stock", SKU, sample=False) for _ in range(STOCK_RUNS)]
    report.stock(SKU, stock)
    verify = tarima.time("verify")
    report.rest("verify", verify, events)
    report.words("duplicate import said", said)
    return all(each.status == 0 for each in [again, rebuild, verify, *stock])


def main():
    options = arguments()
    # A plain kill must remove the temporary directory too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with tempfile.TemporaryDirectory(prefix="tarima-bench-") as name:
            return 0 if compare(options, Path(name)) else 1
    except Missing as problem:
        print(f"compare.py: {problem}", file=sys.stderr)
        return 2
    except CommandFailed as problem:
        print(f"compare.py: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
