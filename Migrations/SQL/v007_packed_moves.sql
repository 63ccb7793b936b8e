-- The moves of a SKU in a month in one row, instead of one row for each route and day: a year of sums is read at once.
--
-- `cells` is a list of whole numbers. Each has seven bits to a byte, the highest first, and 128 is added to every byte
-- but its last. A number n that may be negative is written as 2n, or as -2n - 1 if it is.
--
--     count                   how many cells the month has
--     key, units, events      each cell of the month, by key. key: 2 * route + before_opening
--     place, units, events    each cell of a day, by place: day of the month * count + which cell of the month, from 0
--
-- Units and events may be negative. Live events: a reversal counts as minus one.
CREATE TABLE move (
    month INTEGER NOT NULL,                     -- months since 1970-01
    sku   INTEGER NOT NULL,
    cells BLOB NOT NULL,
    PRIMARY KEY (month, sku)
) STRICT, WITHOUT ROWID;

DROP TABLE move_day;
DROP TABLE move_month;

-- 0: the sums are still to be made from the log.
UPDATE projection SET version = iif(EXISTS (SELECT 1 FROM event), 0, 2) WHERE name = 'sums';

-- The same cells for whoever reads the ledger with plain SQL: of months (day_of_month 0) and of their days. Only the
-- months and SKUs that are asked for are unpacked.
CREATE VIEW move_cell AS
    SELECT m.month, m.sku,
           iif(c.key / 3 < (c.json ->> 0), 0, c.value / (c.json ->> 0)) AS day_of_month,
           iif(c.key / 3 < (c.json ->> 0), c.value, c.json ->> (c.value % (c.json ->> 0) * 3 + 1)) >> 1 AS route,
           iif(c.key / 3 < (c.json ->> 0), c.value, c.json ->> (c.value % (c.json ->> 0) * 3 + 1)) & 1
               AS before_opening,
           iif((c.json ->> (c.key + 1)) & 1, -1, 0) + iif((c.json ->> (c.key + 1)) & 1, -1, 1)
               * (((c.json ->> (c.key + 1)) >> 1) & 0x7FFFFFFFFFFFFFFF) AS units,
           iif((c.json ->> (c.key + 2)) & 1, -1, 0) + iif((c.json ->> (c.key + 2)) & 1, -1, 1)
               * (((c.json ->> (c.key + 2)) >> 1) & 0x7FFFFFFFFFFFFFFF) AS events
      FROM move m, json_each((
        WITH RECURSIVE byte (at, number, ends) AS (
            SELECT 0, 0, 1
            UNION ALL
            SELECT at + 1,
                   iif(ends, 0, number << 7)
                       | ((instr('123456789ABCDEF', substr(hex(substr(m.cells, at + 1, 1)), 1, 1)) & 7) << 4)
                       | instr('123456789ABCDEF', substr(hex(substr(m.cells, at + 1, 1)), 2, 1)),
                   substr(m.cells, at + 1, 1) < x'80'
              FROM byte WHERE at < length(m.cells))
        SELECT json_group_array(number) FROM byte WHERE ends AND at > 0)) c
     WHERE c.key % 3 = 1;

CREATE VIEW move_month AS
    SELECT month, sku, route, before_opening, units, events FROM move_cell WHERE day_of_month = 0;

CREATE VIEW move_day AS
    SELECT unixepoch('1970-01-01', month || ' months') / 86400 + day_of_month - 1 AS day,
           sku, route, before_opening, units, events
      FROM move_cell WHERE day_of_month > 0;
