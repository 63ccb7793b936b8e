"""W2: a year of all kinds of events: imports by size, rebuilding, reports."""

from __future__ import annotations

import os
from statistics import median

from answers import check_sell_through
from figures import Row, Target
from lab import Lab, alternate, tell
from measure import run
from programs import HERE
from stores import DuckDBTable, Ledger

EVENTS = 10_000_000
SMALL = 1_000_000
# The large import runs at least twice, and not again after this many seconds in total.
LARGE_RUNS = 2
LARGE_SECONDS = 300
ASKS = 10_000
ASKING_SECONDS = 20
# The promotion of the plan, whose days are those of Mexico City, UTC-06:00.
BUEN_FIN = {"from_time": "2025-11-13T06:00:00", "to_time": "2025-11-18T06:00:00"}


def measure_year(lab: Lab) -> None:
    ledger, events = measure_growth(lab)
    measure_rebuild(lab, ledger, events)
    measure_reports(lab, ledger, events)
    measure_one_sku(lab, ledger)


def measure_growth(lab: Lab) -> tuple[Ledger, int]:
    """The rate of an import of all rows and of a tenth of them. Returns the ledger of the last large one."""
    events, fewer = lab.size(EVENTS), lab.size(SMALL)
    file, small = lab.generate("year", events), lab.generate("year", fewer)
    large_rates: list[float] = []
    small_rates: list[float] = []
    ledgers: list[Ledger] = []

    def import_small() -> None:
        ledger = Ledger(lab, "tarima-year-small")
        small_rates.append(fewer / ledger.take("W2, a tenth", small, recorded=fewer).wall)

    def import_large() -> None:
        spent = sum(events / rate for rate in large_rates)
        if len(large_rates) < LARGE_RUNS or spent < LARGE_SECONDS:
            ledger = Ledger(lab, "tarima-year")
            large_rates.append(events / ledger.take("W2", file, recorded=events).wall)
            ledgers.append(ledger)

    alternate(lab.runs, [import_small, import_large])
    lab.rows.append(Row(
        f"W2 import rate, {events:,} events / {fewer:,} events", "events/s", large_rates, "tenth", small_rates,
        Target(0.9, at_least=True), note=f"{len(large_rates)} and {len(small_rates)} imports"))
    lab.rows.append(Row(
        "W2 file size an event", "bytes", [ledgers[-1].size() / events], target=Target(90, of_ratio=False)))
    return ledgers[-1], events


def measure_rebuild(lab: Lab, ledger: Ledger, events: int) -> None:
    """Adding up the whole log, and SQLite's GROUP BY over the same table by day."""
    ours: list[float] = []
    theirs: list[float] = []
    takers = [lambda: ours.append(ledger.time("W2 rebuild", "rebuild").wall)]
    if lab.programs.has("sqlite3"):
        logs = lab.fresh("sqlite3-sums")
        copy = logs / "copy"
        run(ledger.command("backup", copy), logs)
        command = ["sqlite3", "-batch", "-init", os.devnull, copy, f".read {HERE / 'peers/day_sums.sql'}"]
        takers.append(lambda: theirs.append(lab.time("sqlite3 W2, day sums", command, logs).wall))
    alternate(lab.runs, takers)
    lab.rows.append(Row(
        "W2 rebuild", "events/s", [events / wall for wall in ours], target=Target(5e6, of_ratio=False, at_least=True)))
    if theirs:
        lab.rows.append(Row(
            "W2 rebuild / SQLite's INSERT ... SELECT ... GROUP BY", "s", ours, "sqlite3", theirs, Target(0.1)))


def measure_reports(lab: Lab, ledger: Ledger, events: int) -> None:
    """Whole commands, from the start of the process to its end."""
    plan = lab.generate("plan", events)
    run(ledger.command("promo", "add", "buen-fin", "--from", "2025-11-13", "--to", "2025-11-17"), ledger.logs)
    run(ledger.command("promo", "plan", "buen-fin", plan), ledger.logs)
    our_answer, their_answer = ledger.logs / "sell-through.csv", ledger.logs / "duckdb-sell-through.csv"
    ours: list[float] = []
    theirs: list[float] = []
    asked: list[float] = []
    as_of: list[float] = []

    def sell_through() -> None:
        words = ["sell-through", "--promo", "buen-fin", "--format", "csv"]
        ours.append(ledger.time("W2 sell-through", *words, stdout=our_answer).wall)

    def stock_as_of() -> None:
        measured = ledger.time("W2 stock as of mid-year", "stock", "--as-of", "2025-06-30")
        as_of.append(measured.wall * 1000)

    takers = [sell_through, stock_as_of]
    if lab.programs.has("duckdb"):
        table = DuckDBTable(lab, "duckdb-year")
        tell("loading W2 into DuckDB, once")
        table.load("W2", lab.generate("year", events), events)

        def duckdb() -> None:
            whole, query = table.ask("W2 sell-through", "sell_through", their_answer, BUEN_FIN)
            theirs.append(whole.wall)
            asked.append(query.wall)

        takers.append(duckdb)
    alternate(lab.runs, takers)
    if theirs:
        check_sell_through(our_answer, their_answer)
    lab.rows.append(Row(
        "W2 sell-through of 5 days, whole command", "s", ours, "DuckDB", theirs, Target(0.5) if theirs else None,
        note=f"DuckDB's query itself took {median(asked):.2f} s" if asked else ""))
    lab.rows.append(Row(
        "W2 stock of everything as of mid-year, whole command", "ms", as_of, target=Target(150, of_ratio=False)))


def measure_one_sku(lab: Lab, ledger: Ledger) -> None:
    """Queries of a program that keeps the ledger open; see Probe."""
    rounds = []
    for _ in range(lab.runs):
        said = lab.time("W2 stock of one SKU", [lab.programs.probe, ledger.path, ASKS, ASKING_SECONDS], ledger.logs).said
        rounds.append([float(word) for word in said.split()])
    asks = int(min(each[0] for each in rounds))
    lab.rows.append(Row(
        "W2 stock of one SKU, in process, p99", "µs", [each[2] for each in rounds],
        target=Target(100, of_ratio=False),
        note=f"{asks:,} answers a run, p50 {median(each[1] for each in rounds):.0f} µs"))
