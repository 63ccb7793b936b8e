-- What is contradictory, overdue or missing, for the checks that find something in a year: shelves below zero (as in
-- negative_stock.sql, which is asked on its own, too), orders that wait or were shipped without being placed, voided
-- goods that are not back, shipments that have not arrived, days without events. Tarima has more checks, and writes a
-- sentence with the rows of each.
WITH changes AS (
    SELECT sku, warehouse, CAST(occurred_at - INTERVAL 6 HOUR AS DATE) AS day,
           unnest(CASE
               WHEN kind = 'order_placed' THEN [('available', -quantity), ('allocated', quantity)]
               WHEN kind = 'order_cancelled' THEN [('available', quantity), ('allocated', -quantity)]
               WHEN kind = 'order_shipped' THEN [('allocated', -quantity)]
               WHEN kind = 'sale_shipped' THEN [('available', -quantity)]
               WHEN kind = 'stage_changed' THEN [(stage, quantity), (from_stage, -quantity)]
               WHEN kind = 'return_inspected' THEN [(stage, quantity), ('quarantine', -quantity)]
               WHEN kind = 'return_received' THEN [(if(stage = '', 'quarantine', stage), quantity)]
               WHEN kind = 'transfer_dispatched' OR kind = 'stock_removed' AND shipment = ''
                   THEN [(if(stage = '', 'available', stage), -quantity)]
               WHEN kind IN ('stock_opened', 'stock_received', 'stock_adjusted')
                   THEN [(if(stage = '', 'available', stage), quantity)]
           END) AS change
      FROM seen
     WHERE sku <> ''
),
shelf_days AS (
    SELECT sku, warehouse, change[1] AS stage, day, sum(change[2]) AS units FROM changes GROUP BY ALL
),
levels AS (
    SELECT sku, warehouse, stage, day,
           sum(units) OVER (PARTITION BY sku, warehouse, stage ORDER BY day ROWS UNBOUNDED PRECEDING) AS level
      FROM shelf_days
),
spans AS (
    SELECT *, count(*) FILTER (level >= 0) OVER (PARTITION BY sku, warehouse, stage ORDER BY day) AS span FROM levels
),
orders AS (
    SELECT source, document, sku, any_value(warehouse) AS warehouse,
           sum(if(kind IN ('order_placed', 'sale_shipped'), quantity, 0)) AS placed,
           sum(if(kind IN ('order_shipped', 'sale_shipped'), quantity, 0)) AS shipped,
           sum(if(kind = 'order_cancelled', quantity, 0)) AS cancelled,
           sum(if(kind = 'sale_voided', quantity, 0)) AS voided
      FROM seen
     WHERE kind IN ('order_placed', 'sale_shipped', 'order_shipped', 'order_cancelled', 'sale_voided')
     GROUP BY ALL
),
returned AS (
    SELECT "order" AS document, sku, sum(quantity) AS units FROM seen WHERE kind = 'return_received' GROUP BY ALL
),
goods AS (
    SELECT if(kind IN ('shipment_dispatched', 'transfer_dispatched', 'shipment_short'), document, shipment) AS shipment,
           sku,
           if(kind = 'transfer_dispatched', to_warehouse, warehouse) AS warehouse,
           sum(if(kind IN ('shipment_dispatched', 'transfer_dispatched'), quantity, -quantity)) AS open
      FROM seen
     WHERE kind IN ('shipment_dispatched', 'transfer_dispatched', 'shipment_short')
        OR shipment <> '' AND kind IN ('stock_received', 'stock_removed')
     GROUP BY ALL
),
days AS (
    SELECT DISTINCT source, warehouse, CAST(occurred_at - INTERVAL 6 HOUR AS DATE) AS day FROM seen
),
pauses AS (
    SELECT source, warehouse, day, lead(day) OVER (PARTITION BY source, warehouse ORDER BY day) AS next FROM days
)
SELECT 'negative_stock' AS code, sku, warehouse, '' AS document, min(level) AS quantity
  FROM spans WHERE level < 0 GROUP BY sku, warehouse, stage, span
 UNION ALL
SELECT 'order_waiting', sku, warehouse, document, placed - shipped - cancelled
  FROM orders WHERE placed > shipped + cancelled
 UNION ALL
SELECT 'shipped_beyond_order', sku, warehouse, document, shipped + cancelled - placed
  FROM orders WHERE shipped + cancelled > placed
 UNION ALL
SELECT 'expected_back', sku, warehouse, document, voided - coalesce(units, 0)
  FROM orders LEFT JOIN returned USING (document, sku) WHERE voided > coalesce(units, 0)
 UNION ALL
SELECT 'dispatched_not_arrived', sku, warehouse, shipment, open FROM goods WHERE open > 0
 UNION ALL
SELECT 'return_beyond_sale', sku, warehouse, document, units - placed
  FROM orders JOIN returned USING (document, sku) WHERE units > placed
 UNION ALL
SELECT 'gap', '', warehouse, source, next - day - 1
  FROM pauses
 -- Orders and dispatches happen daily.
 WHERE next - day > 1 AND (source, warehouse) IN (
       SELECT (source, warehouse) FROM seen WHERE kind IN ('order_placed', 'order_shipped', 'sale_shipped'))
