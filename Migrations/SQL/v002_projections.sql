-- What follows from the log and can be made anew from it: the keys that live, an order to read events in, and sums.

CREATE TABLE projection (
    name    TEXT PRIMARY KEY,
    version INTEGER NOT NULL
) STRICT;
INSERT INTO projection (name, version) VALUES ('sums', 1);

-- The identity of every live event. Rows without a line of their own share a key and are told apart by n.
CREATE TABLE live_key (
    document TEXT NOT NULL,
    scope    INTEGER NOT NULL,                  -- source, kind and stage in one number
    sku      INTEGER NOT NULL,                  -- 0 for a milestone
    line     TEXT NOT NULL,
    shipment INTEGER NOT NULL,                  -- 0 unless the kind's key has it
    n        INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    PRIMARY KEY (document, scope, sku, line, shipment, n)
) STRICT, WITHOUT ROWID;

-- Finds the events of a day, or of a SKU on a day.
CREATE TABLE event_day (
    day INTEGER NOT NULL,                       -- business days since 1970-01-01
    sku INTEGER NOT NULL,                       -- 0 for a milestone
    seq INTEGER NOT NULL,
    PRIMARY KEY (day, sku, seq)
) STRICT, WITHOUT ROWID;

-- Units at every place, the outside included: over all places a SKU sums to zero.
CREATE TABLE position (
    sku       INTEGER NOT NULL,
    warehouse INTEGER NOT NULL,                 -- 0 unless the place is in a warehouse
    shipment  INTEGER NOT NULL,                 -- 0 unless the place is a shipment
    stage     TEXT NOT NULL,                    -- a stage, or supplier, customer, lost, removed, adjustment
    units     INTEGER NOT NULL,
    PRIMARY KEY (sku, warehouse, shipment, stage)
) STRICT, WITHOUT ROWID;

-- The cube of moves, by day and by month. before_opening: the warehouse's side went to adjustment.
CREATE TABLE move_day (
    day            INTEGER NOT NULL,
    sku            INTEGER NOT NULL,
    route          INTEGER NOT NULL,
    before_opening INTEGER NOT NULL,
    units          INTEGER NOT NULL,
    events         INTEGER NOT NULL,            -- live events; a reversal counts as minus one
    PRIMARY KEY (day, sku, route, before_opening)
) STRICT, WITHOUT ROWID;
CREATE TABLE move_month (
    month          INTEGER NOT NULL,            -- months since 1970-01
    sku            INTEGER NOT NULL,
    route          INTEGER NOT NULL,
    before_opening INTEGER NOT NULL,
    units          INTEGER NOT NULL,
    events         INTEGER NOT NULL,
    PRIMARY KEY (month, sku, route, before_opening)
) STRICT, WITHOUT ROWID;

-- Live events per route, milestones included: where a shipment is bound for is looked up here.
CREATE TABLE route_use (
    route  INTEGER PRIMARY KEY,
    events INTEGER NOT NULL
) STRICT;

-- The instant from which each warehouse's book is kept.
CREATE TABLE opening (
    warehouse INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    events    INTEGER NOT NULL
) STRICT;
