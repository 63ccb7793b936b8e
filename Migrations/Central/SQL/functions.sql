-- The functions of the store, which every version makes anew.
--
-- Two of them are all that a shipper may run. Between them it copies what is new into temporary tables, which belong to
-- the functions' owner, within the same transaction.

-- Begins to ship a ledger: finds or adds it, keeps others from shipping it until the transaction ends, and says how far
-- it was shipped. Other ledgers of the book may be copied meanwhile.
CREATE OR REPLACE FUNCTION tarima.ship_begin(
    p_book text, p_name text, p_genesis bytea, p_time_zone text, p_currency text, p_created_at bigint,
    OUT o_ledger int, OUT o_batch bigint, OUT o_seq bigint, OUT o_head bytea)
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    b tarima.book;
    l tarima.ledger;
    t text;
BEGIN
    SELECT * INTO b FROM tarima.book WHERE name = p_book;
    -- Without the right to see it, a book does not exist.
    IF b.book IS NULL OR NOT pg_has_role(session_user, 'tarima_book_' || b.book, 'MEMBER') THEN
        RAISE EXCEPTION 'there is no book %', p_book USING ERRCODE = 'TR066';
    END IF;
    IF NOT pg_has_role(session_user, 'tarima_ship_' || b.book, 'MEMBER') THEN
        RAISE EXCEPTION 'no right to ship to the book %', p_book USING ERRCODE = 'TR077';
    END IF;
    IF b.time_zone <> p_time_zone THEN
        RAISE EXCEPTION 'the days of the book % are those of %, and this ledger''s those of %', p_book, b.time_zone,
            p_time_zone USING ERRCODE = 'TR107';
    END IF;
    -- Whatever somebody else commits meanwhile must be seen once the locks are there.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a transaction that ships reads what is committed' USING ERRCODE = 'TR110';
    END IF;
    SELECT * INTO l FROM tarima.ledger x WHERE x.book = b.book AND x.name = p_name FOR UPDATE;
    IF l.ledger IS NULL THEN
        PERFORM 1 FROM tarima.book_state s WHERE s.book = b.book FOR UPDATE;
        SELECT * INTO l FROM tarima.ledger x WHERE x.book = b.book AND x.name = p_name FOR UPDATE;
    END IF;
    IF l.ledger IS NULL THEN
        IF p_name = '' OR length(p_genesis) <> 32 THEN
            RAISE EXCEPTION 'a ledger needs a name and a genesis' USING ERRCODE = 'TR110';
        END IF;
        UPDATE tarima.book_state s SET ledgers = s.ledgers + 1 WHERE s.book = b.book RETURNING s.ledgers INTO o_ledger;
        INSERT INTO tarima.ledger (book, ledger, name, genesis, time_zone, currency, created_at, head)
        VALUES (b.book, o_ledger, p_name, p_genesis, p_time_zone, p_currency, p_created_at, p_genesis);
        o_batch := 0;
        o_seq := 0;
        o_head := p_genesis;
    ELSE
        IF l.genesis <> p_genesis THEN
            RAISE EXCEPTION 'another ledger is shipped to the book % as %', p_book, p_name USING ERRCODE = 'TR103';
        END IF;
        o_ledger := l.ledger;
        o_batch := l.batch;
        o_seq := l.seq;
        o_head := l.head;
    END IF;

    CREATE TEMPORARY TABLE ship_state (book int, ledger int, name text, batch bigint, seq bigint) ON COMMIT DROP;
    INSERT INTO pg_temp.ship_state VALUES (b.book, o_ledger, p_name, o_batch, o_seq);
    -- id: the book's, found or given at the end.
    CREATE TEMPORARY TABLE ship_code (what bigint, local bigint, code text COLLATE "C", id int) ON COMMIT DROP;
    CREATE TEMPORARY TABLE ship_route (
        local bigint, kind text COLLATE "C", warehouse bigint, stage text COLLATE "C", from_stage text COLLATE "C",
        to_warehouse bigint, shipment bigint, memo bigint, summed bigint,
        from_w bigint, from_s bigint, from_p text COLLATE "C", to_w bigint, to_s bigint, to_p text COLLATE "C",
        before_from_w bigint, before_from_s bigint, before_from_p text COLLATE "C",
        before_to_w bigint, before_to_s bigint, before_to_p text COLLATE "C") ON COMMIT DROP;
    CREATE TEMPORARY TABLE ship_batch (
        batch bigint, recorded_at bigint, action text, file text, file_sha256 bytea, profile text, undoes bigint,
        "rows" bigint, recorded bigint, duplicates bigint, stale bigint, conflicts bigint, waiting bigint,
        rejected bigint, ignored bigint, superseded bigint, events bigint, digest bytea, clock_is_right bigint)
        ON COMMIT DROP;
    -- First what every row has and several statements read: a row is taken apart only as far as a statement needs.
    CREATE TEMPORARY TABLE ship_event (
        seq bigint, route bigint, source bigint, occurred_at bigint, day bigint, live bigint, sku bigint,
        quantity bigint, reverses bigint, sku_written text COLLATE "C", document text COLLATE "C", "row" bigint,
        line text COLLATE "C", channel bigint, amount bigint, currency text COLLATE "C", "order" text COLLATE "C",
        pedimento text COLLATE "C", importer_rfc text COLLATE "C", mode text COLLATE "C", forwarder text COLLATE "C",
        eta bigint, tracking text COLLATE "C", reason text COLLATE "C", note text COLLATE "C", stated_at bigint,
        warehouse_written text COLLATE "C", to_warehouse_written text COLLATE "C", part bigint, units bigint,
        statement bigint, origin bigint, order_source text COLLATE "C") ON COMMIT DROP;
    CREATE TEMPORARY TABLE ship_restated (batch bigint, first_seq bigint, last_seq bigint) ON COMMIT DROP;
    CREATE TEMPORARY TABLE ship_rejected_row (batch bigint, n bigint, "row" bigint, raw bytea, problems text)
        ON COMMIT DROP;
    CREATE TEMPORARY TABLE ship_declaration (
        batch bigint, n bigint, topic text COLLATE "C", subject text COLLATE "C", value text COLLATE "C")
        ON COMMIT DROP;
    CREATE TEMPORARY TABLE ship_statement (
        id bigint, batch bigint, "row" bigint, document text COLLATE "C", source bigint, sku bigint,
        line text COLLATE "C", stated_at bigint, needs text COLLATE "C", value text COLLATE "C", raw bytea,
        whole bigint) ON COMMIT DROP;
    CREATE TEMPORARY TABLE ship_ambiguous_line (statement bigint) ON COMMIT DROP;
    FOREACH t IN ARRAY ARRAY['ship_code', 'ship_route', 'ship_batch', 'ship_event', 'ship_restated',
        'ship_rejected_row', 'ship_declaration', 'ship_statement', 'ship_ambiguous_line']
    LOOP
        EXECUTE format('GRANT INSERT ON pg_temp.%I TO %I', t, session_user);
    END LOOP;
