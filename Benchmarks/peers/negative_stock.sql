-- The days at whose end a shelf had less than nothing, one row for each span of such days.
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
days AS (
    SELECT sku, warehouse, change[1] AS stage, day, sum(change[2]) AS units FROM changes GROUP BY ALL
),
levels AS (
    SELECT sku, warehouse, stage, day,
           sum(units) OVER (PARTITION BY sku, warehouse, stage ORDER BY day ROWS UNBOUNDED PRECEDING) AS level
      FROM days
),
spans AS (
    SELECT *, count(*) FILTER (level >= 0) OVER (PARTITION BY sku, warehouse, stage ORDER BY day) AS span FROM levels
)
SELECT 'negative_stock' AS code, sku, warehouse, min(level) AS quantity,
       min(day) + INTERVAL 30 HOUR - INTERVAL 1 MILLISECOND AS since
  FROM spans
 WHERE level < 0
 GROUP BY sku, warehouse, stage, span
 ORDER BY ALL
