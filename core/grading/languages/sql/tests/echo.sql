.once act.sql
SELECT CASE word
  WHEN 'wrong' THEN 'SELECT 7;'
  WHEN 'spin' THEN 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT 3 - n FROM r) SELECT max(n) FROM r;'
  WHEN 'sleep' THEN '.shell sleep 100'
  WHEN 'hoard' THEN 'CREATE TABLE t AS WITH RECURSIVE r(x) AS (SELECT randomblob(1000000) UNION ALL SELECT randomblob(1000000) FROM r) SELECT x FROM r;'
  WHEN 'flood' THEN 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT 3 - n FROM r) SELECT ''the same line again and again, and no end of it'' FROM r;'
  WHEN 'exit3' THEN '.exit 3'
  WHEN 'crash' THEN 'SELECT * FROM nowhere;'
  ELSE 'SELECT word FROM input;'
END FROM input;
.read act.sql
