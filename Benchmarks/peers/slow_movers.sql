-- The units of each position at `as_of` and the last sale of it. Tarima also derives the age of the stock, its normal
-- rate and what to do with it, and lists only what is slow.
SELECT sku, warehouse,
       sum(CASE kind
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
           END) AS available,
       max(occurred_at) FILTER (kind IN ('order_placed', 'sale_shipped')) AS last_sold_at
  FROM seen
 WHERE sku <> '' AND occurred_at <= getvariable('as_of')
 GROUP BY ALL
 ORDER BY ALL
