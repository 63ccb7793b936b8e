-- Fewer bytes and fewer index entries an event.

-- An event's batch follows from its number, because batches and events follow on without a gap.
ALTER TABLE tarima.event DROP COLUMN batch;

-- One index for the two questions: the events of a SKU, and whether an event is in another ledger too. The numbers of
-- SKUs differ between books, so the book need not be in it.
DROP INDEX tarima.event_sku, tarima.event_document, tarima.event_time;
CREATE INDEX event_goods ON tarima.event (sku, (hashtext(document) # book));
-- Milestones, which have no SKU, are read with every SKU.
CREATE INDEX event_milestone ON tarima.event (book, ledger, seq) WHERE sku = 0;

-- The ledgers that have events of a SKU; 0 for those without one. What no other ledger has cannot be told twice.
CREATE TABLE tarima.ledger_sku (
    book int NOT NULL, sku int NOT NULL, ledger int NOT NULL, PRIMARY KEY (book, sku, ledger));
INSERT INTO tarima.ledger_sku (book, sku, ledger)
SELECT DISTINCT book, sku, ledger FROM tarima.event UNION SELECT book, 0, ledger FROM tarima.ledger;

-- What codes stand for where a file did not write the SKU: an event of another ledger that is the same may have another
-- SKU.
CREATE TABLE tarima.written_sku (
    book int NOT NULL, code text COLLATE "C" NOT NULL, sku int NOT NULL, PRIMARY KEY (book, code, sku));
INSERT INTO tarima.written_sku (book, code, sku)
SELECT DISTINCT book, sku_written, sku FROM tarima.event WHERE sku_written IS NOT NULL;

ALTER TABLE tarima.ledger_sku OWNER TO tarima_owner;
ALTER TABLE tarima.written_sku OWNER TO tarima_owner;
GRANT SELECT ON tarima.ledger_sku, tarima.written_sku TO tarima_reader;
ALTER TABLE tarima.ledger_sku ENABLE ROW LEVEL SECURITY;
ALTER TABLE tarima.written_sku ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_books ON tarima.ledger_sku FOR SELECT TO tarima_reader
    USING (pg_has_role(current_user, 'tarima_book_' || book, 'MEMBER'));
CREATE POLICY own_books ON tarima.written_sku FOR SELECT TO tarima_reader
    USING (pg_has_role(current_user, 'tarima_book_' || book, 'MEMBER'));

-- The sums before the opening of a warehouse have the route's number with a minus. The key begins with the day, so that
-- new days are added at its end.
DROP VIEW tarima.route_end;
ALTER TABLE tarima.cell DROP CONSTRAINT cell_pkey;
UPDATE tarima.cell SET route = -route WHERE before_opening;
ALTER TABLE tarima.cell DROP COLUMN before_opening;
ALTER TABLE tarima.cell ADD PRIMARY KEY (book, day, sku, route);

-- Where the units of a route come from (sign -1) and go to (sign 1), before the opening of the warehouse and since. It
-- shows what its reader may see.
CREATE VIEW tarima.route_end WITH (security_invoker = true) AS
SELECT book, id AS route, from_w AS warehouse, from_s AS shipment, from_p AS stage, -1 AS sign
  FROM tarima.route WHERE from_p IS NOT NULL
UNION ALL SELECT book, id, to_w, to_s, to_p, 1 FROM tarima.route WHERE to_p IS NOT NULL
UNION ALL SELECT book, -id, before_from_w, before_from_s, before_from_p, -1 FROM tarima.route
 WHERE before_from_p IS NOT NULL
UNION ALL SELECT book, -id, before_to_w, before_to_s, before_to_p, 1 FROM tarima.route WHERE before_to_p IS NOT NULL;
ALTER VIEW tarima.route_end OWNER TO tarima_owner;
GRANT SELECT ON tarima.route_end TO tarima_reader;

-- They have other parameters now, or are gone.
DROP FUNCTION IF EXISTS tarima.ship_sums(int, int[]);
DROP FUNCTION IF EXISTS tarima.shipped_id(int, bigint);
DROP FUNCTION IF EXISTS tarima.ship_known_routes(int);
