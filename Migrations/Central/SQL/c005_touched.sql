-- Which places were ever touched does not depend on when a warehouse was opened. So an event before the opening also
-- touches the places between which it would move units if it came after it.
INSERT INTO tarima.position (book, sku, warehouse, shipment, stage, units)
SELECT DISTINCT c.book, c.sku, x.warehouse, x.shipment, x.stage, 0
  FROM (SELECT DISTINCT t.book, t.sku, -t.route AS route FROM tarima.cell t WHERE t.route < 0) c
  JOIN tarima.route_end x ON x.book = c.book AND x.route = c.route
    ON CONFLICT DO NOTHING;

-- One function numbers codes and routes.
DROP FUNCTION IF EXISTS tarima.ship_route_numbers();
