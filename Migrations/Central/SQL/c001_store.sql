-- The central store: what the ledgers of businesses hold together, in plain PostgreSQL.
--
-- Every table but store and book is keyed by book first, so that an engine which spreads rows over servers can spread
-- them by book: see distribute.sql. Every instant is in milliseconds since 1970, UTC, unless its type says otherwise.

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'tarima_owner') THEN
        -- The roles of a book would be those of the book with its number in the other database.
        RAISE EXCEPTION 'a database of this server keeps a central store already, or its roles are left'
            USING ERRCODE = 'TR073';
    END IF;
END
$$;

CREATE ROLE tarima_owner NOLOGIN;               -- owns everything; nobody logs in as it
CREATE ROLE tarima_reader NOLOGIN;              -- may read; which books, the roles of the books say
CREATE ROLE tarima_shipper NOLOGIN;             -- may ship; to which books, the roles of the books say

CREATE SCHEMA tarima AUTHORIZATION tarima_owner;

DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO tarima_owner', current_database());
END
$$;

-- The steps of the schema that this database has seen.
CREATE TABLE tarima.store (version int PRIMARY KEY, made_at timestamptz NOT NULL DEFAULT now());

-- One business.
CREATE TABLE tarima.book (
    book int PRIMARY KEY CHECK (book > 0), name text COLLATE "C" NOT NULL UNIQUE, time_zone text NOT NULL, currency text);

-- The row that whoever ships to a book locks, and the last numbers that were given in the book.
CREATE TABLE tarima.book_state (
    book int PRIMARY KEY, codes int NOT NULL DEFAULT 0, routes int NOT NULL DEFAULT 0, ledgers int NOT NULL DEFAULT 0);

-- The ledgers of a book, and how far each was shipped.
CREATE TABLE tarima.ledger (
    book int NOT NULL, ledger int NOT NULL, name text COLLATE "C" NOT NULL, genesis bytea NOT NULL,
    time_zone text NOT NULL, currency text, created_at bigint NOT NULL,
    batch bigint NOT NULL DEFAULT 0, seq bigint NOT NULL DEFAULT 0, head bytea NOT NULL, shipped_at timestamptz,
    PRIMARY KEY (book, ledger), UNIQUE (book, name));

-- what: 1 sku, 2 warehouse, 3 shipment, 4 source, 5 channel. A code stands once in a book.
CREATE TABLE tarima.code (
    book int NOT NULL, what smallint NOT NULL, id int NOT NULL, code text COLLATE "C" NOT NULL,
    PRIMARY KEY (book, what, id), UNIQUE (book, what, code));

-- As in a ledger, with what follows from a route: whether its events are summed, and between which places they move
-- units, before the opening of the warehouse and since. The places are null where nothing moves.
CREATE TABLE tarima.route (
    book int NOT NULL, id int NOT NULL, kind text COLLATE "C" NOT NULL, warehouse int NOT NULL,
    stage text COLLATE "C" NOT NULL, from_stage text COLLATE "C" NOT NULL, to_warehouse int NOT NULL,
    shipment int NOT NULL, memo boolean NOT NULL, summed boolean NOT NULL,
    from_w int, from_s int, from_p text COLLATE "C", to_w int, to_s int, to_p text COLLATE "C",
    before_from_w int, before_from_s int, before_from_p text COLLATE "C",
    before_to_w int, before_to_s int, before_to_p text COLLATE "C",
    PRIMARY KEY (book, id), UNIQUE (book, kind, warehouse, stage, from_stage, to_warehouse, shipment, memo));

CREATE TABLE tarima.batch (
    book int NOT NULL, ledger int NOT NULL, batch bigint NOT NULL, recorded_at bigint NOT NULL, action text NOT NULL,
    file text, file_sha256 bytea, profile text, undoes bigint, rows bigint NOT NULL, recorded bigint NOT NULL,
    duplicates bigint NOT NULL, stale bigint NOT NULL, conflicts bigint NOT NULL, waiting bigint NOT NULL,
    rejected bigint NOT NULL, ignored bigint NOT NULL, superseded bigint NOT NULL, events bigint NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32), clock_is_right bigint, last_seq bigint NOT NULL,
    shipped_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (book, ledger, batch));

