-- The events of a SKU in a month in one row, instead of one row for each event.
--
-- `events` is a list of whole numbers, written as in `move`: for each event, in the order of the log, 32 * the step
-- from the number of the event before + the day of the month. The first step is from 0.
CREATE TABLE event_month (
    month  INTEGER NOT NULL,                    -- of business days; months since 1970-01
    sku    INTEGER NOT NULL,                    -- 0 for milestones
    last   INTEGER NOT NULL,                    -- the number of the last event in the list
    events BLOB NOT NULL,
    PRIMARY KEY (month, sku)
) STRICT, WITHOUT ROWID;

DROP TABLE event_day;

-- 0: the lists are still to be made from the log.
INSERT INTO projection (name, version) VALUES ('days', iif(EXISTS (SELECT 1 FROM event), 0, 1));

-- The same lists for whoever reads the ledger with plain SQL. Only the months and SKUs that are asked for are unpacked.
CREATE VIEW event_day AS
    SELECT m.month, unixepoch('1970-01-01', m.month || ' months') / 86400 + (c.value ->> 0) - 1 AS day, m.sku,
           c.value ->> 1 AS seq
      FROM event_month m, json_each((
        WITH RECURSIVE byte (at, before, number, ends) AS (
            SELECT 0, 0, 0, 1
            UNION ALL
            SELECT at + 1, before + iif(ends, number >> 5, 0),
                   iif(ends, 0, number << 7)
                       | ((instr('123456789ABCDEF', substr(hex(substr(m.events, at + 1, 1)), 1, 1)) & 7) << 4)
                       | instr('123456789ABCDEF', substr(hex(substr(m.events, at + 1, 1)), 2, 1)),
                   substr(m.events, at + 1, 1) < x'80'
              FROM byte WHERE at < length(m.events))
        SELECT json_group_array(json_array(number & 31, before + (number >> 5))) FROM byte WHERE ends AND at > 0)) c;