END
$$;

-- The batches of a ledger that were taken back. From the end, because whether an undo holds depends only on later
-- batches.
CREATE OR REPLACE FUNCTION tarima.taken_back(p_book int, p_ledger int) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    u record;
    gone bigint[] := '{}';
BEGIN
    FOR u IN SELECT x.batch, x.undoes FROM tarima.batch x
              WHERE x.book = p_book AND x.ledger = p_ledger AND x.undoes IS NOT NULL ORDER BY x.batch DESC
    LOOP
        IF NOT u.batch = ANY (gone) THEN gone := gone || u.undoes; END IF;
    END LOOP;
    RETURN gone;
END
$$;

-- What a ledger declares now of a topic: of each subject the latest.
CREATE OR REPLACE FUNCTION tarima.declared(p_book int, p_ledger int, p_topic text)
RETURNS TABLE (subject text, value text, batch bigint)
LANGUAGE sql STABLE AS $$
    SELECT d.subject, d.value, d.batch FROM (
        SELECT DISTINCT ON (x.subject) x.subject, x.value, x.batch FROM tarima.declaration x
         WHERE x.book = p_book AND x.ledger = p_ledger AND x.topic = p_topic
           AND NOT x.batch = ANY (tarima.taken_back(p_book, p_ledger))
         ORDER BY x.subject, x.batch DESC, x.n DESC) d
     WHERE d.value IS NOT NULL
$$;

-- Gives every code and route that was shipped its number in the book. New ones need the lock of the book, which is
-- taken only if there are any.
CREATE OR REPLACE FUNCTION tarima.ship_names(p_book int) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    known tarima.book_state;
    added int;
