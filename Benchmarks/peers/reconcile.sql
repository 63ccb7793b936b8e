-- The latest count of each position, and the available units at its instant.
WITH counted AS (
    SELECT sku, warehouse, arg_max(quantity, (occurred_at, seq)) AS asserted, max(occurred_at) AS asserted_at
      FROM seen
     WHERE kind = 'stock_counted'
     GROUP BY ALL
)
SELECT c.sku, c.warehouse, c.asserted_at, c.asserted,
       coalesce(sum(CASE kind
               WHEN 'order_placed' THEN -quantity
               WHEN 'sale_shipped' THEN -quantity
               WHEN 'order_cancelled' THEN quantity
               WHEN 'stage_changed' THEN
                   CASE 'available' WHEN stage THEN quantity WHEN from_stage THEN -quantity ELSE 0 END
               WHEN 'transfer_dispatched' THEN if(stage IN ('', 'available'), -quantity, 0)
               WHEN 'stock_removed' THEN if(shipment = '' AND stage IN ('', 'available'), -quantity, 0)
               WHEN 'return_received' THEN if(stage = 'available', quantity, 0)
               WHEN 'return_inspected' THEN if(stage = 'available', quantity, 0)
               WHEN 'stock_opened' THEN if(stage IN ('', 'available'), quantity, 0)
               WHEN 'stock_received' THEN if(stage IN ('', 'available'), quantity, 0)
               WHEN 'stock_adjusted' THEN if(stage IN ('', 'available'), quantity, 0)
               ELSE 0
           END), 0) AS book
  FROM counted c
  LEFT JOIN seen e ON e.sku = c.sku AND e.warehouse = c.warehouse AND e.occurred_at <= c.asserted_at
 GROUP BY ALL
 ORDER BY c.sku, c.warehouse
