-- The stock by SKU and warehouse up to `as_of`, of one SKU or all. Goods on the way belong to the destination of their
-- own row: a shipment that another warehouse receives is not divided as Tarima does.
WITH moves AS (
    SELECT sku, warehouse, kind, quantity, shipment, from_stage,
           CASE
               WHEN stage <> '' THEN stage
               WHEN kind = 'return_received' THEN 'quarantine'
               ELSE 'available'
           END AS stage
      FROM seen
     WHERE sku <> '' AND occurred_at <= getvariable('as_of')
       AND (getvariable('sku') IS NULL OR sku = getvariable('sku'))
),
arriving AS (
    SELECT sku, to_warehouse AS warehouse, quantity
      FROM seen
     WHERE kind = 'transfer_dispatched' AND occurred_at <= getvariable('as_of')
       AND (getvariable('sku') IS NULL OR sku = getvariable('sku'))
),
changes AS (
    SELECT sku, warehouse,
           CASE kind
               WHEN 'shipment_dispatched' THEN quantity
               WHEN 'customs_released' THEN -quantity
               WHEN 'stock_removed' THEN if(shipment <> '' AND from_stage = 'in_transit', -quantity, 0)
               WHEN 'shipment_short' THEN if(from_stage = 'in_transit', -quantity, 0)
               ELSE 0
           END AS in_transit,
           CASE kind
               WHEN 'customs_released' THEN quantity
               WHEN 'stock_received' THEN if(shipment <> '', -quantity, 0)
               WHEN 'stock_removed' THEN if(shipment <> '' AND from_stage <> 'in_transit', -quantity, 0)
               WHEN 'shipment_short' THEN if(from_stage <> 'in_transit', -quantity, 0)
               ELSE 0
           END AS released,
           CASE kind
               WHEN 'order_placed' THEN -quantity
               WHEN 'sale_shipped' THEN -quantity
               WHEN 'order_cancelled' THEN quantity
               ELSE 0
           END AS promised,
           CASE kind
               WHEN 'order_placed' THEN quantity
               WHEN 'order_shipped' THEN -quantity
               WHEN 'order_cancelled' THEN -quantity
               ELSE 0
           END AS allocated,
           CASE kind
               WHEN 'stock_opened' THEN quantity
               WHEN 'stock_received' THEN quantity
               WHEN 'stock_adjusted' THEN quantity
               WHEN 'return_received' THEN quantity
               WHEN 'return_inspected' THEN quantity
               WHEN 'stage_changed' THEN quantity
               WHEN 'transfer_dispatched' THEN -quantity
               WHEN 'stock_removed' THEN if(shipment = '', -quantity, 0)
               ELSE 0
           END AS staged,
           stage,
           if(kind IN ('stage_changed', 'return_inspected'), quantity, 0) AS left_units,
           if(kind = 'return_inspected', 'quarantine', from_stage) AS left_stage
      FROM moves
     UNION ALL
    SELECT sku, warehouse, 0, quantity, 0, 0, 0, '', 0, '' FROM arriving
)
SELECT sku, warehouse, sum(in_transit) AS in_transit, sum(released) AS released,
       sum(promised + if(stage = 'available', staged, 0) - if(left_stage = 'available', left_units, 0)) AS available,
       sum(allocated + if(stage = 'allocated', staged, 0) - if(left_stage = 'allocated', left_units, 0)) AS allocated,
       sum(if(stage = 'quarantine', staged, 0) - if(left_stage = 'quarantine', left_units, 0)) AS quarantine,
       sum(if(stage = 'damaged', staged, 0) - if(left_stage = 'damaged', left_units, 0)) AS damaged
  FROM changes
 GROUP BY ALL
 ORDER BY ALL
