-- What shipping costs: an index that is narrower and tells ledgers apart, and one definition of where units move.

-- Only looked up by a whole document, to find the same event in two ledgers.
DROP INDEX tarima.event_document;
CREATE INDEX event_document ON tarima.event (book, hashtext(document), ledger);

-- Where the units of a route come from (sign -1) and go to (sign 1), before the opening of the warehouse and since. It
-- shows what its reader may see.
CREATE VIEW tarima.route_end WITH (security_invoker = true) AS
SELECT book, id AS route, false AS before_opening, from_w AS warehouse, from_s AS shipment, from_p AS stage, -1 AS sign
  FROM tarima.route WHERE from_p IS NOT NULL
UNION ALL SELECT book, id, false, to_w, to_s, to_p, 1 FROM tarima.route WHERE to_p IS NOT NULL
UNION ALL SELECT book, id, true, before_from_w, before_from_s, before_from_p, -1 FROM tarima.route
 WHERE before_from_p IS NOT NULL
UNION ALL SELECT book, id, true, before_to_w, before_to_s, before_to_p, 1 FROM tarima.route WHERE before_to_p IS NOT NULL;
ALTER VIEW tarima.route_end OWNER TO tarima_owner;
GRANT SELECT ON tarima.route_end TO tarima_reader;
