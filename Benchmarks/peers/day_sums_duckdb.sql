-- What a rebuild makes, as far as one statement tells it; see day_sums.sql.
SELECT CAST(occurred_at - INTERVAL 6 HOUR AS DATE) AS day, sku, warehouse, to_warehouse, kind, stage, from_stage,
       shipment, sum(quantity) AS units, count(*) AS events
  FROM seen
 WHERE sku <> ''
 GROUP BY ALL
