#!/usr/bin/env python3
"""Measures how often shipments arrive within the p50, p80 and p90 that were foretold when each of them was ordered.

    Benchmarks/coverage.py .build/release/tarima delivery-history.csv

delivery-history.csv is the public delivery history of a supply chain for health goods (SCMS, USAID). An order is taken
as a transfer from a supplier's warehouse, so that its way is one leg: from the day of the order to the delivery. For each
day with orders, `lead-times --by mode --as-of DAY` says what the ledger knew then, with the orders under way.
"""
import csv
import datetime
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

SHARES = (50, 80, 90)
MODES = {"Air": "air", "Air Charter": "air", "Ocean": "sea", "Truck": "truck"}


def day(text: str, *patterns: str) -> datetime.date | None:
    for pattern in patterns:
        try:
            return datetime.datetime.strptime(text.strip(), pattern).date()
        except ValueError:
            pass
    return None


def orders(path: str) -> dict[str, tuple[datetime.date, datetime.date, str]]:
    """The day of the order, the day of the last delivery and the mode of each shipment."""
    text = Path(path).read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    found: dict[str, tuple[datetime.date, datetime.date, str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        ordered = day(row["PO Sent to Vendor Date"], "%m/%d/%y", "%d-%b-%y")
        delivered = day(row["Delivered to Client Date"], "%d-%b-%y", "%m/%d/%y")
        mode = MODES.get(row["Shipment Mode"])
        if ordered is None or delivered is None or mode is None or delivered < ordered:
            continue
        number = row["ASN/DN #"]
        if number in found:
            first, last, mode = found[number]
            ordered, delivered = min(first, ordered), max(last, delivered)
        found[number] = (ordered, delivered, mode)
    return found


def main(tarima: str, history: str) -> None:
    shipments = orders(history)
    program = str(Path(tarima).resolve())
    with tempfile.TemporaryDirectory() as folder:

        def run(*words: str) -> str:
            done = subprocess.run([program, *words], cwd=folder, check=True, capture_output=True, text=True)
            return done.stdout

        with (Path(folder) / "events.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(
                ["kind", "document", "sku", "warehouse", "to_warehouse", "shipment", "quantity", "occurred_at", "mode"]
            )
            for number, (ordered, delivered, mode) in shipments.items():
                writer.writerow(
                    ["transfer_dispatched", number, "GOODS", "SUPPLIER", "CLIENT", "", 1, f"{ordered}T12:00", mode]
                )
                writer.writerow(["stock_received", number, "GOODS", "CLIENT", "", number, 1, f"{delivered}T12:00", ""])
        run("init", "--time-zone", "UTC")
        run("import", "events.csv")
        within = {(mode, share): 0 for mode in ("all", *sorted(set(MODES.values()))) for share in SHARES}
        counted = {mode: 0 for mode in ("all", *sorted(set(MODES.values())))}
        for ordered in sorted({shipment[0] for shipment in shipments.values()}):
            before = ordered - datetime.timedelta(days=1)
            report = json.loads(run("lead-times", "--by", "mode", "--as-of", str(before), "--format", "json"))
            foretold = {
                row["mode"]: row
                for row in report["rows"]
                if row["leg"] == "dispatch-shelf" and row["basis"] in ("measured", "open_tail")
            }
            for started, delivered, mode in shipments.values():
                if started != ordered or mode not in foretold:
                    continue
                taken = (delivered - started).days
                for own in ("all", mode):
                    counted[own] += 1
                    for share in SHARES:
                        within[own, share] += taken <= float(foretold[mode][f"p{share}"])
    print("mode    shipments" + "".join(f"     p{share}" for share in SHARES))
    for mode, count in counted.items():
        shares = "".join(f"{within[mode, share] / max(count, 1):8.1%}" for share in SHARES)
        print(f"{mode:6}  {count:9}{shares}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
