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
SPANISH = {11: "noviembre", 12: "diciembre"}
PORTUGUESE = {11: "novembro", 12: "dezembro"}
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

    def in_words(self, months: dict[int, str]) -> str:
        return f"{self.at.day} de {months[self.at.month]} de {self.at.year} {self.at:%H:%M} hs."


@dataclass
class Export:
    """A kind of file, its header, and its rows; in JSON, the names of the values of a record."""

    header: list[str]
    cells: Callable[[Row], list[object]]
    # csv, txt (with tabs), json or xlsx.
    kind: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""
    # Lines above the header.
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
                delimiter = "\t" if self.kind == "txt" else self.delimiter
                csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(self.table(rows))

    def table(self, rows: Iterator[Row]) -> Iterator[list[str]]:
        yield from self.above
        yield self.header
        for row in rows:
            yield [str(cell) for cell in self.cells(row)]


def amazon_summary(row: Row) -> list[object]:
    day = START + timedelta(days=row.index // SKUS % DAYS)
    sku, place = row.index % SKUS, row.index // SKUS // DAYS
    return [
        f"{day:%m/%d/%Y}", f"X{sku:09d}", f"B{sku:09d}", f"MX-{sku:05d}", "Lámpara", "SELLABLE", row.units + 1, 0, 0,
        -1, 0, 0, 0, 0, 0, 0, 0, 0, row.units, 0, f"MEX{place + 1}", "Amazon.com.mx"]


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
        2000013900000000 + row.index, row.sku, "", row.in_words(SPANISH), "Usado",
        "No apto para la venta" if row.is_other else "Apto para la venta", "Reembolsado"]


