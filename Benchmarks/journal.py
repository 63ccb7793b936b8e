"""Orders as a journal of plain-text accounting: each line moves units of a SKU from one account to another."""

from __future__ import annotations

import csv
from pathlib import Path


def write_journal(orders: Path, journal: Path) -> None:
    """Every row of `orders` must be an `order_placed`."""
    with open(orders, newline="") as rows, open(journal, "w") as lines:
        for row in csv.DictReader(rows):
            # A journal needs quotes around a code of letters and digits.
            units = f'{row["quantity"]} "{row["sku"]}"'
            lines.write(
                f'{row["occurred_at"][:10]} {row["document"]} line {row["line"]}\n'
                f'    {row["warehouse"]}:allocated  {units}\n'
                f'    {row["warehouse"]}:available  -{units}\n\n')
