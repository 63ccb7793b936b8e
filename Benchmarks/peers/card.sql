-- Each event of one SKU from `from_time` to `to_time`, with its running stock over all warehouses. Events of one instant
-- are in Tarima's order: by kind, document and line.
WITH moves AS (
    SELECT seq, occurred_at, kind, line,
           list_position(
               ['stock_opened', 'shipment_dispatched', 'customs_released', 'stock_received', 'shipment_short',
                'transfer_dispatched', 'order_placed', 'order_shipped', 'order_cancelled', 'sale_shipped',
                'sale_voided', 'return_received', 'return_inspected', 'stock_adjusted', 'stage_changed',
                'stock_removed', 'stock_counted'], kind) AS rank,
           replace(document, ' ', '') AS document, warehouse, quantity,
           CASE kind
               WHEN 'order_placed' THEN -quantity
               WHEN 'sale_shipped' THEN -quantity
               WHEN 'order_cancelled' THEN quantity
               WHEN 'transfer_dispatched' THEN if(stage IN ('', 'available'), -quantity, 0)
               WHEN 'stage_changed' THEN
                   CASE 'available' WHEN stage THEN quantity WHEN from_stage THEN -quantity ELSE 0 END
               WHEN 'stock_removed' THEN if(shipment = '' AND stage IN ('', 'available'), -quantity, 0)
               WHEN 'return_received' THEN if(stage = 'available', quantity, 0)
               WHEN 'return_inspected' THEN if(stage = 'available', quantity, 0)
               WHEN 'shipment_dispatched' THEN 0
               WHEN 'customs_released' THEN 0
               WHEN 'shipment_short' THEN 0
               WHEN 'order_shipped' THEN 0
               WHEN 'stock_counted' THEN 0
               WHEN 'sale_voided' THEN 0
               ELSE if(stage IN ('', 'available'), quantity, 0)
           END AS available,
           CASE kind
               WHEN 'stock_opened' THEN quantity
               WHEN 'stock_received' THEN quantity
               WHEN 'stock_adjusted' THEN quantity
               WHEN 'return_received' THEN quantity
               WHEN 'order_shipped' THEN -quantity
               WHEN 'sale_shipped' THEN -quantity
               WHEN 'transfer_dispatched' THEN -quantity
               WHEN 'stock_removed' THEN if(shipment = '', -quantity, 0)
               ELSE 0
           END AS on_hand
      FROM seen
     WHERE sku = getvariable('sku')
       AND occurred_at < getvariable('to_time')
),
running AS (
    SELECT seq, occurred_at, kind, document, warehouse, quantity,
           sum(available) OVER card AS available, sum(on_hand) OVER card AS on_hand
      FROM moves
    WINDOW card AS (ORDER BY occurred_at, rank, document, line, seq ROWS UNBOUNDED PRECEDING)
)
SELECT * FROM running WHERE occurred_at >= getvariable('from_time') ORDER BY occurred_at, seq
