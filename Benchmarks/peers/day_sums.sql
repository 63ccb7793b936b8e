-- What a rebuild makes, as far as one statement tells it: the units and events of each SKU and route on each day of
-- Mexico City, which is UTC-06:00 throughout 2025. A rebuild also makes the sums by month, the positions and more.
PRAGMA synchronous = FULL;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS day_sum;
CREATE TABLE day_sum (
    day    INTEGER NOT NULL,
    sku    INTEGER NOT NULL,
    route  INTEGER NOT NULL,
    units  INTEGER NOT NULL,
    events INTEGER NOT NULL,
    PRIMARY KEY (day, sku, route)
) STRICT, WITHOUT ROWID;
INSERT INTO day_sum
SELECT (occurred_at - 21600000) / 86400000, sku, route, sum(quantity), count(*)
  FROM event
 WHERE sku IS NOT NULL
 GROUP BY 1, 2, 3;
COMMIT;