BEGIN
    UPDATE pg_temp.ship_code t SET id = c.id FROM tarima.code c
     WHERE c.book = p_book AND c.what = t.what AND c.code = t.code;
    IF EXISTS (SELECT FROM pg_temp.ship_code t WHERE t.id IS NULL) THEN
        SELECT * INTO known FROM tarima.book_state s WHERE s.book = p_book FOR UPDATE;
        -- Somebody else may have added it before the lock was there.
        UPDATE pg_temp.ship_code t SET id = c.id FROM tarima.code c
         WHERE c.book = p_book AND c.what = t.what AND c.code = t.code AND t.id IS NULL;
        UPDATE pg_temp.ship_code t SET id = known.codes + f.n
          FROM (SELECT x.what, x.code, row_number() OVER (ORDER BY x.what, x.local) AS n FROM pg_temp.ship_code x
                 WHERE x.id IS NULL) f
         WHERE t.what = f.what AND t.code = f.code AND t.id IS NULL;
        INSERT INTO tarima.code (book, what, id, code)
        SELECT p_book, t.what, t.id, t.code FROM pg_temp.ship_code t WHERE t.id > known.codes;
        GET DIAGNOSTICS added = ROW_COUNT;
        UPDATE tarima.book_state s SET codes = s.codes + added WHERE s.book = p_book;
    END IF;

    CREATE UNIQUE INDEX ship_code_local ON pg_temp.ship_code (what, local);
    CREATE UNIQUE INDEX ship_code_code ON pg_temp.ship_code (what, code);
    ANALYZE pg_temp.ship_code, pg_temp.ship_route;

    -- From here on a route is written with the book's numbers; 0 stands for none.
    CREATE TEMPORARY TABLE ship_named ON COMMIT DROP AS
    SELECT r.local, r.kind, coalesce(w.id, 0) AS warehouse, r.stage, r.from_stage, coalesce(x.id, 0) AS to_warehouse,
           coalesce(h.id, 0) AS shipment, r.memo <> 0 AS memo, r.summed <> 0 AS summed,
           CASE WHEN r.from_w IS NOT NULL THEN coalesce(fw.id, 0) END AS from_w,
           CASE WHEN r.from_s IS NOT NULL THEN coalesce(fs.id, 0) END AS from_s, r.from_p,
           CASE WHEN r.to_w IS NOT NULL THEN coalesce(tw.id, 0) END AS to_w,
           CASE WHEN r.to_s IS NOT NULL THEN coalesce(ts.id, 0) END AS to_s, r.to_p,
           CASE WHEN r.before_from_w IS NOT NULL THEN coalesce(bfw.id, 0) END AS before_from_w,
           CASE WHEN r.before_from_s IS NOT NULL THEN coalesce(bfs.id, 0) END AS before_from_s, r.before_from_p,
           CASE WHEN r.before_to_w IS NOT NULL THEN coalesce(btw.id, 0) END AS before_to_w,
           CASE WHEN r.before_to_s IS NOT NULL THEN coalesce(bts.id, 0) END AS before_to_s, r.before_to_p,
           NULL::int AS id
      FROM pg_temp.ship_route r
      LEFT JOIN pg_temp.ship_code w ON w.what = 2 AND w.local = r.warehouse
      LEFT JOIN pg_temp.ship_code x ON x.what = 2 AND x.local = r.to_warehouse
      LEFT JOIN pg_temp.ship_code h ON h.what = 3 AND h.local = r.shipment
      LEFT JOIN pg_temp.ship_code fw ON fw.what = 2 AND fw.local = r.from_w
      LEFT JOIN pg_temp.ship_code fs ON fs.what = 3 AND fs.local = r.from_s
      LEFT JOIN pg_temp.ship_code tw ON tw.what = 2 AND tw.local = r.to_w
      LEFT JOIN pg_temp.ship_code ts ON ts.what = 3 AND ts.local = r.to_s
      LEFT JOIN pg_temp.ship_code bfw ON bfw.what = 2 AND bfw.local = r.before_from_w
      LEFT JOIN pg_temp.ship_code bfs ON bfs.what = 3 AND bfs.local = r.before_from_s
      LEFT JOIN pg_temp.ship_code btw ON btw.what = 2 AND btw.local = r.before_to_w
      LEFT JOIN pg_temp.ship_code bts ON bts.what = 3 AND bts.local = r.before_to_s;
    CREATE UNIQUE INDEX ship_named_local ON pg_temp.ship_named (local);
    ANALYZE pg_temp.ship_named;
    IF EXISTS (SELECT FROM pg_temp.ship_named r WHERE r.warehouse = 0) THEN
        RAISE EXCEPTION 'a route has a warehouse that was not shipped' USING ERRCODE = 'TR110';
    END IF;
    FOR attempt IN 1..2 LOOP
        UPDATE pg_temp.ship_named t SET id = r.id FROM tarima.route r
         WHERE r.book = p_book AND r.kind = t.kind AND r.warehouse = t.warehouse AND r.stage = t.stage
           AND r.from_stage = t.from_stage AND r.to_warehouse = t.to_warehouse AND r.shipment = t.shipment
           AND r.memo = t.memo AND t.id IS NULL;
        EXIT WHEN attempt = 2 OR NOT EXISTS (SELECT FROM pg_temp.ship_named t WHERE t.id IS NULL);
        -- Somebody else may add it before the lock is there.
        SELECT * INTO known FROM tarima.book_state s WHERE s.book = p_book FOR UPDATE;
    END LOOP;
    UPDATE pg_temp.ship_named t SET id = known.routes + f.n
      FROM (SELECT x.local, row_number() OVER (ORDER BY x.local) AS n FROM pg_temp.ship_named x WHERE x.id IS NULL) f
     WHERE t.local = f.local;
    GET DIAGNOSTICS added = ROW_COUNT;
    IF added > 0 THEN
        INSERT INTO tarima.route (book, id, kind, warehouse, stage, from_stage, to_warehouse, shipment, memo, summed,
            from_w, from_s, from_p, to_w, to_s, to_p, before_from_w, before_from_s, before_from_p, before_to_w,
            before_to_s, before_to_p)
        SELECT p_book, t.id, t.kind, t.warehouse, t.stage, t.from_stage, t.to_warehouse, t.shipment, t.memo, t.summed,
               t.from_w, t.from_s, t.from_p, t.to_w, t.to_s, t.to_p, t.before_from_w, t.before_from_s, t.before_from_p,
               t.before_to_w, t.before_to_s, t.before_to_p
          FROM pg_temp.ship_named t WHERE t.id > known.routes;
        UPDATE tarima.book_state s SET routes = s.routes + added WHERE s.book = p_book;
    END IF;
END
$$;

-- The book's numbers of the codes of a kind that were shipped, or of the routes (p_what 0), by their local numbers; 0
-- where there is none.
CREATE OR REPLACE FUNCTION tarima.ship_numbers(p_what int) RETURNS int[]
LANGUAGE plpgsql AS $$
DECLARE
    largest bigint;
BEGIN
    largest := CASE p_what WHEN 0 THEN (SELECT max(r.local) FROM pg_temp.ship_named r)
                           ELSE (SELECT max(c.local) FROM pg_temp.ship_code c WHERE c.what = p_what) END;
    IF largest > 16777216 THEN
        RAISE EXCEPTION 'a code or a route has the number %, which is too large', largest USING ERRCODE = 'TR110';
    END IF;
    RETURN (SELECT array_agg(coalesce(x.id, 0) ORDER BY n) FROM generate_series(1, largest) n
              LEFT JOIN (SELECT c.local, c.id FROM pg_temp.ship_code c WHERE c.what = p_what
                         UNION ALL SELECT r.local, r.id FROM pg_temp.ship_named r WHERE p_what = 0) x ON x.local = n);
END
$$;

-- Refuses a live event whose key is live in another ledger of the book: the units would count twice.
-- The plan is made without the book's number, because the statistics take a new book for an empty one, of which all
-- events may be read for each document.
CREATE OR REPLACE FUNCTION tarima.ship_told_twice(p_book int, p_ledger int, p_name text) RETURNS void
LANGUAGE plpgsql SET enable_nestloop = off SET plan_cache_mode = force_generic_plan SET work_mem = '64MB' AS $$
DECLARE
    f record;
    own_batch bigint;
    other_batch bigint;
