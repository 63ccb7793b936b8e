"""DuckDB as a peer: makes, fills and asks a table of events. Runs in the environment that has it.

    duckdb_table.py DATABASE create | load FILE | again FILE | ask QUERY ANSWER [NAME=VALUE ...] | digest FILE...

`ask` writes the rows of a file of SQL as CSV, and prints the seconds that it took: by the clock, and of the processor.
`known` is the number of events that it sees. `digest` compares lists of events.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb

TYPES = {
    "kind": "VARCHAR", "source": "VARCHAR", "document": "VARCHAR", "line": "VARCHAR", "sku": "VARCHAR",
    "warehouse": "VARCHAR", "quantity": "BIGINT", "occurred_at": "TIMESTAMP", "stage": "VARCHAR",
    "from_stage": "VARCHAR", "to_warehouse": "VARCHAR", "shipment": "VARCHAR", "order": "VARCHAR",
    "channel": "VARCHAR", "amount": "DECIMAL(18, 2)", "currency": "VARCHAR", "pedimento": "VARCHAR",
    "importer_rfc": "VARCHAR", "mode": "VARCHAR", "forwarder": "VARCHAR", "eta": "TIMESTAMP",
    "tracking": "VARCHAR", "reason": "VARCHAR", "memo": "VARCHAR", "stated_at": "VARCHAR", "note": "VARCHAR",
}
# Blanks are texts, because nulls in a key are never equal.
TEXT = [name for name, type in TYPES.items() if type == "VARCHAR"]
# What every list of events has in the same words. Tarima fills in blank stages, and the shipment of its own documents.
LISTED = [
    "kind", "source", "document", "line", "sku", "warehouse", "quantity", "occurred_at", "to_warehouse",
    "order", "channel", "amount", "pedimento", "importer_rfc", "mode", "forwarder", "eta", "tracking",
    "reason", "note",
]
# All that a file of events says, as the table has it.
READ = "SELECT * FROM read_csv($file, header = true, columns = $types, force_not_null = $text)"
# Variables that a query may use. Those that are not given are null.
VARIABLES = {
    "sku": "VARCHAR", "document": "VARCHAR", "as_of": "TIMESTAMP", "from_time": "TIMESTAMP", "to_time": "TIMESTAMP",
    "open_only": "BOOLEAN",
}


def create(database: duckdb.DuckDBPyConnection) -> None:
    columns = ", ".join(f'"{name}" {type}{" NOT NULL" if name in TEXT else ""}' for name, type in TYPES.items())
    database.execute(
        f"CREATE TABLE events ({columns}, PRIMARY KEY (source, kind, document, sku, stage, shipment, line))")


def load(database: duckdb.DuckDBPyConnection, file: str) -> None:
    insert(database, "INSERT INTO", file)


def again(database: duckdb.DuckDBPyConnection, file: str) -> None:
    insert(database, "INSERT OR IGNORE INTO", file)


def insert(database: duckdb.DuckDBPyConnection, how: str, file: str) -> None:
    database.execute(f"{how} events {READ}", {"file": file, "types": TYPES, "text": TEXT})
    # As durable as the others: in the database file, not only in its log.
    database.execute("CHECKPOINT")
    print(database.execute("SELECT count(*) FROM events").fetchone()[0])


def ask(database: duckdb.DuckDBPyConnection, query: str, answer: str, *settings: str) -> None:
    given = dict(setting.split("=", 1) for setting in settings)
    known = given.pop("known", None)
    # Rows keep the order of the file, so that the number of a row is that of its event.
    rows = "SELECT *, rowid + 1 AS seq FROM events" + (f" WHERE rowid < {int(known)}" if known else "")
    database.execute(f"CREATE TEMP VIEW seen AS {rows}")
    for name, kind in VARIABLES.items():
        database.execute(f"SET VARIABLE {name} = CAST($value AS {kind})", {"value": given.get(name)})
    path = answer.replace("'", "''")
    statement = f"COPY ({Path(query).read_text()}) TO '{path}' (HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%SZ')"
    clock, processor = time.perf_counter(), time.process_time()
    database.execute(statement)
    print(f"{time.perf_counter() - clock:.4f} {time.process_time() - processor:.4f}")


def digest(database: duckdb.DuckDBPyConnection, *files: str) -> None:
    """Prints the number of rows of each list of events, and a sum that depends on what they say, not on their order."""
    # A pedimento may have blanks between its parts.
    columns = ", ".join(f"replace(coalesce(\"{name}\", ''), ' ', '')" for name in LISTED)
    for file in files:
        counted = database.execute(
            f"SELECT count(*), coalesce(sum(CAST(hash({columns}) AS HUGEINT)), 0) "
            "FROM read_csv($file, header = true, all_varchar = true)", {"file": file}).fetchone()
        print(*counted)


def main(path: str, what: str, *arguments: str) -> None:
    with duckdb.connect(path) as database:
        {"create": create, "load": load, "again": again, "ask": ask, "digest": digest}[what](database, *arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
