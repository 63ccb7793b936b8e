-- The keys of live events in sorted lists of numbers, instead of a row for each key.
--
-- An entry is the number of an event, under a number of 56 bits that is made from its key (`KeyHash.swift`): a hash of the
-- document, the kind, a hash of the goods, a hash of the line. The event itself says whether it has a key that is looked
-- for. Live events have one entry each. Those of reversed events may still be there.
--
-- Each batch appends a run of its entries, sorted by key and event. Runs of about the same length become one.
CREATE TABLE key_run (
    run     INTEGER PRIMARY KEY,                -- from 0 to 127
    first   INTEGER NOT NULL,                   -- the least event
    last    INTEGER NOT NULL,                   -- the greatest event
    entries INTEGER NOT NULL
) STRICT;

-- `entries` has, for each, the step of its key from the key of the page, in `key_bytes` bytes, and the step of its event from
-- the event of the page, in `seq_bytes` bytes, with the highest byte first.
CREATE TABLE key_page (
    id        INTEGER PRIMARY KEY,              -- the run << 56 | key, or the page before + 1 where that is more
    key       INTEGER NOT NULL,                 -- of the first entry
    seq       INTEGER NOT NULL,                 -- the least event
    key_bytes INTEGER NOT NULL,
    seq_bytes INTEGER NOT NULL,
    entries   BLOB NOT NULL
) STRICT;

DROP TABLE live_key;

-- 0: the runs are still to be made from the log.
INSERT INTO projection (name, version) VALUES ('keys', iif(EXISTS (SELECT 1 FROM event), 0, 1));

-- The events that were not reversed, for whoever reads the ledger with plain SQL.
CREATE VIEW live_event AS
    SELECT e.seq, e.document FROM event e
     WHERE e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq);