-- The logs of all ledgers with their details. A seq is the ledger's, a sku, route, source or channel the book's.
CREATE TABLE tarima.event (
    book int NOT NULL, ledger int NOT NULL, seq bigint NOT NULL, occurred_at bigint NOT NULL, quantity bigint,
    amount bigint, reverses bigint, eta bigint, stated_at bigint, batch bigint NOT NULL, statement bigint, origin bigint,
    "row" int, day int NOT NULL, sku int NOT NULL, route int NOT NULL, source int NOT NULL, channel int,
    part int, units int,
    document text COLLATE "C" NOT NULL, line text COLLATE "C", currency text COLLATE "C", "order" text COLLATE "C",
    pedimento text COLLATE "C", importer_rfc text COLLATE "C", mode text COLLATE "C", forwarder text COLLATE "C",
    tracking text COLLATE "C", reason text COLLATE "C", note text COLLATE "C", sku_written text COLLATE "C",
    warehouse_written text COLLATE "C", to_warehouse_written text COLLATE "C", order_source text COLLATE "C",
    PRIMARY KEY (book, ledger, seq));
CREATE INDEX event_sku ON tarima.event (book, sku, day);
CREATE INDEX event_document ON tarima.event (book, document);
CREATE INDEX event_reverses ON tarima.event (book, ledger, reverses) WHERE reverses IS NOT NULL;
CREATE INDEX event_time ON tarima.event USING brin (day) WITH (pages_per_range = 32);

-- Sums of the moves of a day, as in a ledger.
CREATE TABLE tarima.cell (
    book int NOT NULL, sku int NOT NULL, day int NOT NULL, route int NOT NULL, before_opening boolean NOT NULL,
    units bigint NOT NULL, events bigint NOT NULL, PRIMARY KEY (book, sku, day, route, before_opening));
CREATE TABLE tarima.position (
    book int NOT NULL, sku int NOT NULL, warehouse int NOT NULL, shipment int NOT NULL, stage text COLLATE "C" NOT NULL,
    units bigint NOT NULL, PRIMARY KEY (book, sku, warehouse, shipment, stage)) WITH (fillfactor = 80);
CREATE TABLE tarima.route_use (
    book int NOT NULL, route int NOT NULL, events bigint NOT NULL, PRIMARY KEY (book, route)) WITH (fillfactor = 80);
CREATE TABLE tarima.opening (
    book int NOT NULL, warehouse int NOT NULL, at bigint NOT NULL, events bigint NOT NULL, PRIMARY KEY (book, warehouse));

-- What belongs to a batch besides its events.
CREATE TABLE tarima.declaration (
    book int NOT NULL, ledger int NOT NULL, batch bigint NOT NULL, n bigint NOT NULL, topic text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL, value text COLLATE "C", PRIMARY KEY (book, ledger, batch, n));
CREATE TABLE tarima.statement (
    book int NOT NULL, ledger int NOT NULL, id bigint NOT NULL, batch bigint NOT NULL, "row" bigint,
    document text COLLATE "C" NOT NULL, source int NOT NULL, sku int NOT NULL, line text COLLATE "C" NOT NULL,
    stated_at bigint, needs text COLLATE "C", value text COLLATE "C" NOT NULL, raw bytea, whole bigint,
    PRIMARY KEY (book, ledger, id));
CREATE TABLE tarima.ambiguous_line (
    book int NOT NULL, ledger int NOT NULL, statement bigint NOT NULL, PRIMARY KEY (book, ledger, statement));
CREATE TABLE tarima.restated (
    book int NOT NULL, ledger int NOT NULL, batch bigint NOT NULL, first_seq bigint NOT NULL, last_seq bigint NOT NULL,
    PRIMARY KEY (book, ledger, batch, first_seq));
CREATE TABLE tarima.rejected_row (
    book int NOT NULL, ledger int NOT NULL, batch bigint NOT NULL, n bigint NOT NULL, "row" bigint NOT NULL,
    raw bytea NOT NULL, problems text NOT NULL, PRIMARY KEY (book, ledger, batch, n));

-- A reader sees the books whose roles it has. A superuser has every role.
DO $$
DECLARE t text;
BEGIN
    FOR t IN SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'tarima' LOOP
        EXECUTE format('ALTER TABLE tarima.%I OWNER TO tarima_owner', t);
        EXECUTE format('GRANT SELECT ON tarima.%I TO tarima_reader', t);
        IF t <> 'store' THEN
            EXECUTE format('ALTER TABLE tarima.%I ENABLE ROW LEVEL SECURITY', t);
            EXECUTE format(
                'CREATE POLICY own_books ON tarima.%I FOR SELECT TO tarima_reader USING '
                '(pg_has_role(current_user, ''tarima_book_'' || book, ''MEMBER''))', t);
        END IF;
    END LOOP;
END
$$;
GRANT USAGE ON SCHEMA tarima TO tarima_reader, tarima_shipper;