BEGIN
    -- The documents that another ledger has for the same SKU, in the order of the index. The same event may have another
    -- SKU there if one of the two maps the code that was written. Most SKUs are those of one ledger, and their documents
    -- need not be compared.
    CREATE TEMPORARY TABLE ship_found (sku int, hash int) ON COMMIT DROP;
    INSERT INTO pg_temp.ship_found (sku, hash)
    WITH told AS MATERIALIZED (
        SELECT t.local, t.sku_written, coalesce(k.id, 0) AS sku, coalesce(t.sku_written, k.code) AS code
          FROM (SELECT DISTINCT coalesce(e.sku, 0) AS local, e.sku_written FROM pg_temp.ship_event e WHERE e.live <> 0) t
          LEFT JOIN pg_temp.ship_code k ON k.what = 1 AND k.local = t.local
    ), elsewhere AS MATERIALIZED (
        SELECT told.local, told.sku_written, told.sku FROM told
         WHERE EXISTS (SELECT FROM tarima.ledger_sku o
                        WHERE o.book = p_book AND o.sku = told.sku AND o.ledger <> p_ledger)
        UNION ALL
        SELECT told.local, told.sku_written, m.sku FROM told
          JOIN tarima.written_sku m ON m.book = p_book AND m.code = told.code AND m.sku <> told.sku
        UNION ALL
        SELECT told.local, told.sku_written, c.id FROM told
          JOIN tarima.code c ON c.book = p_book AND c.what = 1 AND c.code = told.sku_written AND c.id <> told.sku
         WHERE told.sku_written IS NOT NULL
    )
    SELECT t.sku, t.hash
      FROM (SELECT DISTINCT x.sku, hashtext(e.document) # p_book AS hash
              FROM elsewhere x
              JOIN pg_temp.ship_event e
                ON coalesce(e.sku, 0) = x.local AND e.sku_written IS NOT DISTINCT FROM x.sku_written AND e.live <> 0
             ORDER BY 1, 2) t
     CROSS JOIN LATERAL (
        SELECT FROM tarima.event x
         WHERE x.sku = t.sku AND hashtext(x.document) # x.book = t.hash AND x.book = p_book AND x.ledger <> p_ledger
           AND x.reverses IS NULL LIMIT 1) hit;
    IF NOT EXISTS (SELECT FROM pg_temp.ship_found) THEN RETURN; END IF;
    ANALYZE pg_temp.ship_found;
    -- Both sides first, because a document may have thousands of lines in each.
    WITH mine AS MATERIALIZED (
        SELECT e.document, s.id AS source, coalesce(e.line, '') AS line, coalesce(e.part, 0) AS part,
               coalesce(e.sku_written, k.code, '') AS code, r.kind, r.stage, r.warehouse, r.shipment, e.occurred_at,
               e.line IS NULL AND e.statement IS NULL AND e.quantity IS NOT NULL AS is_movement, e.seq
          FROM (SELECT DISTINCT x.hash FROM pg_temp.ship_found x) d
          JOIN pg_temp.ship_event e ON hashtext(e.document) # p_book = d.hash AND e.live <> 0
          JOIN pg_temp.ship_named r ON r.local = e.route
          JOIN pg_temp.ship_code s ON s.what = 4 AND s.local = e.source
          LEFT JOIN pg_temp.ship_code k ON k.what = 1 AND k.local = e.sku
    ), theirs AS MATERIALIZED (
        SELECT o.document, o.source, coalesce(o.line, '') AS line, coalesce(o.part, 0) AS part,
               coalesce(o.sku_written, c.code, '') AS code, r.kind, r.stage, r.warehouse, r.shipment, o.occurred_at,
               o.ledger, o.seq
          FROM (SELECT DISTINCT x.sku, x.hash FROM pg_temp.ship_found x) d
         CROSS JOIN LATERAL (
            SELECT x.* FROM tarima.event x
             WHERE x.sku = d.sku AND hashtext(x.document) # x.book = d.hash AND x.book = p_book
               AND x.ledger <> p_ledger AND x.reverses IS NULL
            OFFSET 0) o
          JOIN tarima.route r ON r.book = p_book AND r.id = o.route
          LEFT JOIN tarima.code c ON c.book = p_book AND c.what = 1 AND c.id = o.sku
    )
    SELECT document, e.seq, l.ledger, x.seq AS other_seq, l.name INTO f
      FROM mine e
      JOIN theirs x USING (document, source, line, part, code, kind, stage)
      JOIN tarima.ledger l ON l.book = p_book AND l.ledger = x.ledger
     WHERE (kind <> 'customs_released' OR x.shipment = e.shipment)
       -- Movements without a line of their own come in parts: their instant and warehouse tell them apart.
       AND (NOT e.is_movement OR x.occurred_at = e.occurred_at AND x.warehouse = e.warehouse)
       AND NOT EXISTS (SELECT FROM tarima.event z
                        WHERE z.book = p_book AND z.ledger = x.ledger AND z.reverses = x.seq)
     LIMIT 1;
    IF f.document IS NOT NULL THEN
        SELECT min(b.batch) INTO own_batch FROM tarima.batch b
         WHERE b.book = p_book AND b.ledger = p_ledger AND b.last_seq >= f.seq;
        SELECT min(b.batch) INTO other_batch FROM tarima.batch b
         WHERE b.book = p_book AND b.ledger = f.ledger AND b.last_seq >= f.other_seq;
        RAISE EXCEPTION 'document % is in batch % of % and in batch % of % and would count twice; undo one of them',
            f.document, own_batch, p_name, other_batch, f.name USING ERRCODE = 'TR105';
    END IF;
END
$$;

