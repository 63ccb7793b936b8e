"""Writes a sheet as a workbook like Excel's: shared strings, numbers as numbers."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Iterable
from xml.sax.saxutils import escape

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# Longer numbers are ids, and Excel would round them.
DIGITS_MAX = 10


def write_workbook(path: Path, sheet: str, rows: Iterable[list[str]]) -> None:
    strings: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>')
        archive.writestr("_rels/.rels", relations([("officeDocument", "xl/workbook.xml")]))
        archive.writestr(
            "xl/workbook.xml",
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>')
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            relations([("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")]))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            file.write(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for number, cells in enumerate(rows, start=1):
                file.write(row(number, cells, strings).encode())
            file.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as file:
            file.write(f'{HEAD}<sst xmlns="{MAIN}">'.encode())
            for text in strings:
                file.write(f"<si><t>{escape(text)}</t></si>".encode())
            file.write(b"</sst>")


def relations(targets: list[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{index}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for index, (kind, target) in enumerate(targets, start=1))
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def row(number: int, cells: list[str], strings: dict[str, int]) -> str:
    parts = [f'<row r="{number}">']
    for index, cell in enumerate(cells):
        if not cell:
            continue
        place = f"{chr(65 + index)}{number}"
        if cell.isdigit() and len(cell) <= DIGITS_MAX:
            parts.append(f'<c r="{place}"><v>{cell}</v></c>')
        else:
            parts.append(f'<c r="{place}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>')
    parts.append("</row>")
    return "".join(parts)
