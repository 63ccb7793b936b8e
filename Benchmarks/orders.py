"""W1 and W3: a month of orders and an Amazon inventory ledger, imported, and imported again."""

from __future__ import annotations

from figures import Row, Target
from journal import write_journal
from lab import Lab, alternate, tell
from measure import Measurement
from stores import DuckDBTable, Ledger, SQLiteTable, Store

ROWS = 1_000_000
# Takes hledger about ten seconds.
JOURNAL_ROWS = 200_000
MEGABYTE = 1e6


class Loads:
    """The loads of one program: the time of each, and the store."""

    def __init__(self) -> None:
        self.measured: list[Measurement] = []
        self.sizes: list[int] = []

    def add(self, measured: Measurement, store: Store) -> None:
        self.measured.append(measured)
        self.sizes.append(store.size())

    @property
    def walls(self) -> list[float]:
        return [each.wall for each in self.measured]

    @property
    def written(self) -> list[float]:
        """In megabytes; empty where the system does not count it."""
        return [each.written / MEGABYTE for each in self.measured if each.written is not None]

    @property
    def megabytes(self) -> list[float]:
        return [each.rss / MEGABYTE for each in self.measured]


def measure_imports(lab: Lab, with_orders: bool, with_amazon: bool) -> None:
    """W1 against its peers, and W3 against W1, all in the same rounds."""
    rows = lab.size(ROWS)
    orders = lab.generate("orders", rows)
    ours, again, amazon = Loads(), Loads(), Loads()
    peers: dict[str, Loads] = {}

    def tarima() -> None:
        ledger = Ledger(lab, "tarima-orders")
        ours.add(ledger.take("W1", orders, recorded=rows), ledger)
        if with_orders:
            again.add(ledger.take("W1 again", orders, recorded=0), ledger)

    def tarima_amazon() -> None:
        ledger = Ledger(lab, "tarima-amazon")
        amazon.add(ledger.take("W3", lab.generate("ledger", rows), recorded=rows), ledger)

    def sqlite() -> None:
        table = SQLiteTable(lab, "sqlite3-orders")
        peers.setdefault("sqlite3", Loads()).add(table.load("W1", orders, rows), table)

    def duckdb() -> None:
        table = DuckDBTable(lab, "duckdb-orders")
        peers.setdefault("DuckDB", Loads()).add(table.load("W1", orders, rows), table)

    takers = [tarima]
    if with_orders and lab.programs.has("sqlite3"):
        takers.append(sqlite)
    if with_orders and lab.programs.has("duckdb"):
        takers.append(duckdb)
    if with_amazon:
        lab.generate("ledger", rows)
        takers.append(tarima_amazon)
    alternate(lab.runs, takers)

    limits = {"sqlite3": 0.38, "DuckDB": 0.65}
    if with_orders:
        for name, peer in peers.items():
            lab.rows.append(Row(
                f"W1 import / {name}'s keyed load", "s", ours.walls, name, peer.walls, Target(limits[name])))
        lab.rows.append(Row(
            "W1 imported again, all duplicates / first import", "s", again.walls, "first", ours.walls, Target(0.4)))
    if with_amazon:
        lab.rows.append(Row(
            "W3 import / W1 import, as many rows", "s", amazon.walls, "W1", ours.walls, Target(1.5)))
    if with_orders:
        for name, peer in peers.items():
            lab.rows.append(Row(f"W1 peak memory / {name}", "MB", ours.megabytes, name, peer.megabytes))
        if ours.written:
            lab.rows.append(Row(
                "W1 bytes written / bytes of the ledger", "MB", ours.written, "ledger",
                [size / MEGABYTE for size in ours.sizes], note="temporary files included"))
        sizes = [size / rows for size in ours.sizes]
        lab.rows.append(Row("W1 file size an event", "bytes", sizes, target=Target(130, of_ratio=False)))
        for name, peer in peers.items():
            lab.rows.append(Row(
                f"W1 file size an event / {name}", "bytes", sizes, name, [size / rows for size in peer.sizes]))


def measure_journal(lab: Lab) -> None:
    """The stock after the same moves, from a ledger and from a journal."""
    if not lab.programs.has("hledger"):
        return
    rows = lab.size(JOURNAL_ROWS)
    orders = lab.generate("orders", rows)
    journal = lab.directory / "orders.journal"
    tell("writing the journal")
    write_journal(orders, journal)
    ledger = Ledger(lab, "tarima-journal")
    ledger.take("W1 for hledger", orders, recorded=rows)
    logs = lab.fresh("hledger")
    ours: list[float] = []
    theirs: list[float] = []
    command = ["hledger", "-f", journal, "balance", "--no-total"]
    alternate(lab.runs, [
        lambda: ours.append(ledger.time("stock of the journal's moves", "stock").wall),
        lambda: theirs.append(lab.time("hledger balance", command, logs).wall),
    ])
    lab.rows.append(Row(
        f"stock after {rows:,} moves, from a ledger / from a journal", "s", ours, "hledger", theirs))
