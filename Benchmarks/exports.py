#!/usr/bin/env python3
"""Writes an export of so many rows for a built-in profile.

A program of its own, so that its memory is not compare.py's.

    exports.py PROFILE ROWS FILE

The rows are made up from the header of each format and count up, so that the same arguments give the same bytes.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Callable, Iterator

sys.dont_write_bytecode = True

from workbook import write_workbook  # noqa: E402

START = datetime(2025, 11, 1)
DAYS = 30
SKUS = 5000
MONTHS = {11: "noviembre", 12: "diciembre"}
WAREHOUSES = ["MEX1", "MTY1", "GDL1"]


class Row:
    """What the rows of every format draw from, by their number."""

    def __init__(self, index: int, count: int) -> None:
        self.index = index
        self.sku = f"MX-{index * 7919 % SKUS + 1:05d}"
        self.warehouse = WAREHOUSES[index * 31 % 10 % 3]
        self.units = 1 + index * 13 % 3
        self.at = START + timedelta(seconds=index * DAYS * 86400 // count)
        # One of ten is otherwise: cancelled, damaged, or not sent yet.
        self.is_other = index % 10 == 9

    @property
    def zoned(self) -> str:
        return self.at.isoformat() + "+00:00"

    @property
    def spanish(self) -> str:
        return f"{self.at.day} de {MONTHS[self.at.month]} de {self.at.year} {self.at:%H:%M} hs."


@dataclass
class Export:
    """A kind of file, its header, and its rows; `write` writes what is not a table."""

    header: list[str]
    cells: Callable[[Row], list[object]]
    kind: str = "csv"
    encoding: str = "utf-8"
    sheet: str = ""
    # Lines above the header of a workbook.
    above: list[list[str]] = field(default_factory=list)
    # The options of the import.
    options: tuple[str, ...] = ()

    def write(self, count: int, path: Path) -> None:
        rows = (Row(index, count) for index in range(count))
        if self.kind == "json":
            with open(path, "w", encoding="utf-8") as file:
                file.write('{"results":[\n')
                for row in rows:
                    record = dict(zip(self.header, self.cells(row)))
                    file.write((",\n" if row.index else "") + json.dumps(record, ensure_ascii=False))
                file.write("\n]}\n")
        elif self.kind == "xlsx":
            write_workbook(path, self.sheet, self.table(rows))
        else:
            with open(path, "w", newline="", encoding=self.encoding) as file:
                tab = self.kind == "txt"
                csv.writer(file, delimiter="\t" if tab else ",", lineterminator="\n").writerows(self.table(rows))

    def table(self, rows: Iterator[Row]) -> Iterator[list[str]]:
        yield from self.above
        yield self.header
        for row in rows:
            yield [str(cell) for cell in self.cells(row)]


def amazon_summary(row: Row) -> list[object]:
    day = START + timedelta(days=row.index // SKUS % DAYS)
    sku, place = row.index % SKUS, row.index // SKUS // DAYS
    return [
        f"{day:%m/%d/%Y}", f"X{sku:09d}", f"B{sku:09d}", f"MX-{sku:05d}", "Lámpara", "SELLABLE", row.units + 1, 0, 0, -1,
        0, 0, 0, 0, 0, 0, 0, 0, row.units, 0, f"MEX{place + 1}", "Amazon.com.mx"]


def amazon_order(row: Row) -> list[object]:
    status = "Unshipped" if row.is_other else "Shipped"
    return [
        f"702-{row.index:07d}-0000001", "", row.zoned, (row.at + timedelta(hours=9)).isoformat() + "+00:00", status,
        "Amazon", "Amazon.com.mx", "", "", "", "Lámpara de mesa", row.sku, "B001ABCD", status, row.units, "MXN",
        f"{329 * row.units}.00", *[""] * 7, "Monterrey", "", "", "MX", ""]


def amazon_return(row: Row) -> list[object]:
    return [
        row.zoned, f"702-{row.index:07d}-0000001", row.sku, "B001ABCD", "X0001", "Lámpara", 1, row.warehouse,
        "DEFECTIVE" if row.is_other else "SELLABLE", "UNWANTED_ITEM", "", f"LPNMX{row.index:08d}", ""]


def lingxing_movement(row: Row) -> list[object]:
    received = row.is_other
    return [
        880000 + row.index, f"{'RK' if received else 'SO'}{row.index}", "", f"墨西哥{row.warehouse}仓", "台灯", row.sku,
        "X0001", 40 if received else -row.units, 0, 0, 0, 0, f"{row.at:%Y-%m-%d %H:%M}",
        "采购入库" if received else "FBM出库"]


def lingxing_balance(row: Row) -> list[object]:
    return [
        "台灯", f"MX-{row.index // 3:06d}", f"墨西哥{WAREHOUSES[row.index % 3]}仓", row.units * 20, row.units, 0, 0]


def full_operation(row: Row) -> list[object]:
    left = 900_000 - row.index
    return [
        9007199254740993 + row.index, 1234567, f"LCQI{row.index * 7919 % SKUS:05d}", row.at.isoformat() + "Z",
        "SALE_CONFIRMATION", {"available_quantity": -1, "not_available_quantity": 0, "not_available_detail": []},
        {"total": left, "available_quantity": left, "not_available_quantity": 0, "not_available_detail": []},
        [{"type": "shipment_id", "value": str(43000000000 + row.index)}]]


def mercadolibre_order(row: Row) -> list[object]:
    at = row.at.isoformat() + ".000-04:00"
    item = {
        "item": {"id": "MLM100", "title": "Lámpara", "variation_id": 174997747229, "seller_sku": row.sku,
                 "seller_custom_field": None},
        "quantity": row.units, "unit_price": 329.0, "currency_id": "MXN", "sale_fee": 12.5}
    return [
        2000013900000000 + row.index, "cancelled" if row.is_other else "paid", None, at, at, at, None, [item], [],
        {"id": 43000000000 + row.index}, ["paid"]]


def mercadolibre_return(row: Row) -> list[object]:
    return [
        2000013900000000 + row.index, row.sku, "", row.spanish, "Usado",
        "No apto para la venta" if row.is_other else "Apto para la venta", "Reembolsado"]


def mercadolibre_sale(row: Row) -> list[object]:
    sent = "" if row.is_other else row.spanish
    return [
        2000013900000000 + row.index, row.spanish, "Cancelada por el comprador" if row.is_other else "Entregado", "",
        "No", "No", row.units, 329 * row.units, 329 * row.units, row.sku, "MLM100", "", "Lámpara de mesa", "", 329,
        "Mercado Envíos", sent, sent, "", "", "", "", "", ""]


def receipt_line(row: Row) -> list[object]:
    return [
        f"RK-{row.index // 100:06d}", "义乌甲厂", f"MX-{row.index * 7919 % SKUS + 1:05d}", 7501234567890, "台灯", "Lámpara",
        40, 39 if row.is_other else 40, int(row.is_other), "45.00", 0, "1800.00"]


def shopify_line(row: Row) -> list[object]:
    at = f"{row.at:%Y-%m-%d %H:%M:%S} -0600"
    return [
        f"#{1000 + row.index}", "a@example.com", "paid", at, "" if row.is_other else "fulfilled",
        "" if row.is_other else at, "", "MXN", "", "", "", "", "", "", "", at, row.units, "Lámpara", "329.00", "",
        row.sku, "true", *[""] * 15]


EXPORTS = {
    "amazon-inventory-ledger-summary": Export(
        ["Date", "FNSKU", "ASIN", "MSKU", "Title", "Disposition", "Starting Warehouse Balance",
         "In Transit Between Warehouses", "Receipts", "Customer Shipments", "Customer Returns", "Vendor Returns",
         "Warehouse Transfer In/Out", "Found", "Lost", "Damaged", "Disposed", "Other Events",
         "Ending Warehouse Balance", "Unknown Events", "Location", "Store"], amazon_summary),
    "amazon-orders": Export(
        ["amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status",
         "fulfillment-channel", "sales-channel", "order-channel", "url", "ship-service-level", "product-name", "sku",
         "asin", "item-status", "quantity", "currency", "item-price", "item-tax", "shipping-price", "shipping-tax",
         "gift-wrap-price", "gift-wrap-tax", "item-promotion-discount", "ship-promotion-discount", "ship-city",
         "ship-state", "ship-postal-code", "ship-country", "promotion-ids"], amazon_order, kind="txt"),
    "amazon-returns": Export(
        ["return-date", "order-id", "sku", "asin", "fnsku", "product-name", "quantity", "fulfillment-center-id",
         "detailed-disposition", "reason", "status", "license-plate-number", "customer-comments"],
        amazon_return, kind="txt"),
    "lingxing-stock": Export(
        ["品名", "SKU", "仓库", "可用量", "可用锁定量", "待到货量", "调拨在途"], lingxing_balance, encoding="gb18030",
        options=("--set", "occurred_at=2025-12-01T12:00")),
    "lingxing-stock-log": Export(
        ["statement_id", "order_sn", "ref_order_sn", "ware_house_name", "product_name", "sku", "fnsku",
         "product_good_num", "product_bad_num", "product_qc_num", "product_lock_good_num", "good_transit_num",
         "opt_time", "type_text"], lingxing_movement, encoding="gb18030"),
    "mercadolibre-full-operations": Export(
        ["id", "seller_id", "inventory_id", "date_created", "type", "detail", "result", "external_references"],
        full_operation, kind="json"),
    "mercadolibre-orders": Export(
        ["id", "status", "status_detail", "date_created", "date_closed", "last_updated", "pack_id", "order_items",
         "payments", "shipping", "tags"], mercadolibre_order, kind="json", options=("--set", "warehouse=MTY1")),
    "mercadolibre-returns": Export(
        ["Número de orden", "SKU", "IMEI", "Fecha de revisión", "Estado del producto", "Resultado de la revisión",
         "Estado del dinero"], mercadolibre_return, kind="xlsx", sheet="Triages",
        above=[["Revisiones de productos devueltos"], []], options=("--set", "warehouse=MTY1")),
    "mercadolibre-ventas": Export(
        ["# de venta", "Fecha de venta", "Estado", "Descripción del estado", "Paquete de varios productos",
         "Pertenece a un kit", "Unidades", "Ingresos por productos (MXN)", "Total (MXN)", "SKU", "# de publicación",
         "Tienda oficial", "Título de la publicación", "Variante", "Precio unitario de venta de la publicación (MXN)",
         "Forma de entrega", "Fecha en camino", "Fecha entregado", "Unidades", "Forma de entrega", "Fecha en camino",
         "Fecha entregado", "Resultado", "Destino"], mercadolibre_sale, kind="xlsx", sheet="Ventas MX",
        above=[["Estado de ventas de Mercado Libre"], [], [], [], ["Ventas"]],
        options=("--set", "stated_at=2025-12-02")),
    "receipt-zh-es": Export(
        ["来源单号", "供应商", "SKU", "条码", "中文名", "西文名", "预期数量", "良品数量", "不良数量", "单价", "折扣", "总计"],
        receipt_line, options=("--set", "warehouse=MTY1", "--set", "occurred_at=2025-11-01T11:45")),
    "shopify-orders": Export(
        ["Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing",
         "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method",
         "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price",
         "Lineitem sku", "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status",
         "Billing Name", "Shipping Name", "Notes", "Note Attributes", "Cancelled at", "Payment Method",
         "Payment Reference", "Refunded Amount", "Vendor", "Id", "Tags", "Risk Level", "Source"], shopify_line,
        options=("--set", "warehouse=MTY1", "--set", "stated_at=2025-12-02")),
}


def main(profile: str, count: str, path: str) -> None:
    EXPORTS[profile].write(int(count), Path(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
