"""Four ledgers of one business in a central store: shipping, what it costs the server, and asking.

Starts a PostgreSQL of its own in the working directory. The year of a seller is divided by SKU, as if each brand kept
a ledger. One ledger that imported the whole year has to give the same stock.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import time
import zlib
from pathlib import Path
from typing import Optional, TextIO

from figures import Row, Target
from lab import Lab, tell
from measure import CommandFailed, run
from orders import MEGABYTE
from stores import Ledger

EVENTS = 4_000_000
LEDGERS = 4
# Each ledger imports so many files, so what is shipped are many batches.
FILES = 50
# Every fiftieth SKU: common ones and rare ones.
SKUS, STEP = 100, 50
SETTINGS = {
    "listen_addresses": "", "shared_buffers": "1GB", "max_wal_size": "4GB", "checkpoint_timeout": "15min",
    "maintenance_work_mem": "256MB",
}
WAIT_SECONDS = 60


class PostgreSQL:
    """A server of its own, on a socket in its folder."""

    def __init__(self, directory: Path, programs: Path) -> None:
        self.directory = directory
        self.programs = programs
        # It refuses to run as root.
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        directory.mkdir()
        # The user that it runs as has to reach its folder.
        for folder in (directory, directory.parent, directory.parent.parent):
            folder.chmod(0o755)
        if self.as_user:
            shutil.chown(directory, "postgres")
        subprocess.run(
            [*self.as_user, programs / "initdb", "-D", directory / "data", "-A", "trust", "-U", "postgres",
             "--no-locale", "-E", "UTF8"], check=True, capture_output=True)
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        with open(directory.parent / "postgresql.log", "wb") as log:
            self.process = subprocess.Popen(
                [*self.as_user, programs / "postgres", "-D", directory / "data", "-k", directory, *settings],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        for _ in range(WAIT_SECONDS * 10):
            if subprocess.run(self.psql("SELECT 1"), capture_output=True).returncode == 0:
                break
            time.sleep(0.1)
        else:
            raise CommandFailed("PostgreSQL did not start")
        self.main = int((directory / "data/postmaster.pid").read_text().split()[0])

    @property
    def text(self) -> str:
        return f"host={self.directory} user=postgres dbname=postgres"

    def psql(self, statement: str) -> list[object]:
        return [self.programs / "psql", "-d", self.text, "-X", "-q", "-A", "-t", "-c", statement]

    def ask(self, statement: str) -> str:
        outcome = subprocess.run(self.psql(statement), capture_output=True, text=True)
        if outcome.returncode != 0:
            raise CommandFailed(f"PostgreSQL refused '{statement}': {outcome.stderr.strip()}")
        return outcome.stdout.strip()

    def cpu(self) -> float:
        """Processor seconds of all its processes, those that have ended included."""
        seconds = 0.0
        children = Path(f"/proc/{self.main}/task/{self.main}/children").read_text().split()
        for number in [str(self.main), *children]:
            try:
                fields = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            # User and system; of the main process, those of its ended children too.
            seconds += sum(int(field) for field in fields[11:15 if int(number) == self.main else 13])
        return seconds / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        # Immediately: its data is removed.
        subprocess.run([*self.as_user, "kill", "-QUIT", str(self.main)], capture_output=True)
        self.process.wait()


def newest_programs() -> Optional[Path]:
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    known = [folder for folder in folders if folder.parent.name.isdigit() and int(folder.parent.name) >= 15]
    return max(known, key=lambda folder: int(folder.parent.name), default=None)


def measure_central(lab: Lab) -> None:
    programs = newest_programs()
    if programs is None:
        lab.skipped["central"] = "there is no PostgreSQL; on Debian: apt-get install postgresql-15"
        return
    events = lab.size(EVENTS)
    file = lab.generate("year", events)
    tell("dividing the year by SKU")
    parts = divide(file, lab.fresh("brands"), events // (LEDGERS * FILES) + 1)
    one = Ledger(lab, "tarima-whole")
    one.accept_all_sources()
    one.take("central, the whole year", file)
    logs = lab.fresh("central")
    server = PostgreSQL(logs / "server", programs)
    os.environ["TARIMA_CENTRAL"] = server.text
    try:
        ledgers = [brand(lab, place, part) for place, part in enumerate(parts)]
        rounds = [ship(lab, server, number, ledgers, events) for number in range(lab.runs)]
        book = f"book-{lab.runs - 1}"
        lab.rows.append(Row(
            f"central: {LEDGERS} ledgers ship {events:,} events at once", "events/s", [events / wall for wall, _ in rounds],
            target=Target(100_000, of_ratio=False, at_least=True)))
        plain = [copy(lab, server, events) for _ in range(lab.runs)]
        lab.rows.append(Row(
            "central: server processor an event, against COPY of the same rows", "µs", [cpu for _, cpu in rounds],
            "COPY", plain, note="the same indexes"))
        lab.rows.append(Row(
            "central: server processor an event, more than COPY", "µs",
            [cpu - other for (_, cpu), other in zip(rounds, plain)], target=Target(10, of_ratio=False)))
        ask(lab, server, one, book, logs, events)
    finally:
        del os.environ["TARIMA_CENTRAL"]
        server.stop()


def brand(lab: Lab, place: int, files: list[Path]) -> Ledger:
    ledger = Ledger(lab, f"tarima-brand-{place}")
    ledger.accept_all_sources()
    ledger.take(f"central, brand {place}", *files)
    return ledger


def divide(file: Path, folder: Path, rows_of_file: int) -> list[list[Path]]:
    """The files of each ledger. What concerns no SKU, such as a ship's arrival, goes to the first."""
    paths: list[list[Path]] = [[] for _ in range(LEDGERS)]
    outs: list[Optional[TextIO]] = [None] * LEDGERS
    left = [0] * LEDGERS
    with open(file, newline="") as rows:
        head = rows.readline()
        sku = next(csv.reader([head])).index("sku")
        for row in rows:
            code = row.split(",", sku + 1)[sku]
            place = zlib.crc32(code.encode()) % LEDGERS if code else 0
            out = outs[place]
            if out is None or left[place] == 0:
                if out:
                    out.close()
                paths[place].append(folder / f"brand-{place}-{len(paths[place])}.csv")
                out = outs[place] = open(paths[place][-1], "w", newline="")
                out.write(head)
                left[place] = rows_of_file
            out.write(row)
            left[place] -= 1
    for out in outs:
        if out:
            out.close()
    return paths


