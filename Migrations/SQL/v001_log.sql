-- The record. Nothing here is ever changed or deleted: a correction is a further event.

CREATE TABLE ledger (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    time_zone   TEXT NOT NULL,                  -- cuts business days; fixed for the life of the ledger
    currency    TEXT,                           -- of amounts that name none
    created_at  INTEGER NOT NULL                -- every instant is in milliseconds since 1970, UTC
) STRICT;

-- Codes stand once, events point at them. Id 0 is never used: it stands for "none" where a key needs a value.
CREATE TABLE sku       (id INTEGER PRIMARY KEY CHECK (id > 0), code TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE warehouse (id INTEGER PRIMARY KEY CHECK (id > 0), code TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE shipment  (id INTEGER PRIMARY KEY CHECK (id > 0), code TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE source    (id INTEGER PRIMARY KEY CHECK (id > 0), code TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE channel   (id INTEGER PRIMARY KEY CHECK (id > 0), code TEXT NOT NULL UNIQUE) STRICT;

-- What decides where an event's units come from and go to, once per combination.
CREATE TABLE route (
    id           INTEGER PRIMARY KEY CHECK (id > 0),
    kind         TEXT NOT NULL,
    warehouse    INTEGER NOT NULL REFERENCES warehouse (id),
    stage        TEXT NOT NULL,                 -- '' where the kind has none
    from_stage   TEXT NOT NULL,                 -- '' where the kind has none
    to_warehouse INTEGER NOT NULL,              -- 0 where the kind has none
    shipment     INTEGER NOT NULL,              -- 0 where there is none
    memo         INTEGER NOT NULL,              -- 1: counts as demand, moves nothing
    UNIQUE (kind, warehouse, stage, from_stage, to_warehouse, shipment, memo)
) STRICT;

-- One file, or one act by hand, recorded in one transaction.
CREATE TABLE batch (
    id          INTEGER PRIMARY KEY CHECK (id > 0),
    recorded_at INTEGER NOT NULL,               -- never earlier than the batch before
    action      TEXT NOT NULL,                  -- import, open, record, undo
    file        TEXT,
    file_sha256 BLOB,
    profile     TEXT,
    undoes      INTEGER REFERENCES batch (id),
    rows        INTEGER NOT NULL DEFAULT 0,     -- the sum of the row classes below
    recorded    INTEGER NOT NULL DEFAULT 0,
    duplicates  INTEGER NOT NULL DEFAULT 0,
    stale       INTEGER NOT NULL DEFAULT 0,
    conflicts   INTEGER NOT NULL DEFAULT 0,
    waiting     INTEGER NOT NULL DEFAULT 0,
    rejected    INTEGER NOT NULL DEFAULT 0,
    ignored     INTEGER NOT NULL DEFAULT 0,
    superseded  INTEGER NOT NULL DEFAULT 0,     -- events of the book that this batch reversed
    events      INTEGER NOT NULL DEFAULT 0,     -- events appended
    digest      BLOB                            -- closes the batch: SHA-256 over the digest before and all of it
) STRICT;

-- The columns that point at codes, routes and the batch have no REFERENCES: these ids are handed out within the same
-- transaction, nothing is ever deleted, verify follows each of them, and a look-up per column would slow every import.
CREATE TABLE event (
    seq         INTEGER PRIMARY KEY,            -- 1, 2, 3, ... without gaps
    batch       INTEGER NOT NULL,
    row         INTEGER,                        -- of the batch's file, from 1
    route       INTEGER NOT NULL,
    source      INTEGER NOT NULL,
    document    TEXT NOT NULL,
    line        TEXT,
    sku         INTEGER,                        -- null for a milestone
    quantity    INTEGER,                        -- whole units; null for a milestone
    occurred_at INTEGER NOT NULL,
    channel     INTEGER,
    amount      INTEGER,                        -- the line's total in the currency's minor units
    currency    TEXT,
    reverses    INTEGER                         -- the event whose move and amount this one takes back
) STRICT;
CREATE UNIQUE INDEX event_reverses ON event (reverses) WHERE reverses IS NOT NULL;

-- What few events carry.
CREATE TABLE event_detail (
    seq          INTEGER PRIMARY KEY REFERENCES event (seq),
    "order"      TEXT,
    pedimento    TEXT,                          -- 15 digits
    importer_rfc TEXT,
    mode         TEXT,
    forwarder    TEXT,
    eta          INTEGER,
    tracking     TEXT,
    reason       TEXT,
    stated_at    INTEGER,
    note         TEXT
) STRICT;

-- Events of earlier batches that a later batch stated again, as ranges.
CREATE TABLE restated (
    batch     INTEGER NOT NULL REFERENCES batch (id),
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    PRIMARY KEY (batch, first_seq)
) STRICT, WITHOUT ROWID;

-- Rows that could not be read, kept as the file had them.
CREATE TABLE rejected_row (
    id       INTEGER PRIMARY KEY,
    batch    INTEGER NOT NULL REFERENCES batch (id),
    row      INTEGER NOT NULL,
    raw      BLOB NOT NULL,
    raw_hash INTEGER NOT NULL,                  -- finds a row that was kept before
    problems TEXT NOT NULL                      -- JSON: column, value, code, message
) STRICT;
CREATE INDEX rejected_row_hash ON rejected_row (raw_hash);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: an event is never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: an event is never deleted'); END;
CREATE TRIGGER event_detail_is_never_changed BEFORE UPDATE ON event_detail
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: an event is never changed'); END;
CREATE TRIGGER event_detail_is_never_deleted BEFORE DELETE ON event_detail
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: an event is never deleted'); END;
CREATE TRIGGER batch_is_closed_once BEFORE UPDATE ON batch WHEN OLD.digest IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a closed batch is never changed'); END;
CREATE TRIGGER batch_is_never_deleted BEFORE DELETE ON batch
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a batch is never deleted'); END;
CREATE TRIGGER route_is_never_changed BEFORE UPDATE ON route
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a route is never changed'); END;
CREATE TRIGGER route_is_never_deleted BEFORE DELETE ON route
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a route is never deleted'); END;
CREATE TRIGGER sku_is_never_changed BEFORE UPDATE ON sku
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a code is never changed'); END;
CREATE TRIGGER sku_is_never_deleted BEFORE DELETE ON sku
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a code is never deleted'); END;
CREATE TRIGGER warehouse_is_never_changed BEFORE UPDATE ON warehouse
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a code is never changed'); END;
CREATE TRIGGER warehouse_is_never_deleted BEFORE DELETE ON warehouse
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a code is never deleted'); END;
CREATE TRIGGER shipment_is_never_changed BEFORE UPDATE ON shipment
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a code is never changed'); END;
CREATE TRIGGER shipment_is_never_deleted BEFORE DELETE ON shipment
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a code is never deleted'); END;
CREATE TRIGGER source_is_never_changed BEFORE UPDATE ON source
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a code is never changed'); END;
CREATE TRIGGER source_is_never_deleted BEFORE DELETE ON source
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a code is never deleted'); END;
CREATE TRIGGER channel_is_never_changed BEFORE UPDATE ON channel
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a code is never changed'); END;
CREATE TRIGGER channel_is_never_deleted BEFORE DELETE ON channel
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a code is never deleted'); END;
CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the settings of a ledger are fixed when it is made'); END;
CREATE TRIGGER ledger_is_never_deleted BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the settings of a ledger are fixed when it is made'); END;
CREATE TRIGGER restated_is_never_changed BEFORE UPDATE ON restated
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: provenance is never changed'); END;
CREATE TRIGGER restated_is_never_deleted BEFORE DELETE ON restated
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: provenance is never deleted'); END;
CREATE TRIGGER rejected_row_is_never_changed BEFORE UPDATE ON rejected_row
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a rejected row is never changed'); END;
CREATE TRIGGER rejected_row_is_never_deleted BEFORE DELETE ON rejected_row
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a rejected row is never deleted'); END;

-- The log in the words of the canonical format, for whoever reads the ledger with plain SQL.
-- amount_minor is in minor units, the instants in milliseconds since 1970.
CREATE VIEW events AS
    SELECT e.seq, e.batch, e.row,
           CASE WHEN e.reverses IS NULL THEN r.kind ELSE 'reversal' END AS kind, r.kind AS of_kind,
           src.code AS source, e.document, e.line, s.code AS sku, w.code AS warehouse, e.quantity,
           e.occurred_at, nullif(r.stage, '') AS stage, nullif(r.from_stage, '') AS from_stage,
           tw.code AS to_warehouse, sh.code AS shipment, d."order", c.code AS channel,
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
