#!/usr/bin/env python3
"""Writes the same order lines in another spelling. A program of its own, so that its memory is not compare.py's.

    spell.py SPELLING ORDERS FILE
"""

from __future__ import annotations

import csv
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Callable, Iterable, Iterator

sys.dont_write_bytecode = True

from workbook import write_workbook  # noqa: E402

# The offset of Mexico City throughout the year.
OFFSET = timedelta(hours=-6)
CHINESE = {
    "kind": "类型", "source": "来源", "document": "单据号", "line": "行号", "sku": "SKU", "warehouse": "仓库",
    "quantity": "数量", "occurred_at": "发生时间", "channel": "渠道", "amount": "金额", "currency": "币种",
    "note": "备注",
}
# A workbook has no blank columns.
FILLED = [name for name in CHINESE if name != "note"]


class Spelling:
    """A format, and what it does to the cells of a row, by column."""

    def __init__(
        self, cells: Callable[[dict[str, str]], None] = lambda row: None, *, encoding: str = "utf-8",
        delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL, ending: str = "\n", kind: str = "csv",
        profile: str = "", options: tuple[str, ...] = (), is_chinese: bool = False, same_rows: str = "",
    ) -> None:
        self.cells = cells
        self.encoding = encoding
        self.delimiter = delimiter
        self.quoting = quoting
        self.ending = ending
        self.kind = kind
        # The profile, where the canonical format has no such spelling, and further options of the import.
        self.profile = profile
        self.options = options
        self.is_chinese = is_chinese
        # The spelling to compare with, if its rows have more in them than the plainest.
        self.same_rows = same_rows

    def write(self, rows: Iterator[dict[str, str]], names: list[str], path: Path) -> None:
        if self.kind == "xlsx":
            names = FILLED
            write_workbook(path, "Orders", self.table(rows, names))
        elif self.kind == "json":
            with open(path, "w", encoding="utf-8") as file:
                for index, row in enumerate(rows):
                    self.cells(row)
                    filled = {name: int(row[name]) if name == "quantity" else row[name] for name in FILLED}
                    file.write(("[\n" if index == 0 else ",\n") + json.dumps(filled))
                file.write("\n]\n")
        else:
            if self.is_chinese:
                names = list(CHINESE)
            with open(path, "w", newline="", encoding=self.encoding) as file:
                csv.writer(
                    file, delimiter=self.delimiter, quoting=self.quoting, lineterminator=self.ending
                ).writerows(self.table(rows, names))

    def table(self, rows: Iterator[dict[str, str]], names: list[str]) -> Iterable[list[str]]:
        yield [CHINESE[name] if self.is_chinese else name for name in names]
        for row in rows:
            self.cells(row)
            yield [row[name] for name in names]


def timed(write: Callable[[datetime], str]) -> Callable[[dict[str, str]], None]:
    """Writes the local time of each row otherwise."""

    def change(row: dict[str, str]) -> None:
        row["occurred_at"] = write(datetime.fromisoformat(row["occurred_at"][:19]) + OFFSET)

    return change


def comma(row: dict[str, str]) -> None:
    row["amount"] = row["amount"].replace(".", ",")


def noted(row: dict[str, str]) -> None:
    row["note"] = "双十一订单"


NOTED = "Chinese header and notes"
SPELLINGS = {
    "plain, through a profile": Spelling(profile="spelled_dates.yaml"),
    "times with -06:00": Spelling(timed(lambda time: time.isoformat() + "-06:00")),
    "local times": Spelling(timed(lambda time: time.isoformat())),
    "dates only": Spelling(timed(lambda time: time.strftime("%Y-%m-%d"))),
    "dd/MM/yyyy": Spelling(timed(lambda time: time.strftime("%d/%m/%Y %H:%M:%S")), profile="spelled_dates.yaml"),
    "every field quoted": Spelling(quoting=csv.QUOTE_ALL),
    "decimal comma": Spelling(comma, profile="spelled_amounts.yaml"),
    "semicolons": Spelling(delimiter=";"),
    "tabs": Spelling(delimiter="\t"),
    "CRLF": Spelling(ending="\r\n"),
    "UTF-16": Spelling(encoding="utf-16"),
    NOTED: Spelling(noted, is_chinese=True),
    "GB18030": Spelling(
        noted, encoding="gb18030", options=("--encoding", "gb18030"), is_chinese=True, same_rows=NOTED),
    "XLSX": Spelling(kind="xlsx"),
    "JSON": Spelling(kind="json"),
}


def main(name: str, orders: str, path: str) -> None:
    with open(orders, newline="") as file:
        rows = csv.DictReader(file)
        SPELLINGS[name].write(rows, list(rows.fieldnames or []), Path(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
