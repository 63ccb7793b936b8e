"""The ledger and the stores of the peers. Each run creates its store in a new directory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

from lab import Lab
from measure import CommandFailed, Measurement, run
from programs import HERE

COLUMNS = (
    "kind source document line sku warehouse quantity occurred_at stage from_stage to_warehouse shipment "
    "order channel amount currency pedimento importer_rfc mode forwarder eta tracking reason memo stated_at "
    "note").split()
YEAR_WAREHOUSES = ["MTY1", "MEX1", "FULL"]
SELLERS = ["amazon", "mercadolibre", "shop"]
YEAR_SOURCES = {
    "orders": SELLERS, "dispatch": SELLERS, "returns": ["wms"], "inbound": ["forwarder", "wms"],
    "adjustments": ["forwarder", "wms"], "transfers": ["forwarder"],
}
KEY = "source, kind, document, sku, stage, shipment, line"


class Store:
    """A directory that contains only the store. The logs of the runs are beside it."""

    def __init__(self, lab: Lab, name: str) -> None:
        self.lab = lab
        self.logs = lab.fresh(name)
        self.directory = self.logs / "store"
        self.directory.mkdir()

    def size(self) -> int:
        """The bytes of all files in it: the database and the files beside it."""
        return sum(
            os.path.getsize(os.path.join(folder, name))
            for folder, _, names in os.walk(self.directory) for name in names)


class Ledger(Store):
    def __init__(self, lab: Lab, name: str) -> None:
        super().__init__(lab, name)
        self.path = self.directory / "ledger"
        run(self.command("init", "--currency", "MXN"), self.logs)

    def command(self, *arguments: object) -> list[object]:
        return [self.lab.programs.tarima, "--ledger", self.path, *arguments]

    def accept_all_sources(self) -> None:
        """Says what the files of a year need when they come one by one: who may report what, of each warehouse."""
        for warehouse in YEAR_WAREHOUSES:
            facts = [f"{fact}={','.join(sources)}" for fact, sources in YEAR_SOURCES.items()]
            run(self.command("sources", "set", warehouse, *facts), self.logs)

    def take(self, label: str, *files: object, recorded: Optional[int] = None) -> Measurement:
        """Imports files. `recorded` is the expected number of recorded rows of the last one, if known."""
        measured = self.time(f"{label}, import", "import", "--format", "csv", *files)
        if recorded is not None:
            head, *_, last = (self.logs / "stdout.txt").read_text().splitlines()
            said = dict(zip(head.split(","), last.split(",")))
            if said["recorded"] != str(recorded):
                raise CommandFailed(f"{label}: tarima recorded {said['recorded']} rows instead of {recorded}")
        memory = self.lab.import_memory
        memory[label] = max(memory.get(label, 0), measured.rss)
        return measured

    def time(self, label: str, *arguments: object, stdout: Optional[Path] = None) -> Measurement:
        return self.lab.time(f"tarima {label}", self.command(*arguments), self.logs, stdout=stdout)


class SQLiteTable(Store):
    """The shell's own .import into a STRICT table with the same key: one transaction, rollback journal, full sync.

    It checks nothing else and derives nothing.
    """

    SCHEMA = (
        "CREATE TABLE events ("
        + ", ".join(f'"{name}" {"INTEGER" if name == "quantity" else "TEXT"} NOT NULL' for name in COLUMNS)
        + f", UNIQUE({KEY})) STRICT;")

    def __init__(self, lab: Lab, name: str) -> None:
        super().__init__(lab, name)
        run(self.command(self.SCHEMA), self.logs)

    def command(self, *statements: str) -> list[object]:
        # The user's start-up file must not change the measure.
        return ["sqlite3", "-batch", "-init", os.devnull, self.directory / "events.db", *statements]

    def load(self, label: str, file: Path, rows: int) -> Measurement:
        # A dot-command's argument may be quoted like a C string.
        path = str(file).replace("\\", "\\\\").replace('"', '\\"')
        measured = self.lab.time(
            f"sqlite3 {label}, .import",
            self.command("PRAGMA synchronous=FULL;", f'.import --csv --skip 1 "{path}" events'), self.logs)
        # The shell reports rows it could not insert and goes on, so its status is not enough.
        stored = run(self.command("SELECT count(*) FROM events;"), self.logs).said
        if stored != str(rows):
            raise CommandFailed(f"the sqlite3 shell stored {stored} rows of {rows}")
        return measured


class DuckDBTable(Store):
    """A table with the same key and typed columns; see peers/duckdb_table.py for what is run."""

    def __init__(self, lab: Lab, name: str) -> None:
        super().__init__(lab, name)
        run(self.command("create"), self.logs)

    def command(self, *arguments: object) -> list[object]:
        program = HERE / "peers/duckdb_table.py"
        return [self.lab.programs.python, program, self.directory / "events.duckdb", *arguments]

    def load(self, label: str, file: Path, rows: int) -> Measurement:
        measured = self.lab.time(f"duckdb {label}, load", self.command("load", file), self.logs)
        if measured.said != str(rows):
            raise CommandFailed(f"DuckDB stored {measured.said} rows of {rows}")
        return measured

    def again(self, label: str, file: Path, rows: int) -> Measurement:
        """Inserts rows that are there already."""
        measured = self.lab.time(f"duckdb {label}, again", self.command("again", file), self.logs)
        if measured.said != str(rows):
            raise CommandFailed(f"DuckDB stores {measured.said} rows of {rows} after the second load")
        return measured

    def ask(
        self, label: str, query: str, answer: Path, settings: Optional[dict[str, object]] = None
    ) -> tuple[Measurement, Measurement]:
        """Writes the answer of a query of peers/ to a file. Returns the whole process, and the query alone."""
        words = [f"{name}={value}" for name, value in (settings or {}).items()]
        command = self.command("ask", HERE / f"peers/{query}.sql", answer, *words)
        whole = self.lab.time(f"duckdb {label}", command, self.logs)
        wall, cpu = (float(word) for word in whole.said.split())
        return whole, Measurement(wall, cpu, whole.rss, whole.said, whole.written)

    def digest(self, *files: Path) -> list[str]:
        """For each list of events its number of rows and a digest, the same for the same rows in any order."""
        run(self.command("digest", *files), self.logs)
        return (self.logs / "stdout.txt").read_text().splitlines()
