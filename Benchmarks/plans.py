#!/usr/bin/env python3
"""Compares ways to plan an order on a year of real demand: what each would have ordered on a day, and what then sold.

    Benchmarks/plans.py .build/release/tarima daily.csv

daily.csv has the columns day, sku and units: a year of demand, from December 2010 to November 2011 ("Online Retail",
UCI, Dr Daqing Chen, CC BY 4.0). November is planned on 2011-09-15 with 1.35 times the normal rate. Stock is made up, so
that nothing ever runs out.
"""
import csv
import subprocess
import sys
import tempfile
from pathlib import Path


def main(tarima: str, demand: str) -> None:
    with open(demand, newline="") as file:
        rows = [(row["day"], row["sku"], int(row["units"])) for row in csv.DictReader(file)]
    totals: dict[str, int] = {}
    for _, sku, units in rows:
        totals[sku] = totals.get(sku, 0) + units
    with tempfile.TemporaryDirectory() as folder:
        events = Path(folder) / "events.csv"
        with events.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["kind", "document", "sku", "warehouse", "quantity", "occurred_at"])
            for sku, units in totals.items():
                writer.writerow(["stock_received", f"R-{sku}", sku, "W", 2 * units + 100, "2010-11-30T08:00"])
            for day, sku, units in rows:
                writer.writerow(["sale_shipped", f"{day}-{sku}", sku, "W", units, f"{day}T12:00"])

        def run(*words: str) -> None:
            subprocess.run([str(Path(tarima).resolve()), *words], cwd=folder, check=True)

        run("init", "--time-zone", "Europe/London")
        run("import", "events.csv")
        run("promo", "add", "november", "--from", "2011-11-01", "--to", "2011-11-30")
        run("plan", "november", "--compare", "--as-of", "2011-09-15", "--traffic", "1.35")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
