"""The same events as aggregates of Python's `eventsourcing` on SQLite: appended, and replayed."""

from __future__ import annotations

from figures import Row, Target
from lab import Lab, alternate
from measure import CommandFailed
from programs import HERE
from stores import Ledger

# Takes the peer about ten seconds.
EVENTS = 100_000


def measure_aggregates(lab: Lab) -> None:
    if not lab.programs.has("eventsourcing"):
        return
    events = lab.size(EVENTS)
    file = lab.generate("year", events)
    program = HERE / "peers/eventsourced_stock.py"
    rates: dict[str, list[float]] = {name: [] for name in ["import", "append", "rebuild", "replay"]}

    def tarima() -> None:
        ledger = Ledger(lab, "tarima-aggregates")
        rates["import"].append(events / ledger.take("W2, a hundredth", file, recorded=events).wall)
        rates["rebuild"].append(events / ledger.time("W2, a hundredth, rebuild", "rebuild").wall)

    def peer() -> None:
        logs = lab.fresh("eventsourcing")
        database = logs / "events.db"
        for what, arguments in [("append", [file]), ("replay", [])]:
            command = [lab.programs.python, program, database, what, *arguments]
            said = lab.time(f"eventsourcing {what}", command, logs).said.split()
            if said[0] != str(events):
                raise CommandFailed(f"eventsourcing: {what} of {said[0]} events instead of {events}")
            # Measured by its own clock, without the start of the interpreter.
            rates[what].append(events / float(said[1]))

    alternate(lab.runs, [tarima, peer])
    for ours, theirs, limit in [("import", "append", 18), ("rebuild", "replay", 40)]:
        lab.rows.append(Row(
            f"{events:,} events, {ours} / eventsourcing {theirs}", "events/s", rates[ours], "eventsourcing",
            rates[theirs], Target(limit, at_least=True)))
