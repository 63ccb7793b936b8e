-- The events of the less common kinds, so that reports on shipments, counts or cancellations need not read the whole log.
-- `order_placed`, `order_shipped` and `sale_shipped` have no lists: they are most of a log.
--
-- `events` is a list of whole numbers, written as in `move`: for each event, in the order of the log, the step from the
-- number of the event before. The first step is from 100,000 * part - 1. A reversal counts as the kind of the event that it
-- reverses.
CREATE TABLE event_kind (
    part   INTEGER NOT NULL,                    -- the number of the event / 100,000
    kind   TEXT NOT NULL,
    last   INTEGER NOT NULL,                    -- the number of the last event in the list
    events BLOB NOT NULL,
    PRIMARY KEY (part, kind)
) STRICT, WITHOUT ROWID;

-- 0: the lists are still to be made from the log.
INSERT INTO projection (name, version) VALUES ('kinds', iif(EXISTS (SELECT 1 FROM event), 0, 1));

-- A program of the ninth schema that has the ledger open would append events without these lists. It does not know this
-- version of the sums, and asks for a rebuild instead.
UPDATE projection SET version = 3 WHERE name = 'sums' AND version = 2;
