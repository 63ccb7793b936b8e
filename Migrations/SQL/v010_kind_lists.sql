-- The events of the kinds that few events have, so that reports on shipments, counts or cancellations need not read the
-- whole log. `order_placed`, `order_shipped` and `sale_shipped` have no lists: they are most of a log.
--
-- `events` is a list of whole numbers, written as in `move`: for each event, in the order of the log, the step from the
-- number of the event before. The first step is from 100,000 * part - 1. A reversal has the kind that it reverses.
CREATE TABLE event_kind (
    part   INTEGER NOT NULL,                    -- the number of the event / 100,000
    kind   TEXT NOT NULL,
    last   INTEGER NOT NULL,                    -- the number of the last event in the list
    events BLOB NOT NULL,
    PRIMARY KEY (part, kind)
) STRICT, WITHOUT ROWID;

-- 0: the lists are still to be made from the log.
INSERT INTO projection (name, version) VALUES ('kinds', iif(EXISTS (SELECT 1 FROM event), 0, 1));