-- Keeps the instants from which the stock of each warehouse is kept. Returns the warehouses whose instant changed after
-- there were sums of them.
CREATE OR REPLACE FUNCTION tarima.ship_openings(p_book int) RETURNS int[]
LANGUAGE plpgsql AS $$
DECLARE
    w record;
    known tarima.opening;
    changed int[] := '{}';
BEGIN
    -- Most files open nothing, and need not be read for it.
    IF NOT EXISTS (SELECT FROM pg_temp.ship_named r WHERE r.kind = 'stock_opened') THEN RETURN changed; END IF;
    FOR w IN
        SELECT o.warehouse, count(*) FILTER (WHERE o.events <> 0) AS instants,
               min(o.at) FILTER (WHERE o.events <> 0) AS at, max(o.at) FILTER (WHERE o.events <> 0) AS other,
               coalesce(sum(o.events), 0)::bigint AS events
          FROM (SELECT a.warehouse, a.at, sum(a.events) AS events FROM (
                    SELECT r.warehouse, e.occurred_at AS at,
                           CASE WHEN e.reverses IS NULL THEN 1 ELSE -1 END AS events
                      FROM pg_temp.ship_event e
                      JOIN pg_temp.ship_named r ON r.local = e.route AND r.kind = 'stock_opened'
                    UNION ALL
                    SELECT o.warehouse, o.at, o.events FROM tarima.opening o
                     WHERE o.book = p_book AND o.warehouse IN (
                        SELECT r.warehouse FROM pg_temp.ship_event e
                          JOIN pg_temp.ship_named r ON r.local = e.route AND r.kind = 'stock_opened')) a
                GROUP BY a.warehouse, a.at) o
         GROUP BY o.warehouse
    LOOP
        IF w.instants > 1 THEN
            RAISE EXCEPTION 'the stock of % was opened at % in one ledger and at % in another; undo one of them',
                (SELECT c.code FROM tarima.code c WHERE c.book = p_book AND c.what = 2 AND c.id = w.warehouse),
                to_timestamp(w.at / 1000.0) AT TIME ZONE 'UTC', to_timestamp(w.other / 1000.0) AT TIME ZONE 'UTC'
                USING ERRCODE = 'TR106';
        END IF;
        SELECT * INTO known FROM tarima.opening o WHERE o.book = p_book AND o.warehouse = w.warehouse;
        IF w.instants = 0 THEN
            DELETE FROM tarima.opening o WHERE o.book = p_book AND o.warehouse = w.warehouse;
        ELSE
            INSERT INTO tarima.opening AS o (book, warehouse, at, events) VALUES (p_book, w.warehouse, w.at, w.events)
                ON CONFLICT (book, warehouse) DO UPDATE SET at = excluded.at, events = excluded.events;
        END IF;
        IF known.at IS DISTINCT FROM w.at AND EXISTS (
            SELECT FROM tarima.route r JOIN tarima.route_use u ON u.book = p_book AND u.route = r.id
             WHERE r.book = p_book AND r.warehouse = w.warehouse)
        THEN
            changed := changed || w.warehouse;
        END IF;
    END LOOP;
    RETURN changed;
END
$$;

-- Adds the new sums by day to those of the book. Most are new, so those that the book has are found first, at once: an
-- insertion that expects conflicts would look up each.
CREATE OR REPLACE FUNCTION tarima.ship_cells(p_book int) RETURNS void
LANGUAGE plpgsql SET enable_nestloop = off SET enable_seqscan = off SET work_mem = '64MB' AS $$
DECLARE
    days int[];
BEGIN
    SELECT array_agg(DISTINCT m.day) INTO days FROM pg_temp.ship_sum m;
    CREATE TEMPORARY TABLE ship_known ON COMMIT DROP AS
    SELECT m.day, m.sku, m.route, m.units, m.events
      FROM pg_temp.ship_sum m JOIN tarima.cell t ON t.day = m.day AND t.sku = m.sku AND t.route = m.route
     WHERE t.book = p_book AND t.day = ANY (days);
    INSERT INTO tarima.cell AS t (book, sku, day, route, units, events)
    SELECT p_book, k.sku, k.day, k.route, k.units, k.events FROM pg_temp.ship_known k
        ON CONFLICT (book, day, sku, route)
        DO UPDATE SET units = t.units + excluded.units, events = t.events + excluded.events;
    INSERT INTO tarima.cell (book, sku, day, route, units, events)
    SELECT p_book, m.sku, m.day, m.route, m.units, m.events FROM pg_temp.ship_sum m
     WHERE NOT EXISTS (SELECT FROM pg_temp.ship_known k WHERE k.day = m.day AND k.sku = m.sku AND k.route = m.route)
     ORDER BY m.day, m.sku, m.route;
END
$$;

-- Adds the new events to the sums of the book. The sums of warehouses whose opening changed are made anew.
-- Every statement joins many rows with few, which a new table without statistics must not be looked up for one by one.
CREATE OR REPLACE FUNCTION tarima.ship_sums(p_book int, p_changed int[], p_skus int[], p_routes int[]) RETURNS void
LANGUAGE plpgsql SET enable_nestloop = off SET work_mem = '64MB' AS $$
DECLARE
    -- By the local number of a route: the instant at which its warehouse was opened; the earliest of all if it was not.
    opened bigint[];
