-- What was dispatched, released and received of each shipment by SKU and destination, and when; `open_only` leaves out
-- what is settled. Each row counts for its own warehouse: receipts at another one are not divided as Tarima does.
WITH goods AS (
    SELECT if(kind IN ('shipment_dispatched', 'transfer_dispatched'), document, shipment) AS shipment, sku,
           if(kind = 'transfer_dispatched', to_warehouse, warehouse) AS warehouse, kind, quantity, occurred_at, stage
      FROM seen
     WHERE kind IN ('shipment_dispatched', 'transfer_dispatched')
        OR shipment <> '' AND kind IN ('customs_released', 'stock_received', 'stock_removed')
     UNION ALL
    SELECT document, sku, warehouse, kind, quantity, occurred_at, stage FROM seen WHERE kind = 'shipment_short'
),
lines AS (
    SELECT shipment, sku, warehouse,
           sum(if(kind IN ('shipment_dispatched', 'transfer_dispatched'), quantity, 0)) AS dispatched,
           sum(if(kind = 'customs_released', quantity, 0)) AS released,
           sum(if(kind = 'stock_received', quantity, 0)) AS received,
           sum(if(kind = 'stock_received' AND stage = 'damaged', quantity, 0)) AS damaged,
           sum(if(kind = 'shipment_short', quantity, 0)) AS short,
           sum(CASE WHEN kind IN ('shipment_dispatched', 'transfer_dispatched') THEN quantity
                    WHEN kind = 'customs_released' THEN 0 ELSE -quantity END) AS open,
           min(occurred_at) FILTER (kind IN ('shipment_dispatched', 'transfer_dispatched')) AS dispatched_at,
           max(occurred_at) FILTER (kind = 'customs_released') AS released_at,
           max(occurred_at) FILTER (kind = 'stock_received') AS received_at
      FROM goods
     GROUP BY ALL
),
milestones AS (
    SELECT document AS shipment, warehouse,
           min(occurred_at) FILTER (kind = 'port_arrived') AS port_arrived_at,
           min(occurred_at) FILTER (kind = 'customs_inspected') AS inspected_at,
           min(occurred_at) FILTER (kind = 'warehouse_arrived') AS warehouse_arrived_at
      FROM seen
     WHERE kind IN ('port_arrived', 'customs_inspected', 'warehouse_arrived')
     GROUP BY ALL
)
SELECT shipment, sku, warehouse, dispatched, released, received, damaged, short, open, dispatched_at, port_arrived_at,
       inspected_at, released_at, warehouse_arrived_at, received_at
  FROM lines
  LEFT JOIN milestones USING (shipment, warehouse)
 WHERE NOT getvariable('open_only') OR open <> 0
 ORDER BY shipment, sku, warehouse
