"""DuckDB as a peer: makes, fills and asks a table of events. Runs in the environment that has it.

    duckdb_table.py DATABASE create | load FILE | sell-through ANSWER
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
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


def create(database: duckdb.DuckDBPyConnection) -> None:
    columns = ", ".join(f'"{name}" {type}{" NOT NULL" if name in TEXT else ""}' for name, type in TYPES.items())
    database.execute(
        f"CREATE TABLE events ({columns}, PRIMARY KEY (source, kind, document, sku, stage, shipment, line))")


def load(database: duckdb.DuckDBPyConnection, file: str) -> None:
    database.execute(
        "INSERT INTO events SELECT * FROM read_csv($file, header = true, columns = $types, force_not_null = $text)",
        {"file": file, "types": TYPES, "text": TEXT})
    # As durable as the others: in the database file, not only in its log.
    database.execute("CHECKPOINT")
    print(database.execute("SELECT count(*) FROM events").fetchone()[0])


def sell_through(database: duckdb.DuckDBPyConnection, answer: str) -> None:
    start = time.perf_counter()
    rows = database.execute((HERE / "sell_through.sql").read_text())
    names = [column[0] for column in rows.description]
    with open(answer, "w") as file:
        file.write(",".join(names) + "\n")
        for row in rows.fetchall():
            file.write(",".join("" if value is None else str(value) for value in row) + "\n")
    print(f"{time.perf_counter() - start:.4f}")


def main(path: str, what: str, *arguments: str) -> None:
    with duckdb.connect(path) as database:
        {"create": create, "load": load, "sell-through": sell_through}[what](database, *arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
