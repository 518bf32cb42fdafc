-- What depends on the input is written first, and then read.
.once act.sql
SELECT CASE word
  WHEN 'crash' THEN '.exit 3'
  WHEN 'loop' THEN 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT 3 - n FROM r) SELECT max(n) FROM r;'
  WHEN 'burn' THEN 'WITH RECURSIVE r(i, x) AS (SELECT 0, 1 UNION ALL SELECT i + 1, (x * 1103515245 + 12345) & 2147483647 FROM r WHERE i < ' || a || ') SELECT x FROM r WHERE i = ' || a || ';'
  ELSE 'SELECT a + b FROM input;'
END FROM input;
.read act.sql
