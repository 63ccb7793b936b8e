-- 1: the batch was recorded more than an hour before the batch ahead of it, or years after it, and somebody said that
-- the clock is right. Else NULL: recorded_at is never earlier than in the batch ahead.
ALTER TABLE batch ADD COLUMN clock_is_right INTEGER;

-- Lines of documents: an id is a line's identity whatever SKU it names, and a file may state a document whole.
ALTER TABLE statement ADD COLUMN whole INTEGER;        -- 1: the file lists every line of the document, 0: it may not;
                                                       -- null: written before version 6
DROP INDEX statement_line;
CREATE INDEX statement_line ON statement (document, source, line, sku);
CREATE INDEX statement_whole ON statement (document, source, batch, stated_at) WHERE whole = 1;

-- Rows of which it cannot be said which line they mean: they change nothing until another statement makes it clear.
CREATE TABLE ambiguous_line (
    statement INTEGER PRIMARY KEY
) STRICT;

-- Finds what came back of an order.
CREATE INDEX event_detail_order ON event_detail ("order") WHERE "order" IS NOT NULL;

-- The source of the order that a row refers to, where several sources use its number.
ALTER TABLE event_detail ADD COLUMN order_source TEXT;

DROP VIEW events;
CREATE VIEW events AS
    SELECT e.seq, e.batch, e.row,
           CASE WHEN e.reverses IS NULL THEN r.kind ELSE 'reversal' END AS kind, r.kind AS of_kind,
           src.code AS source, e.document, e.line, s.code AS sku, w.code AS warehouse, e.quantity,
           e.occurred_at, nullif(r.stage, '') AS stage, nullif(r.from_stage, '') AS from_stage,
           tw.code AS to_warehouse, sh.code AS shipment, d."order", d.order_source, c.code AS channel,
           e.amount AS amount_minor, e.currency, d.pedimento, d.importer_rfc, d.mode, d.forwarder, d.eta,
           d.tracking, d.reason, r.memo, d.stated_at, d.note, e.reverses, b.recorded_at
      FROM event e
      JOIN batch b ON b.id = e.batch
      JOIN route r ON r.id = e.route
      JOIN source src ON src.id = e.source
      JOIN warehouse w ON w.id = r.warehouse
      LEFT JOIN sku s ON s.id = e.sku
      LEFT JOIN warehouse tw ON tw.id = r.to_warehouse
      LEFT JOIN shipment sh ON sh.id = r.shipment
      LEFT JOIN channel c ON c.id = e.channel
      LEFT JOIN event_detail d ON d.seq = e.seq;