BEGIN
    SELECT array_agg(coalesce(o.at, -9223372036854775808) ORDER BY n) INTO opened
      FROM generate_series(1, cardinality(p_routes)) n
      LEFT JOIN pg_temp.ship_named r ON r.local = n
      LEFT JOIN tarima.opening o ON o.book = p_book AND o.warehouse = r.warehouse;
    -- The events are read once.
    CREATE TEMPORARY TABLE ship_sum ON COMMIT DROP AS
    SELECT e.day::int AS day, coalesce(p_skus[e.sku::int], 0) AS sku,
           CASE WHEN e.occurred_at < opened[e.route::int] THEN -p_routes[e.route::int] ELSE p_routes[e.route::int] END
               AS route,
           sum(e.quantity)::bigint AS units, count(*) - 2 * count(e.reverses) AS events
      FROM pg_temp.ship_event e GROUP BY 1, 2, 3;
    INSERT INTO tarima.route_use AS u (book, route, events)
    SELECT p_book, abs(m.route), sum(m.events)::bigint FROM pg_temp.ship_sum m GROUP BY 2
        ON CONFLICT (book, route) DO UPDATE SET events = u.events + excluded.events;
    DELETE FROM pg_temp.ship_sum m USING pg_temp.ship_named r
     WHERE r.id = abs(m.route) AND (NOT r.summed OR r.warehouse = ANY (p_changed));

    PERFORM tarima.ship_cells(p_book);

    IF p_changed = '{}' THEN
        INSERT INTO tarima.position AS t (book, sku, warehouse, shipment, stage, units)
        SELECT p_book, c.sku, x.warehouse, x.shipment, x.stage, sum(c.units * x.sign)::bigint
          FROM (SELECT m.sku, m.route, sum(m.units)::bigint AS units FROM pg_temp.ship_sum m GROUP BY 1, 2
                UNION ALL
                -- Which places were ever touched does not depend on when the warehouse was opened.
                SELECT DISTINCT m.sku, -m.route, 0 FROM pg_temp.ship_sum m WHERE m.route < 0) c
          JOIN tarima.route_end x ON x.book = p_book AND x.route = c.route
         GROUP BY 2, 3, 4, 5 ORDER BY 2, 3, 4, 5
            ON CONFLICT (book, sku, warehouse, shipment, stage) DO UPDATE SET units = t.units + excluded.units;
        RETURN;
    END IF;

    DELETE FROM tarima.cell t
     WHERE t.book = p_book
       AND abs(t.route) IN (SELECT r.id FROM tarima.route r WHERE r.book = p_book AND r.warehouse = ANY (p_changed));
    INSERT INTO tarima.cell (book, sku, day, route, units, events)
    SELECT p_book, e.sku, e.day, CASE WHEN e.occurred_at < o.at THEN -e.route ELSE e.route END,
           sum(e.quantity)::bigint, sum(CASE WHEN e.reverses IS NULL THEN 1 ELSE -1 END)
      FROM tarima.event e
      JOIN tarima.route r ON r.book = p_book AND r.id = e.route AND r.summed AND r.warehouse = ANY (p_changed)
      LEFT JOIN tarima.opening o ON o.book = p_book AND o.warehouse = r.warehouse
     WHERE e.book = p_book GROUP BY 2, 3, 4;
    DELETE FROM tarima.position t WHERE t.book = p_book;
    INSERT INTO tarima.position (book, sku, warehouse, shipment, stage, units)
    SELECT p_book, c.sku, x.warehouse, x.shipment, x.stage, sum(c.units * x.sign)::bigint
      FROM (SELECT t.sku, t.route, sum(t.units)::bigint AS units
              FROM tarima.cell t WHERE t.book = p_book GROUP BY 1, 2
            UNION ALL
            SELECT DISTINCT t.sku, -t.route, 0 FROM tarima.cell t WHERE t.book = p_book AND t.route < 0) c
      JOIN tarima.route_end x ON x.book = p_book AND x.route = c.route
     GROUP BY 2, 3, 4, 5;
END
$$;

