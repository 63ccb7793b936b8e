"""The two importers that are compared, each with a fresh store for every run."""

import os
import shutil

from measure import CommandFailed, run

COLUMNS = (
    "kind source document line sku warehouse quantity occurred_at stage from_stage to_warehouse shipment "
    "order channel amount currency pedimento importer_rfc mode forwarder eta tracking reason memo stated_at "
    "note").split()

# One ordinary table with the same columns and the key that makes a second import harmless.
SCHEMA = (
    "CREATE TABLE events ("
    + ", ".join(f'"{name}" {"INTEGER" if name == "quantity" else "TEXT"} NOT NULL' for name in COLUMNS)
    + ", UNIQUE(source, kind, document, sku, stage, shipment, line)) STRICT;")


class Contender:
    """A store in a directory of its own; the one before is removed when the next is prepared."""

    name = ""

    def __init__(self, path, file):
        self.path = path
        self.file = file
        self.directory = None
        self.said = ""

    def prepare(self, directory):
        """Makes an empty store; not timed."""
        self.remove()
        directory.mkdir()
        self.directory = directory
        self.store().mkdir()
        self.create()

    def store(self):
        """The directory with nothing but the store in it: the log files of the runs are beside it."""
        return self.directory / "store"

    def remove(self):
        if self.directory:
            shutil.rmtree(self.directory)
            self.directory = None

    def size(self):
        """Bytes of everything the import left behind: the database and whatever lies next to it."""
        return sum(
            os.path.getsize(os.path.join(folder, name))
            for folder, _, names in os.walk(self.store()) for name in names)


class Tarima(Contender):
    name = "tarima"

    def command(self, *arguments):
        return [self.path, "--ledger", str(self.store() / "ledger.db"), *arguments]

    def create(self):
        run(self.command("init"), self.directory)

    def load(self):
        measured = run(self.command("import", str(self.file)), self.directory, sample=True)
        self.said = measured.last_line
        return measured

    def time(self, *arguments, sample=True):
        """Times any command on the ledger; a failure is shown in the report and does not end it."""
        return run(self.command(*arguments), self.directory, check=False, sample=sample)


class SQLite(Contender):
    """The shell's own .import: one transaction, rollback journal, synchronous=FULL."""

    name = "sqlite3"

    def __init__(self, path, file, events):
        super().__init__(path, file)
        self.events = events

    def command(self, *statements):
        # No start-up file of the user's may change what is measured.
        return [self.path, "-batch", "-init", os.devnull, str(self.store() / "events.db"), *statements]

    def create(self):
        run(self.command(SCHEMA), self.directory)

    def load(self):
        # A dot-command's argument may be quoted like a C string.
        path = str(self.file).replace("\\", "\\\\").replace('"', '\\"')
        measured = run(
            self.command("PRAGMA synchronous=FULL;", f'.import --csv --skip 1 "{path}" events'),
            self.directory, sample=True)
        # The shell reports rows it could not insert and goes on, so its status is not enough.
        stored = run(self.command("SELECT count(*) FROM events;"), self.directory).last_line
        if stored != str(self.events):
            raise CommandFailed(f"the sqlite3 shell stored {stored} rows of {self.events}")
        return measured