def mercadolibre_sale(row: Row) -> list[object]:
    at = row.in_words(SPANISH)
    sent = "" if row.is_other else at
    return [
        2000013900000000 + row.index, at, "Cancelada por el comprador" if row.is_other else "Entregado", "",
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


def fba_balance(row: Row) -> list[object]:
    sku = f"MX-{row.index:06d}"
    return [
        sku, f"X{row.index:09d}", "B001ABCD", "Lámpara", "New", "329.00", "No", "", "Yes", row.units + 6, row.units, 1,
        5, row.units + 6, "0.10", 0, 13, 0]


def fba_reserved(row: Row) -> list[object]:
    return [f"MX-{row.index:06d}", f"X{row.index:09d}", "B001ABCD", "Lámpara", row.units + 2, row.units, 1, 1, ""]


def ebay_order(row: Row) -> list[object]:
    at = f"{row.at:%b-%d-%y}"
    return [
        1001 + row.index, f"12-{row.index:05d}-89012", "buyer-a", 123456789012, "Lamp", row.sku, row.units, "$39.00",
        "$4.00", "$43.00", at, at, "" if row.is_other else at, "" if row.is_other else f"94{row.index:020d}"]


def ebay_sale(row: Row) -> list[object]:
    return [
        1001 + row.index, f"12-{row.index:05d}-89012", "buyer-a", 123456789012, "Lamp", row.sku, row.units,
        "AU $115.00", "AU $10.00", "AU $125.00", f"{row.at:%d-%b-%y}", "" if row.is_other else f"33AAA{row.index:07d}"]


def lingxing_receipt(row: Row) -> list[object]:
    return [
        26206 + row.index, f"OWS{row.index // 100:09d}", f"IB{row.index // 100:09d}", 40, 60,
        f"{row.at:%Y-%m-%d %H:%M:%S}", 28, 2124018, "X0001", row.sku, f"{row.at:%Y-%m-%d} 00:00:00"]


def mabang_bin(row: Row) -> list[object]:
    return [
        f"MX-{row.index // 2:06d}", "正常销售", "台灯", "Lamp", "海外仓", "墨西哥仓", f"{'AB'[row.index % 2]}-07", "3/12/20",
        "0.50", 40 * row.units, 80, 0, 2, 43, "2025-11-18 10:00:00", "2025-11-08 09:00:00", ""]


def full_conciliation(row: Row) -> list[object]:
    return [
        7500000000017, f"MX-{row.index:06d}", f"LCQI{row.index:06d}", f"MLM{row.index}", "Lámpara de mesa", "Sí", 40,
        row.units]


def full_inventory(row: Row) -> list[object]:
    return [
        f"LCQI{row.index:06d}", row.units + 1, row.units, 1, [{"status": "damaged", "quantity": 1}],
        [{"type": "item", "id": "MLM100"}]]


def full_stock(row: Row) -> list[object]:
    return [
        f"LCQI{row.index:06d}", 7500000000017, f"MX-{row.index:06d}", f"MLM{row.index}", "Lámpara de mesa", 12,
        row.units, "Pequeños y medianos"]


def mercadolibre_sale_co(row: Row) -> list[object]:
    cells = mercadolibre_sale(row)
    return [*cells[:4], *cells[6:10], cells[12], *cells[15:18], "", "", ""]


def mercadolibre_sale_south(row: Row) -> list[object]:
    cells = mercadolibre_sale(row)
    return [*cells[:10], cells[12], *cells[15:18], *[""] * 5]


def mercadolivre_sale(row: Row) -> list[object]:
    state = "Venda cancelada. Não envie." if row.is_other else "Entregue"
    return [
        2000013900000000 + row.index, row.in_words(PORTUGUESE), state, row.units, f"{66 * row.units}.50", "110.00",
        row.sku, "Luminária", "Mercado Envios", "" if row.is_other else row.in_words(PORTUGUESE)]


def shopee_line(row: Row) -> list[object]:
    at = f"{row.at:%Y-%m-%d %H:%M}"
    return [
        f"251113{row.index:07d}", "To ship" if row.is_other else "Completed", "", "", "Standard",
        "" if row.is_other else at, at, at, "MX", "Lámpara", row.sku, "Blanco", "329.00", "329.00", row.units, ""]


def shopify_balance(row: Row) -> list[object]:
    place = ["Monterrey", "CDMX"][row.index % 2]
    return [
        f"lamp-{row.index // 2}", "Lámpara", "Color", "Blanco", "", "", "", "", f"MX-{row.index // 2:06d}", "", "CN",
        place, "A-01", 0, 1, 2, row.units, row.units + 3, ""]


def shopify_level(row: Row) -> list[object]:
    return [44000000000000 + row.index, 900001, row.units, "2025-11-19T10:00:00-06:00"]


def tiendanube_line(row: Row) -> list[object]:
    day = f"{row.at:%d/%m/%Y}"
    return [
        1001 + row.index, "a@example.com", f"{day} {row.at:%H:%M:%S}", "Abierta", "Recibido",
        "No está empaquetado" if row.is_other else "Enviado", "MXN", "658,00", "658,00", day,
        "" if row.is_other else day, "Lámpara", "329,00", row.units, row.sku, "Web", "", ""]


def tiktok_line(row: Row) -> list[object]:
    at = f"{row.at:%m/%d/%Y %I:%M:%S %p}"
    status = ["To ship", "Awaiting shipment"] if row.is_other else ["Completed", "Completed"]
    return [
        577000000000000101 + row.index, *status, "", "Normal", 1729000000000000001, row.sku, "Lámpara", "Blanco",
        row.units, 0, at, at, "" if row.is_other else at, "", "", f"MX{row.index:06d}"]


def woocommerce_order(row: Row) -> list[object]:
    at = row.at.isoformat()
    item = {
        "id": 501 + row.index, "name": "x", "sku": row.sku, "quantity": row.units, "subtotal": f"{329 * row.units}.00",
        "total": f"{329 * row.units}.00"}
    return [
        9001 + row.index, str(9001 + row.index), "processing" if row.is_other else "completed", "MXN", at, at, at,
        None if row.is_other else at, [item], []]


BALANCE_TIME = ("--set", "occurred_at=2025-12-01T12:00")
STATED = ("--set", "stated_at=2025-12-02")
PLACE = ("--set", "warehouse=MTY1")
VENTAS_ABOVE = [["Estado de ventas de Mercado Libre"], [], [], [], ["Ventas"]]


def ventas_south(currency: str) -> list[str]:
    """The header of Argentina and Chile."""
    return [
        "# de venta", "Fecha de venta", "Estado", "Descripción del estado", "Paquete de varios productos",
        "Pertenece a un kit", "Unidades", f"Ingresos por productos ({currency})", f"Total ({currency})", "SKU",
        "Título de la publicación", "Forma de entrega", "Fecha en camino", "Fecha entregado", "Unidades",
        "Forma de entrega", "Fecha en camino", "Fecha entregado", "Resultado"]


EBAY = [
    "Sales Record Number", "Order Number", "Buyer Username", "Item Number", "Item Title", "Custom Label", "Quantity",
    "Sold For", "Shipping And Handling", "Total Price", "Sale Date"]
EXPORTS = {
    "amazon-fba-inventory": Export(
        ["sku", "fnsku", "asin", "product-name", "condition", "your-price", "mfn-listing-exists",
         "mfn-fulfillable-quantity", "afn-listing-exists", "afn-warehouse-quantity", "afn-fulfillable-quantity",
         "afn-unsellable-quantity", "afn-reserved-quantity", "afn-total-quantity", "per-unit-volume",
         "afn-inbound-working-quantity", "afn-inbound-shipped-quantity", "afn-inbound-receiving-quantity"],
        fba_balance, kind="txt", options=(*PLACE, *BALANCE_TIME)),
    "amazon-fba-reserved": Export(
        ["sku", "fnsku", "asin", "product-name", "reserved_qty", "reserved_customerorders", "reserved_fc-transfers",
         "reserved_fc-processing", "program"], fba_reserved, kind="txt", options=(*PLACE, *BALANCE_TIME)),
    "ebay-orders": Export(
        [*EBAY, "Paid On Date", "Shipped On Date", "Tracking Number"], ebay_order, above=[[]],
        options=(*PLACE, *STATED)),
    "ebay-sales": Export([*EBAY, "Tracking Number"], ebay_sale, above=[[]], options=(*PLACE, *STATED)),
    "lingxing-receipts": Export(
        ["woop_id", "overseas_order_no", "inbound_order_no", "current_receive_num", "receive_num", "update_time", "sid",
         "product_id", "fnsku", "sku", "real_receive_at"], lingxing_receipt, kind="json", options=PLACE),
    "mabang-stock": Export(
        ["库存SKU编号", "商品状态", "中文名称", "英文名称", "父级仓库", "仓库", "仓位", "销量(7/28/42)", "预测日销量(个)",
         "仓位库存", "当前可售天数", "在途量", "未发货量", "可用库存量", "最后出库时间", "最后入库时间", "商品备注"],
        mabang_bin, options=BALANCE_TIME),
    "mercadolibre-full-conciliation": Export(
        ["Código universal", "SKU", "Código ML", "ID de publicación", "Producto", "Ofrece Full", "Entradas",
         "Stock total almacenado"], full_conciliation, kind="xlsx", sheet="Resumen",
        above=[["Conciliación de stock"], []], options=BALANCE_TIME),
    "mercadolibre-full-inventory": Export(
        ["inventory_id", "total", "available_quantity", "not_available_quantity", "not_available_detail",
         "external_references"], full_inventory, kind="json", options=BALANCE_TIME),
    "mercadolibre-full-stock": Export(
        ["Código ML", "Código universal", "SKU", "# Publicación", "Producto", "Ventas últimos 30 días",
         "Stock total almacenado", "Espacio"], full_stock, kind="xlsx", sheet="Resumen",
        above=[["Stock en Full"], [], [], [], []], options=BALANCE_TIME),
    "mercadolibre-vendas-br": Export(
        ["N.º de venda", "Data da venda", "Estado", "Unidades", "Receita por produtos (BRL)", "Total (BRL)", "SKU",
         "Título do anúncio", "Forma de entrega", "Data de entrega"], mercadolivre_sale, kind="xlsx",
        sheet="Vendas BR", above=[["Relatório de vendas"], [], [], [], ["Vendas"]], options=STATED),
    "mercadolibre-ventas-ar": Export(
        ventas_south("ARS"), mercadolibre_sale_south, kind="xlsx", sheet="Ventas AR", above=VENTAS_ABOVE,
        options=STATED),
    "mercadolibre-ventas-cl": Export(
        ventas_south("CLP"), mercadolibre_sale_south, kind="xlsx", sheet="Ventas CL", above=VENTAS_ABOVE,
        options=STATED),
    "mercadolibre-ventas-co": Export(
        ["# de venta", "Fecha de venta", "Estado", "Descripción del estado", "Unidades",
         "Ingresos por productos (COP)", "Total (COP)", "SKU", "Título de la publicación", "Forma de entrega",
         "Fecha en camino", "Fecha entregado", "Forma de entrega", "Fecha en camino", "Fecha entregado"],
        mercadolibre_sale_co, kind="xlsx", sheet="Ventas CO", above=VENTAS_ABOVE, options=STATED),
    "shopee-orders": Export(
        ["Order ID", "Order Status", "Cancel reason", "Tracking Number*", "Shipping Option", "Ship Time",
         "Order Creation Date", "Order Paid Time", "Parent SKU Reference No.", "Product Name", "SKU Reference No.",
         "Variation Name", "Original Price", "Deal Price", "Quantity", "Order Complete Time"], shopee_line,
        options=(*PLACE, *STATED)),
    "shopify-inventory": Export(
        ["Handle", "Title", "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Option3 Name",
         "Option3 Value", "SKU", "HS Code", "COO", "Location", "Bin name", "Incoming (not editable)",
         "Unavailable (not editable)", "Committed (not editable)", "Available (not editable)", "On hand (current)",
         "On hand (new)"], shopify_balance, options=BALANCE_TIME),
    "shopify-inventory-levels": Export(
        ["inventory_item_id", "location_id", "available", "updated_at"], shopify_level, kind="json",
        options=BALANCE_TIME),
    "tiendanube-orders": Export(
        ["Número de orden", "Email", "Fecha", "Estado de la orden", "Estado del pago", "Estado del envío", "Moneda",
         "Subtotal de productos", "Total", "Fecha de pago", "Fecha de envío", "Nombre del producto",
         "Precio del producto", "Cantidad del producto", "SKU", "Canal", "Código de tracking del envío",
         "Fecha y hora de cancelación"], tiendanube_line, delimiter=";", options=(*PLACE, *STATED)),
    "tiktok-shop-orders": Export(
        ["Order ID", "Order Status", "Order Substatus", "Cancelation/Return Type", "Normal or Pre-order", "SKU ID",
         "Seller SKU", "Product Name", "Variation", "Quantity", "Sku Quantity of return", "Created Time", "Paid Time",
         "Shipped Time", "Cancelled Time", "Warehouse Name", "Tracking ID"], tiktok_line,
        options=(*PLACE, *STATED)),
    "woocommerce-orders": Export(
        ["id", "number", "status", "currency", "date_created_gmt", "date_modified_gmt", "date_paid_gmt",
         "date_completed_gmt", "line_items", "refunds"], woocommerce_order, kind="json", options=PLACE),
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
        options=BALANCE_TIME),
    "lingxing-stock-log": Export(
        ["statement_id", "order_sn", "ref_order_sn", "ware_house_name", "product_name", "sku", "fnsku",
         "product_good_num", "product_bad_num", "product_qc_num", "product_lock_good_num", "good_transit_num",
         "opt_time", "type_text"], lingxing_movement, encoding="gb18030"),
    "mercadolibre-full-operations": Export(
        ["id", "seller_id", "inventory_id", "date_created", "type", "detail", "result", "external_references"],
        full_operation, kind="json"),
    "mercadolibre-orders": Export(
        ["id", "status", "status_detail", "date_created", "date_closed", "last_updated", "pack_id", "order_items",
         "payments", "shipping", "tags"], mercadolibre_order, kind="json", options=PLACE),
    "mercadolibre-returns": Export(
        ["Número de orden", "SKU", "IMEI", "Fecha de revisión", "Estado del producto", "Resultado de la revisión",
         "Estado del dinero"], mercadolibre_return, kind="xlsx", sheet="Triages",
        above=[["Revisiones de productos devueltos"], []], options=PLACE),
    "mercadolibre-ventas": Export(
        ["# de venta", "Fecha de venta", "Estado", "Descripción del estado", "Paquete de varios productos",
         "Pertenece a un kit", "Unidades", "Ingresos por productos (MXN)", "Total (MXN)", "SKU", "# de publicación",
         "Tienda oficial", "Título de la publicación", "Variante", "Precio unitario de venta de la publicación (MXN)",
         "Forma de entrega", "Fecha en camino", "Fecha entregado", "Unidades", "Forma de entrega", "Fecha en camino",
         "Fecha entregado", "Resultado", "Destino"], mercadolibre_sale, kind="xlsx", sheet="Ventas MX",
        above=VENTAS_ABOVE, options=STATED),
    "receipt-zh-es": Export(
        ["来源单号", "供应商", "SKU", "条码", "中文名", "西文名", "预期数量", "良品数量", "不良数量", "单价", "折扣", "总计"],
        receipt_line, options=(*PLACE, *BALANCE_TIME)),
    "shopify-orders": Export(
        ["Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing",
         "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method",
         "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price",
         "Lineitem sku", "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status",
         "Billing Name", "Shipping Name", "Notes", "Note Attributes", "Cancelled at", "Payment Method",
         "Payment Reference", "Refunded Amount", "Vendor", "Id", "Tags", "Risk Level", "Source"], shopify_line,
        options=(*PLACE, *STATED)),
}


def main(profile: str, count: str, path: str) -> None:
    EXPORTS[profile].write(int(count), Path(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
