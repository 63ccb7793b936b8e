-- The period of each source and warehouse, and how many business days of it have no event.
SELECT source, warehouse, min(occurred_at) AS first_event_at, max(occurred_at) AS last_event_at,
       CAST(max(occurred_at) - INTERVAL 6 HOUR AS DATE) - CAST(min(occurred_at) - INTERVAL 6 HOUR AS DATE)
           + 1 - count(DISTINCT CAST(occurred_at - INTERVAL 6 HOUR AS DATE)) AS missing_days
  FROM seen
 GROUP BY ALL
 ORDER BY ALL
