-- How long each leg took: one duration for each shipment and destination, and one for each order and SKU of the 90 days
-- before `as_of`. Percentiles are nearest-rank.
WITH goods AS (
    SELECT if(kind IN ('shipment_dispatched', 'transfer_dispatched'), document, shipment) AS shipment,
           if(kind = 'transfer_dispatched', to_warehouse, warehouse) AS warehouse,
           min(occurred_at) FILTER (kind IN ('shipment_dispatched', 'transfer_dispatched')) AS dispatched,
           max(occurred_at) FILTER (kind = 'customs_released') AS released,
           max(occurred_at) FILTER (kind = 'stock_received') AS shelf
      FROM seen
     WHERE occurred_at <= getvariable('as_of')
       AND (kind IN ('shipment_dispatched', 'transfer_dispatched')
            OR shipment <> '' AND kind IN ('customs_released', 'stock_received'))
     GROUP BY ALL
),
milestones AS (
    SELECT document AS shipment, warehouse,
           min(occurred_at) FILTER (kind = 'port_arrived') AS port,
           min(occurred_at) FILTER (kind = 'warehouse_arrived') AS door
      FROM seen
     WHERE occurred_at <= getvariable('as_of') AND kind IN ('port_arrived', 'warehouse_arrived')
     GROUP BY ALL
),
stories AS (SELECT * FROM goods LEFT JOIN milestones USING (shipment, warehouse)),
placed AS (
    SELECT source, document, sku, min(occurred_at) AS placed
      FROM seen
     WHERE kind = 'order_placed' AND occurred_at <= getvariable('as_of')
       AND occurred_at >= getvariable('as_of') - INTERVAL 90 DAY
     GROUP BY ALL
),
shipped AS (
    SELECT source, document, sku, min(occurred_at) AS shipped
      FROM seen
     WHERE kind = 'order_shipped' AND occurred_at <= getvariable('as_of')
     GROUP BY ALL
),
legs AS (
    SELECT 'dispatch-port' AS leg, epoch(port - dispatched) / 86400 AS took FROM stories
     UNION ALL
    SELECT 'port-release', epoch(released - port) / 86400 FROM stories
     UNION ALL
    SELECT 'release-door', epoch(door - released) / 86400 FROM stories
     UNION ALL
    SELECT 'door-shelf', epoch(shelf - door) / 86400 FROM stories
     UNION ALL
    SELECT 'dispatch-shelf', epoch(shelf - dispatched) / 86400 FROM stories
     UNION ALL
    SELECT 'release-shelf', epoch(shelf - released) / 86400 FROM stories
     UNION ALL
    SELECT 'placed-shipped', epoch(shipped - placed) / 3600 FROM placed JOIN shipped USING (source, document, sku)
)
SELECT leg, count(*) FILTER (took >= 0) AS count, count(*) FILTER (took < 0) AS left_out,
       quantile_disc(took, 0.5) FILTER (took >= 0) AS p50, quantile_disc(took, 0.9) FILTER (took >= 0) AS p90,
       max(took) FILTER (took >= 0) AS max
  FROM legs
 WHERE took IS NOT NULL
 GROUP BY leg
