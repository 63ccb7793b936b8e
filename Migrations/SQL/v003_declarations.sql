-- What people state that is no event: names and costs of items, who tells what of a warehouse. The latest statement
-- of a subject holds, unless its batch was taken back.
CREATE TABLE declaration (
    batch   INTEGER NOT NULL REFERENCES batch (id),
    n       INTEGER NOT NULL,                   -- 1, 2, 3, ... within the batch
    topic   TEXT NOT NULL,                      -- item, teller
    subject TEXT NOT NULL,                      -- what it is about: a SKU, a warehouse and a fact
    value   TEXT,                               -- JSON; null takes the subject's declaration away
    PRIMARY KEY (batch, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX declaration_topic ON declaration (topic, batch, n);

CREATE TRIGGER declaration_is_never_changed BEFORE UPDATE ON declaration
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a declaration is never changed'); END;
CREATE TRIGGER declaration_is_never_deleted BEFORE DELETE ON declaration
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: a declaration is never deleted'); END;
