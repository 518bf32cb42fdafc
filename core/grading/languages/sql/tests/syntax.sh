for source in sources/*.sql; do echo "CREATE TABLE input(word, a, b); INSERT INTO input VALUES ('add', 1, 2);" | sqlite3 -batch -bail :memory: '.read /dev/stdin' ".read $source" || exit; done
