-- How the days from `from_time` to `to_time` sold through, of one SKU or all, from the events themselves. The baseline
-- is the 28 days before.
WITH span AS (
    SELECT getvariable('from_time') - INTERVAL 28 DAY AS baseline_from,
           getvariable('from_time') AS from_time,
           getvariable('to_time') AS to_time
),
events AS (
    SELECT * FROM seen WHERE getvariable('sku') IS NULL OR sku = getvariable('sku')
),
-- What comes to and leaves the available stock.
moves AS (
    SELECT sku, warehouse, occurred_at, kind,
           CASE kind
               WHEN 'order_placed' THEN -quantity
               WHEN 'sale_shipped' THEN -quantity
               WHEN 'order_cancelled' THEN quantity
               WHEN 'stage_changed' THEN
                   CASE 'available' WHEN stage THEN quantity WHEN from_stage THEN -quantity ELSE 0 END
               WHEN 'transfer_dispatched' THEN if(stage IN ('', 'available'), -quantity, 0)
               WHEN 'stock_removed' THEN if(shipment = '' AND stage IN ('', 'available'), -quantity, 0)
               WHEN 'return_received' THEN if(stage = 'available', quantity, 0)
               WHEN 'return_inspected' THEN if(stage = 'available', quantity, 0)
               ELSE if(stage IN ('', 'available'), quantity, 0)
           END AS units
      FROM events, span
     WHERE occurred_at < to_time
       AND kind IN (
           'order_placed', 'sale_shipped', 'order_cancelled', 'stage_changed', 'transfer_dispatched',
           'stock_removed', 'return_received', 'return_inspected', 'stock_opened', 'stock_received',
           'stock_adjusted')
),
stock AS (
    SELECT sku, warehouse,
           coalesce(sum(units) FILTER (occurred_at < baseline_from), 0) AS at_baseline,
           coalesce(sum(units) FILTER (occurred_at < from_time), 0) AS opening,
           coalesce(sum(units) FILTER (occurred_at >= from_time AND kind = 'stock_received'), 0) AS received,
           coalesce(sum(units) FILTER (
               occurred_at >= from_time AND kind IN ('return_received', 'return_inspected')), 0) AS restocked,
           coalesce(-sum(units) FILTER (
               occurred_at >= from_time AND kind = 'transfer_dispatched'), 0) AS transferred_out,
           coalesce(sum(units) FILTER (
               occurred_at >= from_time AND kind IN (
                   'stock_opened', 'order_cancelled', 'stock_adjusted', 'stage_changed',
                   'stock_removed')), 0) AS other,
           sum(units) AS closing
      FROM moves, span
     GROUP BY ALL
),
-- The orders of the window, and what became of them whenever it did.
ordered AS (
    SELECT source, document, line, sku, warehouse, quantity, amount
      FROM events, span
     WHERE kind IN ('order_placed', 'sale_shipped') AND occurred_at >= from_time AND occurred_at < to_time
),
cancelled AS (
    SELECT source, document, line, sku, sum(quantity) AS quantity, sum(quantity) FILTER (kind = 'sale_voided') AS voided
      FROM events
     WHERE kind IN ('order_cancelled', 'sale_voided')
     GROUP BY ALL
),
returned AS (
    SELECT "order", sku, sum(quantity) AS quantity
      FROM events
     WHERE kind = 'return_received'
     GROUP BY ALL
),
demand AS (
    SELECT o.sku, o.warehouse, sum(o.quantity) AS ordered, coalesce(sum(c.quantity), 0) AS cancelled,
           -- Voided units that come back are cancelled, not returned.
           coalesce(sum(greatest(r.quantity - coalesce(c.voided, 0), 0)), 0) AS returned,
           sum(o.amount) FILTER (c.quantity IS NULL) AS revenue
      FROM ordered o
      LEFT JOIN cancelled c USING (source, document, line, sku)
      LEFT JOIN returned r ON r."order" = o.document AND r.sku = o.sku
     GROUP BY ALL
),
-- The stock from each change to the next, over the baseline and the window.
changes AS (
    SELECT sku, warehouse, baseline_from AS since, at_baseline AS units FROM stock, span
     UNION ALL
    SELECT sku, warehouse, from_time, 0 FROM stock, span
     UNION ALL
    SELECT sku, warehouse, occurred_at, units FROM moves, span WHERE occurred_at >= baseline_from
),
levels AS (
    SELECT sku, warehouse, since,
           sum(units) OVER (PARTITION BY sku, warehouse ORDER BY since RANGE UNBOUNDED PRECEDING) AS level,
           lead(since, 1, to_time) OVER (PARTITION BY sku, warehouse ORDER BY since) AS until
      FROM changes, span
),
hours AS (
    SELECT sku, warehouse,
           coalesce(sum(epoch(until - since)) FILTER (since < from_time AND level > 0), 0) / 3600 AS baseline,
           coalesce(sum(epoch(until - since)) FILTER (since >= from_time AND level > 0), 0) / 3600 AS in_stock,
           coalesce(sum(epoch(until - since)) FILTER (since >= from_time AND level = 0), 0) / 3600 AS out_of_stock
      FROM levels, span
     GROUP BY ALL
),
before AS (
    SELECT sku, warehouse, sum(quantity) AS ordered
      FROM events, span
     WHERE kind IN ('order_placed', 'sale_shipped') AND occurred_at >= baseline_from AND occurred_at < from_time
     GROUP BY ALL
),
-- The units ordered on the best day.
best AS (
    SELECT sku, warehouse, max(units) AS units
      FROM (
        SELECT sku, warehouse, sum(quantity) AS units
          FROM events, span
         WHERE kind IN ('order_placed', 'sale_shipped') AND occurred_at >= baseline_from AND occurred_at < to_time
         GROUP BY sku, warehouse, floor(epoch(occurred_at - baseline_from) / 86400)
      )
     GROUP BY ALL
)
SELECT s.sku, s.warehouse, s.opening, s.received, s.restocked, s.transferred_out,
       s.opening + s.received + s.restocked - s.transferred_out AS supply,
       coalesce(d.ordered, 0) AS ordered, coalesce(d.cancelled, 0) AS cancelled,
       coalesce(d.ordered - d.cancelled, 0) AS sold, coalesce(d.returned, 0) AS returned,
       coalesce(d.ordered - d.cancelled - d.returned, 0) AS net_sold, s.other, s.closing,
       (d.ordered - d.cancelled)
           / nullif(s.opening + s.received + s.restocked - s.transferred_out, 0) AS sell_through,
       b.ordered * 24 / nullif(h.baseline, 0) AS baseline_per_day,
       d.ordered * 24 / nullif(h.in_stock, 0) AS promo_per_day,
       h.out_of_stock AS out_of_stock_hours, h.in_stock AS in_stock_hours,
       -- least() would leave out a NULL.
       CASE WHEN h.in_stock > 0
            THEN least(coalesce(d.ordered, 0) / h.in_stock, coalesce(best.units, 0) / 24) * h.out_of_stock
       END AS missed_units, d.revenue
  FROM stock s
  JOIN hours h USING (sku, warehouse)
  LEFT JOIN demand d USING (sku, warehouse)
  LEFT JOIN before b USING (sku, warehouse)
  LEFT JOIN best USING (sku, warehouse)
 ORDER BY s.sku, s.warehouse
