"""Every command over a year of events, of two sizes: processor time, wall time, peak memory, and how they grow."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Callable, Optional

from answers import SameRows, check_sell_through
from figures import CommandRow, Limit
from lab import Lab, alternate, tell
from measure import CommandFailed, Measurement, run
from questions import EVENTS, SELL_THROUGH, Facts, Question, questions
from stores import YEAR_WAREHOUSES, DuckDBTable, Ledger
from year import EVENTS as LARGE

SMALL = 2_000_000
# A question is put as often as there are rounds, and not again after this many seconds.
QUESTION_SECONDS = 20


def measure_commands(lab: Lab) -> None:
    sizes = sorted({lab.size(SMALL), lab.size(LARGE)})
    years = [CommandYear(lab, events) for events in sizes]
    rows: dict[str, CommandRow] = {}
    lab.commands, lab.command_sizes = rows, sizes
    for year in years:
        year.make()
        for question in questions(year.facts):
            year.put(question, rows)
        year.act(rows)
        year.remove()


class CommandYear:
    """The events of a year in a ledger, in two batches, and in DuckDB."""

    def __init__(self, lab: Lab, events: int) -> None:
        self.lab = lab
        self.events = events

    def make(self) -> None:
        file = self.lab.generate("year", self.events)
        tell(f"recording {self.events:,} events")
        self.file = file
        earlier, later, known = last_week(file)
        self.later_rows = self.events - known
        self.ledger = Ledger(self.lab, f"tarima-commands-{self.events}")
        self.ledger.accept_all_sources()
        self.imported = self.ledger.take("commands", earlier, recorded=known)
        # The moment lies between the batches, whole seconds from both.
        time.sleep(1.1)
        known_at = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        time.sleep(1.1)
        self.ledger.take("commands, the last week", later, recorded=self.later_rows)
        for part in (earlier, later):
            part.unlink()
        plan = self.lab.generate("plan", self.events)
        # The second one is still to be planned.
        for name, year in [("buen-fin", 2025), ("buen-fin-2026", 2026)]:
            promo = ["promo", "add", name, "--from", f"{year}-11-13", "--to", f"{year}-11-17"]
            run(self.ledger.command(*promo), self.ledger.logs)
        run(self.ledger.command("promo", "plan", "buen-fin", plan), self.ledger.logs)
        self.facts = Facts(known_at, known, an_order(file), last_opened(file))
        self.table: Optional[DuckDBTable] = None
        if self.lab.programs.has("duckdb"):
            self.table = DuckDBTable(self.lab, f"duckdb-commands-{self.events}")
            tell("loading the year into DuckDB, once")
            self.table.load("commands", file, self.events)

    def remove(self) -> None:
        """Frees the disk for the next size."""
        for store in [self.ledger, self.table]:
            if store:
                self.lab.fresh(store.logs.name)

    def put(self, question: Question, rows: dict[str, CommandRow]) -> None:
        """Measures one question, and compares the answers before it is a row."""
        form = ["--format", question.form] if question.form else []
        ours: list[Measurement] = []
        theirs: list[Measurement] = []
        answer, peer_answer = self.ledger.logs / "answer.csv", self.ledger.logs / "peer-answer.csv"

        def tarima() -> None:
            ours.append(self.ledger.time(question.name, *question.words, *form, stdout=answer))

        takers = [tarima]
        table = self.table
        if table and question.query:
            def duckdb() -> None:
                theirs.append(table.ask(question.name, question.query, peer_answer, question.settings)[1])

            takers.append(duckdb)
        repeat(self.lab.runs, takers)
        difference = ""
        if theirs:
            try:
                apart(self.compare, question, answer, peer_answer)
            except CommandFailed as problem:
                # Times of other answers say nothing. The other questions can still be put.
                difference = str(problem)
                tell(f"  DIFFERENT {difference}")
        for path in (answer, peer_answer):
            path.unlink(missing_ok=True)
        self.add(rows, question.name, ours, theirs, question.limits)
        rows[question.name].is_answer = True
        rows[question.name].difference = rows[question.name].difference or difference

    def compare(self, question: Question, ours: Path, theirs: Path) -> None:
        if isinstance(question.same, SameRows):
            question.same.check(question.name, ours, theirs)
        elif question.same == SELL_THROUGH:
            check_sell_through(ours, theirs)
        elif question.same == EVENTS and self.table:
            digests = self.table.digest(ours, theirs)
            if digests[0] != digests[1]:
                raise CommandFailed(f"{question.name}: tarima lists {digests[0]}, DuckDB {digests[1]} (rows, digest)")

    def act(self, rows: dict[str, CommandRow]) -> None:
        """What does not only answer. All but `verify` and `backup` are done to a copy."""
        ledger, copy = self.ledger, self.ledger.directory / "copy"

        def of_copy(name: str, *words: object) -> Measurement:
            return self.lab.time(
                f"tarima {name}", [self.lab.programs.tarima, "--ledger", copy, *words], ledger.logs,
                stdout=ledger.logs / "act.txt")

        def backup() -> Measurement:
            copy.unlink(missing_ok=True)
            return ledger.time("backup", "backup", copy)

        def again() -> Measurement:
            measured = of_copy("the same file again", "import", "--format", "csv", self.file)
            said = imported((ledger.logs / "act.txt").read_text())
            if said["recorded"] != "0" or said["duplicates"] != str(self.events):
                raise CommandFailed(f"the same file again: {said['recorded']} rows were recorded")
            return measured

        table = self.table
        self.one(rows, "verify", lambda: ledger.time("verify", "verify"), limits=[Limit("cpu", 20)])
        self.one(rows, "backup", backup)
        self.one(rows, "rebuild --check", lambda: of_copy("rebuild --check", "rebuild", "--check"))
        self.one(
            rows, "rebuild", lambda: of_copy("rebuild", "rebuild"),
            (lambda: table.ask("day sums", "day_sums_duckdb", ledger.logs / "sums.csv")[1]) if table else None)
        self.one(
            rows, "the same file again", again,
            (lambda: table.again("commands", self.file, self.events)) if table else None)
        # Batch 1 to 3 are the sources.
        undone = [of_copy("undo", "undo", len(YEAR_WAREHOUSES) + 1)]
        run([self.lab.programs.tarima, "--ledger", copy, "export"], ledger.logs, stdout=ledger.logs / "left.csv")
        with open(ledger.logs / "left.csv", "rb") as lines:
            left = sum(1 for _ in lines) - 1
        if left != self.later_rows:
            raise CommandFailed(f"after the undo of a batch {left} events are left instead of {self.later_rows}")
        self.add(rows, "import of the year, first batch", [self.imported], [], [])
        self.add(rows, "undo of it", undone, [], [Limit("import of the year, first batch", 1)])

    def one(
        self, rows: dict[str, CommandRow], name: str, tarima: Callable[[], Measurement],
        peer: Optional[Callable[[], Measurement]] = None, limits: Optional[list[Limit]] = None,
    ) -> None:
        ours: list[Measurement] = []
        theirs: list[Measurement] = []
        takers = [lambda: ours.append(tarima())]
        if peer:
            takers.append(lambda: theirs.append(peer()))
        repeat(self.lab.runs, takers)
        self.add(rows, name, ours, theirs, limits or [])

    def add(
        self, rows: dict[str, CommandRow], name: str, ours: list[Measurement], theirs: list[Measurement],
        limits: list[Limit],
    ) -> None:
        row = rows.setdefault(name, CommandRow(name, limits))
        row.ours[self.events] = ours
        if theirs:
            row.theirs[self.events] = theirs


def apart(check: Callable[..., None], *arguments: object) -> None:
    """Compares in a process of its own: what is in memory here is counted to every command; see measure.peak."""
    with ProcessPoolExecutor(1) as pool:
        pool.submit(check, *arguments).result()


def repeat(rounds: int, takers: list[Callable[[], None]]) -> None:
    start = time.monotonic()
    for number in range(rounds):
        if number and time.monotonic() - start > QUESTION_SECONDS:
            return
        first = number % len(takers)
        for taker in [*takers[first:], *takers[:first]]:
            taker()


def imported(table: str) -> dict[str, str]:
    """The counts of the last file of an import, from its CSV."""
    head, *_, last = table.splitlines()
    return dict(zip(head.split(","), last.split(",")))


def last_week(file: Path) -> tuple[Path, Path, int]:
    """Divides a year's file before the first row of its last week. Also returns the number of rows before."""
    with open(file, "rb") as rows:
        rows.seek(max(0, os.path.getsize(file) - 4096))
        last = occurred(rows.read().splitlines()[-1])
    week = (datetime.fromisoformat(last.decode()) - timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%S").encode()
    earlier, later = file.with_suffix(".earlier.csv"), file.with_suffix(".later.csv")
    count = 0
    with open(file, "rb") as rows, open(earlier, "wb") as before, open(later, "wb") as after:
        head = rows.readline()
        before.write(head)
        after.write(head)
        for row in rows:
            if occurred(row) >= week:
                after.write(row)
                break
            before.write(row)
            count += 1
        after.writelines(rows)
    return earlier, later, count


def occurred(row: bytes) -> bytes:
    """The time of a row of a year, without its zone. None of the columns before is quoted."""
    return row.split(b",", 8)[7].rstrip(b"Z")


def an_order(file: Path) -> str:
    """The number of an order in the middle of a year's file."""
    with open(file, "rb") as rows:
        rows.seek(os.path.getsize(file) // 2)
        rows.readline()
        for row in rows:
            if row.startswith(b"order_placed,"):
                return row.split(b",")[2].decode()
    raise CommandFailed("the second half of the year has no order")


def last_opened(file: Path) -> str:
    """The last SKU of the opening stock, which is the least popular one."""
    sku = b""
    with open(file, "rb") as rows:
        for row in rows:
            if row.startswith(b"stock_opened,"):
                sku = row.split(b",")[4]
            elif sku:
                break
    return sku.decode()