-- Refuses declarations that contradict those of another ledger: sources of facts, and meanings of codes.
CREATE OR REPLACE FUNCTION tarima.ship_declared(p_book int, p_ledger int, p_name text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    f record;
    topics text[];
BEGIN
    -- An undo may bring an earlier declaration back.
    SELECT array_agg(DISTINCT d.topic) INTO topics FROM tarima.declaration d
     WHERE d.book = p_book AND d.ledger = p_ledger AND d.topic IN ('teller', 'code')
       AND (d.batch IN (SELECT b.batch FROM pg_temp.ship_batch b)
            OR EXISTS (SELECT FROM pg_temp.ship_batch b WHERE b.undoes IS NOT NULL));
    IF topics IS NULL THEN RETURN; END IF;
    SELECT t.topic, o.subject, l.name INTO f
      FROM unnest(topics) AS t (topic)
      CROSS JOIN LATERAL tarima.declared(p_book, p_ledger, t.topic) o
      JOIN tarima.ledger l ON l.book = p_book AND l.ledger <> p_ledger
      CROSS JOIN LATERAL tarima.declared(p_book, l.ledger, t.topic) x
     WHERE x.subject = o.subject AND x.value <> o.value LIMIT 1;
    IF f.topic = 'teller' THEN
        RAISE EXCEPTION '% and % name different sources of %; set the same in both', p_name, f.name, f.subject
            USING ERRCODE = 'TR108';
    ELSIF f.topic IS NOT NULL THEN
        RAISE EXCEPTION '% and % give the code % different meanings; map it the same in both', p_name, f.name, f.subject
            USING ERRCODE = 'TR109';
    END IF;
END
$$;

-- Takes what was copied into the book, completely or not at all.
CREATE OR REPLACE FUNCTION tarima.ship_end(OUT o_batch bigint, OUT o_seq bigint, OUT o_head bytea)
LANGUAGE plpgsql SECURITY DEFINER SET jit = off AS $$
DECLARE
    s record;
    got record;
    t text;
    -- The book's numbers by the ledger's.
    skus int[];
    sources int[];
    channels int[];
    routes int[];
BEGIN
    -- Tables of the same names that the caller made itself would be anything.
    FOREACH t IN ARRAY ARRAY['ship_state', 'ship_code', 'ship_route', 'ship_batch', 'ship_event', 'ship_restated',
        'ship_rejected_row', 'ship_declaration', 'ship_statement', 'ship_ambiguous_line']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = to_regclass('pg_temp.' || t) AND c.relkind = 'r'
                AND c.relpersistence = 't' AND pg_get_userbyid(c.relowner) = current_user) THEN
            RAISE EXCEPTION 'nothing was begun that could end' USING ERRCODE = 'TR110';
        END IF;
    END LOOP;
    SELECT * INTO s FROM pg_temp.ship_state;

    IF EXISTS (SELECT FROM pg_temp.ship_code) AND NOT EXISTS (SELECT FROM pg_temp.ship_batch) THEN
        -- Codes and routes alone: they get their numbers, and nothing else is taken.
        PERFORM tarima.ship_names(s.book);
        SELECT l.batch, l.seq, l.head INTO o_batch, o_seq, o_head FROM tarima.ledger l
         WHERE l.book = s.book AND l.ledger = s.ledger;
        DROP TABLE pg_temp.ship_state;
        RETURN;
    END IF;

    SELECT count(*) AS count, min(b.batch) AS first, max(b.batch) AS last, sum(b.events) AS events,
           count(DISTINCT b.batch) AS different, bool_and(b.events >= 0 AND length(b.digest) = 32) AS whole
      INTO got FROM pg_temp.ship_batch b;
    IF got.count = 0 OR got.first <> s.batch + 1 OR got.last <> s.batch + got.count
        OR got.different <> got.count OR NOT got.whole
    THEN
        RAISE EXCEPTION 'the batches do not follow batch % one by one', s.batch USING ERRCODE = 'TR110';
    END IF;
    o_batch := got.last;
    o_seq := s.seq + got.events;
    SELECT b.digest INTO o_head FROM pg_temp.ship_batch b WHERE b.batch = o_batch;
    -- The events follow on, so their batches follow from how many each has. Twice the same number is refused by the key
    -- of the log.
    SELECT count(*) AS count, min(e.seq) AS first, max(e.seq) AS last INTO got FROM pg_temp.ship_event e;
    IF got.count <> o_seq - s.seq OR got.first <> s.seq + 1 OR got.last <> o_seq THEN
        RAISE EXCEPTION 'the events do not follow event % one by one', s.seq USING ERRCODE = 'TR110';
    END IF;

    PERFORM tarima.ship_names(s.book);
    skus := tarima.ship_numbers(1);
    sources := tarima.ship_numbers(4);
    channels := tarima.ship_numbers(5);
    routes := tarima.ship_numbers(0);
    INSERT INTO tarima.batch (book, ledger, batch, recorded_at, action, file, file_sha256, profile, undoes, rows,
        recorded, duplicates, stale, conflicts, waiting, rejected, ignored, superseded, events, digest, clock_is_right,
        last_seq)
    SELECT s.book, s.ledger, b.batch, b.recorded_at, b.action, b.file, b.file_sha256, b.profile, b.undoes, b."rows",
           b.recorded, b.duplicates, b.stale, b.conflicts, b.waiting, b.rejected, b.ignored, b.superseded, b.events,
           b.digest, b.clock_is_right, s.seq + sum(b.events) OVER (ORDER BY b.batch)
      FROM pg_temp.ship_batch b;
    INSERT INTO tarima.event (book, ledger, seq, occurred_at, quantity, amount, reverses, eta, stated_at, statement,
        origin, "row", day, sku, route, source, channel, part, units, document, line, currency, "order", pedimento,
        importer_rfc, mode, forwarder, tracking, reason, note, sku_written, warehouse_written, to_warehouse_written,
        order_source)
    SELECT s.book, s.ledger, e.seq, e.occurred_at, e.quantity, e.amount, e.reverses, e.eta, e.stated_at, e.statement,
           e.origin, e."row", e.day, coalesce(skus[e.sku::int], 0), routes[e.route::int], sources[e.source::int],
           channels[e.channel::int], e.part, e.units, e.document, e.line, e.currency, e."order", e.pedimento,
           e.importer_rfc, e.mode, e.forwarder, e.tracking, e.reason, e.note, e.sku_written, e.warehouse_written,
           e.to_warehouse_written, e.order_source
      FROM pg_temp.ship_event e
     WHERE routes[e.route::int] > 0 AND sources[e.source::int] > 0 AND (e.sku IS NULL OR skus[e.sku::int] > 0)
       AND (e.channel IS NULL OR channels[e.channel::int] > 0);
    GET DIAGNOSTICS got.count = ROW_COUNT;
    IF got.count <> o_seq - s.seq THEN
        RAISE EXCEPTION 'an event has a code or a route that was not shipped'
            USING ERRCODE = 'TR110';
    END IF;
    INSERT INTO tarima.restated (book, ledger, batch, first_seq, last_seq)
    SELECT s.book, s.ledger, x.batch, x.first_seq, x.last_seq FROM pg_temp.ship_restated x;
    INSERT INTO tarima.rejected_row (book, ledger, batch, n, "row", raw, problems)
    SELECT s.book, s.ledger, x.batch, x.n, x."row", x.raw, x.problems FROM pg_temp.ship_rejected_row x;
    INSERT INTO tarima.declaration (book, ledger, batch, n, topic, subject, value)
    SELECT s.book, s.ledger, x.batch, x.n, x.topic, x.subject, x.value FROM pg_temp.ship_declaration x;
    INSERT INTO tarima.statement (book, ledger, id, batch, "row", document, source, sku, line, stated_at, needs, value,
        raw, whole)
    SELECT s.book, s.ledger, x.id, x.batch, x."row", x.document, f.id, coalesce(k.id, 0), x.line, x.stated_at, x.needs,
           x.value, x.raw, x.whole
      FROM pg_temp.ship_statement x
      JOIN pg_temp.ship_code f ON f.what = 4 AND f.local = x.source
      LEFT JOIN pg_temp.ship_code k ON k.what = 1 AND k.local = x.sku
     WHERE x.sku = 0 OR k.id IS NOT NULL;
    GET DIAGNOSTICS got.count = ROW_COUNT;
    IF got.count <> (SELECT count(*) FROM pg_temp.ship_statement) OR EXISTS (
        SELECT FROM (SELECT batch FROM pg_temp.ship_restated UNION ALL SELECT batch FROM pg_temp.ship_rejected_row
                     UNION ALL SELECT batch FROM pg_temp.ship_declaration
                     UNION ALL SELECT batch FROM pg_temp.ship_statement) x
         WHERE x.batch <= s.batch OR x.batch > o_batch)
    THEN
        RAISE EXCEPTION 'a row is not in a batch that was shipped' USING ERRCODE = 'TR110';
    END IF;
    -- Which statements are ambiguous follows from all of them, so it is told anew each time.
    DELETE FROM tarima.ambiguous_line a WHERE a.book = s.book AND a.ledger = s.ledger;
    INSERT INTO tarima.ambiguous_line (book, ledger, statement)
    SELECT s.book, s.ledger, x.statement FROM pg_temp.ship_ambiguous_line x
      JOIN tarima.statement y ON y.book = s.book AND y.ledger = s.ledger AND y.id = x.statement;

    -- From here on nobody else ships to the book, so what is compared and added up is complete.
    PERFORM 1 FROM tarima.book_state b WHERE b.book = s.book FOR UPDATE;
    INSERT INTO tarima.ledger_sku (book, sku, ledger)
    SELECT s.book, k.id, s.ledger FROM pg_temp.ship_code k WHERE k.what = 1 UNION ALL SELECT s.book, 0, s.ledger
        ON CONFLICT DO NOTHING;
    INSERT INTO tarima.written_sku (book, code, sku)
    SELECT DISTINCT s.book, e.sku_written, coalesce(skus[e.sku::int], 0) FROM pg_temp.ship_event e
     WHERE e.sku_written IS NOT NULL
        ON CONFLICT DO NOTHING;
    IF (SELECT b.ledgers FROM tarima.book_state b WHERE b.book = s.book) > 1 THEN
        PERFORM tarima.ship_told_twice(s.book, s.ledger, s.name);
        PERFORM tarima.ship_declared(s.book, s.ledger, s.name);
    END IF;
    PERFORM tarima.ship_sums(s.book, tarima.ship_openings(s.book), skus, routes);

    UPDATE tarima.ledger l SET batch = o_batch, seq = o_seq, head = o_head, shipped_at = now()
     WHERE l.book = s.book AND l.ledger = s.ledger AND l.batch = s.batch;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the ledger was shipped by somebody else meanwhile' USING ERRCODE = 'TR110';
    END IF;
    -- Nothing of this may be used again, whatever else the caller does in its transaction.
    DROP TABLE pg_temp.ship_state;
