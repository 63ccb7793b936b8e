-- What rows state of the present state of a line of a document, and rows that need the book to be understood. The
-- events follow from all statements of a line together, whatever order they came in.
CREATE TABLE statement (
    id        INTEGER PRIMARY KEY CHECK (id > 0),
    batch     INTEGER NOT NULL REFERENCES batch (id),
    row       INTEGER,                          -- of the batch's file, from 1
    document  TEXT NOT NULL,                    -- with source, sku and line: which line is spoken of
    source    INTEGER NOT NULL,
    sku       INTEGER NOT NULL,                 -- as the file wrote it; 0 where the row names none
    line      TEXT NOT NULL,
    stated_at INTEGER,                          -- null: older than any other
    needs     TEXT,                             -- the order or shipment of the book that the row needs
    value     TEXT NOT NULL,                    -- JSON: what the row states
    raw       BLOB                              -- of a row that needs the book: its bytes
) STRICT;
CREATE INDEX statement_line ON statement (document, source, sku, line);
CREATE INDEX statement_batch ON statement (batch);
CREATE INDEX statement_needs ON statement (needs) WHERE needs IS NOT NULL;

CREATE TRIGGER statement_is_never_changed BEFORE UPDATE ON statement
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a statement is never changed'); END;
CREATE TRIGGER statement_is_never_deleted BEFORE DELETE ON statement
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a statement is never deleted'); END;

-- Codes as the file wrote them, where the code map gave the event others.
ALTER TABLE event_detail ADD COLUMN sku_written TEXT;
ALTER TABLE event_detail ADD COLUMN warehouse_written TEXT;
ALTER TABLE event_detail ADD COLUMN to_warehouse_written TEXT;
ALTER TABLE event_detail ADD COLUMN part INTEGER;      -- of a kit: 0, 1, 2, ...
ALTER TABLE event_detail ADD COLUMN units INTEGER;     -- of the part in one unit as written

-- Where an event comes from that its own batch's file did not tell.
ALTER TABLE event_detail ADD COLUMN statement INTEGER; -- it follows from the statements of this one's line
ALTER TABLE event_detail ADD COLUMN origin INTEGER;    -- it is this event under a later code map
CREATE INDEX event_detail_statement ON event_detail (statement) WHERE statement IS NOT NULL;
CREATE INDEX event_detail_origin ON event_detail (origin) WHERE origin IS NOT NULL;
