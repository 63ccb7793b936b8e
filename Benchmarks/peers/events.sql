-- The events of one document, or of a period, or all.
SELECT seq, * EXCLUDE (seq)
  FROM seen
 WHERE (getvariable('document') IS NULL OR document = getvariable('document'))
   AND (getvariable('from_time') IS NULL
        OR occurred_at >= getvariable('from_time') AND occurred_at < getvariable('to_time'))
 ORDER BY seq
