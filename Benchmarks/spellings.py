"""The same order lines in every spelling, and an export for every built-in profile, against the plainest file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Optional

from exports import EXPORTS
from figures import Row, Target
from lab import Lab, alternate, tell
from measure import CommandFailed, Measurement, run
from orders import MEGABYTE, ROWS
from programs import HERE
from spell import SPELLINGS
from stores import Ledger

PROFILE_ROWS = 200_000
# The most processor time for each spelling, as a multiple of the plainest.
TARGETS = {"times with -06:00": 1.1, "local times": 1.1, "XLSX": 3, "JSON": 3}
TARGET = 1.3
# Its file is that of W3.
AMAZON_LEDGER = "amazon-inventory-ledger"


def measure_spellings(lab: Lab) -> None:
    rows = lab.size(ROWS)
    orders = lab.generate("orders", rows)
    plain: list[Measurement] = []
    spelled: dict[str, list[Measurement]] = {name: [] for name in SPELLINGS}
    files: dict[str, Path] = {}
    for name, spelling in SPELLINGS.items():
        tell(f"writing the orders with {name}")
        files[name] = lab.directory / f"spelled-{len(files)}.{spelling.kind}"
        run([sys.executable, HERE / "spell.py", name, orders, files[name]], lab.directory)
    logs = lab.fresh("spellings")
    answer, plain_answer = logs / "stock.csv", logs / "plain-stock.csv"

    def take_plain() -> None:
        ledger = Ledger(lab, "tarima-spelling")
        plain.append(ledger.take("the plainest", orders, recorded=rows))
        run(ledger.command("stock", "--format", "csv"), logs, stdout=plain_answer)

    def take(name: str) -> None:
        spelling = SPELLINGS[name]
        profile = ["--profile", HERE / spelling.profile] if spelling.profile else []
        ledger = Ledger(lab, "tarima-spelling")
        measured = ledger.take(name, *profile, *spelling.options, files[name], recorded=rows)
        run(ledger.command("stock", "--format", "csv"), logs, stdout=answer)
        if plain_answer.exists() and answer.read_bytes() != plain_answer.read_bytes():
            raise CommandFailed(f"the stock of the orders with {name} is another one")
        spelled[name].append(measured)

    alternate(lab.runs, [take_plain, *[lambda name=name: take(name) for name in SPELLINGS]])
    for path in files.values():
        path.unlink()
    for name, measured in spelled.items():
        other = SPELLINGS[name].same_rows
        lab.rows.append(row(
            f"W1 with {name} / {other or 'plainest'}", measured, spelled[other] if other else plain,
            Target(TARGETS.get(name, TARGET)), peer=other or "plainest"))


def measure_profiles(lab: Lab) -> None:
    """An export for each built-in profile, against as many plain order lines."""
    rows = lab.size(PROFILE_ROWS)
    orders = lab.generate("orders", rows)
    plain: list[Measurement] = []
    taken: dict[str, list[Measurement]] = {}
    files: dict[str, Path] = {}
    for name in built_in(lab):
        if name == AMAZON_LEDGER:
            files[name] = lab.generate("ledger", rows)
        elif name not in EXPORTS:
            lab.skipped[f"the profile {name}"] = "exports.py writes no file for it"
            continue
        taken[name] = []
    for name in [name for name in taken if name in EXPORTS]:
        export = EXPORTS[name]
        tell(f"writing an export of {name}")
        files[name] = lab.directory / f"{name}.{export.kind}"
        run([sys.executable, HERE / "exports.py", name, rows, files[name]], lab.directory)

    def take(name: str) -> None:
        options = EXPORTS[name].options if name in EXPORTS else ()
        ledger = Ledger(lab, "tarima-profile")
        taken[name].append(ledger.take(name, "--profile", name, *options, files[name], recorded=rows))

    alternate(lab.runs, [
        lambda: plain.append(Ledger(lab, "tarima-profile").take("plain orders", orders, recorded=rows)),
        *[lambda name=name: take(name) for name in taken],
    ])
    for name, measured in taken.items():
        if name in EXPORTS:
            files[name].unlink()
        lab.rows.append(row(f"{rows:,} rows of {name} / plain order lines", measured, plain))


def built_in(lab: Lab) -> list[str]:
    """The names of the profiles that the program lists, without the canonical format."""
    listed = lab.directory / "profiles.csv"
    run([lab.programs.tarima, "profiles", "list", "--format", "csv"], lab.directory, stdout=listed)
    names = [line.split(",")[0] for line in listed.read_text().splitlines()[1:]]
    return [name for name in names if name != "tarima"]


def row(
    work: str, measured: list[Measurement], plain: list[Measurement], target: Optional[Target] = None,
    peer: str = "plainest",
) -> Row:
    peak = max(each.rss for each in measured) / MEGABYTE
    plain_peak = max(each.rss for each in plain) / MEGABYTE
    return Row(
        f"{work}, processor", "s", [each.cpu for each in measured], peer, [each.cpu for each in plain], target,
        note=f"{peak:.0f} MB, {peer} {plain_peak:.0f} MB")