def ship(lab: Lab, server: PostgreSQL, number: int, ledgers: list[Ledger], events: int) -> tuple[float, float]:
    """Ships all ledgers at once into an empty store. Returns the wall seconds, and the server's processor µs an event."""
    tarima = lab.programs.tarima
    if number > 0:
        # The sizes and times of each round are those of one book.
        server.ask("DROP OWNED BY tarima_owner CASCADE")
        roles = server.ask("SELECT string_agg(rolname, ', ') FROM pg_roles WHERE rolname LIKE 'tarima\\_%'")
        server.ask(f"DROP ROLE {roles}")
    logs = [ledger.logs for ledger in ledgers]
    run([tarima, "central", "init"], logs[0])
    run([tarima, "central", "book", f"book-{number}", "--currency", "MXN"], logs[0])
    server.ask("CHECKPOINT")
    os.sync()
    before, start = server.cpu(), time.perf_counter()
    ships = [
        subprocess.Popen(
            [str(word) for word in ledger.command("ship", "--book", f"book-{number}", "--as", f"brand-{place}")],
            cwd=ledger.logs, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for place, ledger in enumerate(ledgers)]
    said = [each.communicate()[1].decode("utf-8", "replace") for each in ships]
    wall, cpu = time.perf_counter() - start, server.cpu() - before
    if any(each.returncode != 0 for each in ships):
        raise CommandFailed(f"tarima ship failed: {' '.join(said)}")
    stored = server.ask("SELECT count(*) FROM tarima.event")
    # An amendment is an event, too.
    if int(stored) < events * 0.99:
        raise CommandFailed(f"the store has {stored} events of {events}")
    lab.measures.append({"label": "tarima ship, all at once", "wall": wall, "server_cpu": cpu, "events": int(stored)})
    tell(f"  tarima ship, all at once: {wall:.3f} s, server {cpu:.1f} s of processor")
    return wall, cpu / int(stored) * 1e6


def copy(lab: Lab, server: PostgreSQL, events: int) -> float:
    """The server's processor µs an event of a plain COPY into a table with the same columns and indexes."""
    rows = server.directory / "event.rows"
    if not rows.exists():
        server.ask(f"COPY tarima.event TO '{rows}' (FORMAT binary)")
    server.ask("CREATE TABLE plain (LIKE tarima.event INCLUDING ALL)")
    server.ask("CHECKPOINT")
    before = server.cpu()
    server.ask(f"COPY plain FROM '{rows}' (FORMAT binary)")
    cpu = server.cpu() - before
    server.ask("DROP TABLE plain")
    tell(f"  COPY of the same rows: {cpu:.1f} s of processor")
    return cpu / int(server.ask("SELECT count(*) FROM tarima.event")) * 1e6


def ask(lab: Lab, server: PostgreSQL, one: Ledger, book: str, logs: Path, events: int) -> None:
    tarima = lab.programs.tarima
    size = int(server.ask(
        "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = 'tarima'::regnamespace "
        "AND relkind = 'r'"))
    stored = int(server.ask("SELECT count(*) FROM tarima.event"))
    lab.rows.append(Row("central: bytes an event on the server", "bytes", [size / stored], target=Target(250, of_ratio=False)))
    answers = []
    for ledger, more in ((one.command(), []), ([tarima], ["--book", book])):
        answer = logs / f"stock-{len(answers)}.csv"
        run([*ledger, "stock", "--all", "--format", "csv", *more], logs, stdout=answer)
        answers.append(answer.read_bytes())
    if answers[0] != answers[1]:
        raise CommandFailed("the stock of the book is not that of the ledger that imported everything")
    # As in daily use, once the server had the time to look at its tables.
    server.ask("VACUUM ANALYZE")
    asked = [
        ("stock of a SKU", ["stock", "MX-00001", "--book", book], 0.1),
        ("stock of everything", ["stock", "--book", book], 1.0),
        ("stock of everything at the end of a day", ["stock", "--book", book, "--as-of", "2025-06-30"], None),
        ("card of a SKU", ["card", "MX-00001", "--book", book], None),
    ]
    for work, words, limit in asked:
        walls = [
            lab.time(f"tarima {work}", [tarima, *words, "--format", "csv"], logs).wall for _ in range(lab.runs)]
        target = None if limit is None else Target(limit, of_ratio=False)
        lab.rows.append(Row(f"central: {work}, whole command", "s", walls, target=target))
    words = [word for number in range(1, SKUS + 1) for word in ("--sku", f"MX-{number * STEP:05}")]
    walls, sizes = [], []
    for _ in range(lab.runs):
        part = logs / "part.slice"
        part.unlink(missing_ok=True)
        walls.append(lab.time(f"tarima fetch of {SKUS} SKUs", [tarima, "fetch", part, "--book", book, *words], logs).wall)
        sizes.append(part.stat().st_size / MEGABYTE)
    lab.rows.append(Row(
        f"central: fetch of {SKUS} SKUs, whole command", "s", walls, target=Target(3, of_ratio=False),
        note=f"a file of {sizes[-1]:.0f} MB"))
    whole = logs / "whole.slice"
    fetched = lab.time("tarima fetch of the whole book", [tarima, "fetch", whole, "--book", book], logs)
    again = lab.time("tarima fetch again", [tarima, "fetch", whole, "--book", book], logs)
    lab.rows.append(Row(f"central: fetch of {stored:,} events", "s", [fetched.wall]))
    lab.rows.append(Row("central: the same again, nothing new", "s", [again.wall]))