END
$$;

-- Makes a book and its roles.
CREATE OR REPLACE FUNCTION tarima.make_book(p_name text, p_time_zone text, p_currency text) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    number int;
BEGIN
    LOCK TABLE tarima.book IN EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM tarima.book b WHERE b.name = p_name) THEN
        RAISE EXCEPTION 'there is a book % already', p_name USING ERRCODE = 'TR073';
    END IF;
    SELECT coalesce(max(b.book), 0) + 1 INTO number FROM tarima.book b;
    INSERT INTO tarima.book (book, name, time_zone, currency) VALUES (number, p_name, p_time_zone, p_currency);
    -- The codes of books begin a million apart, so that an index by SKU tells them apart, too.
    INSERT INTO tarima.book_state (book, codes) VALUES (number, number % 2000 * 1000000);
    EXECUTE format('CREATE ROLE %I NOLOGIN', 'tarima_book_' || number);
    EXECUTE format('CREATE ROLE %I NOLOGIN', 'tarima_ship_' || number);
    RETURN number;
END
$$;

-- Lets a role read a book, or read and ship.
CREATE OR REPLACE FUNCTION tarima.allow(p_role text, p_book text, p_ship boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    number int;
BEGIN
    SELECT b.book INTO number FROM tarima.book b WHERE b.name = p_book;
    IF number IS NULL THEN
        RAISE EXCEPTION 'there is no book %', p_book USING ERRCODE = 'TR066';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = p_role) THEN
        RAISE EXCEPTION 'there is no role % on this server; create it first', p_role USING ERRCODE = 'TR066';
    END IF;
    EXECUTE format('GRANT tarima_reader, %I TO %I', 'tarima_book_' || number, p_role);
    IF p_ship THEN
        EXECUTE format('GRANT tarima_shipper, %I TO %I', 'tarima_ship_' || number, p_role);
    END IF;
END
$$;

-- Every function names the schemas of what it uses, whatever the caller's search path is.
DO $$
DECLARE f regprocedure;
BEGIN
    FOR f IN SELECT p.oid::regprocedure FROM pg_catalog.pg_proc p WHERE p.pronamespace = 'tarima'::regnamespace LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp', f);
        EXECUTE format('ALTER FUNCTION %s OWNER TO tarima_owner', f);
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION tarima.ship_begin, tarima.ship_end TO tarima_shipper;
