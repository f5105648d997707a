#!/usr/bin/env bash
# The mysql command against the development server. Called by run_clients.sh with STARLOAD_TEST_PORT and _PASSWORD.
set -u

options=$(mktemp)
trap 'rm -f "$options"' EXIT
chmod 600 "$options"
printf '[client]\nuser=root\nhost=127.0.0.1\nport=%s\npassword=%s\n' "$STARLOAD_TEST_PORT" "$STARLOAD_TEST_PASSWORD" >"$options"

ask() { mysql --defaults-file="$options" -N -B -e "$1" 2>&1; }

# expect <answer> <sql>
expect() {
  local answer
  answer=$(ask "$2")
  [ "$answer" = "$1" ] && return
  printf 'asked    %s\nwanted   %s\nanswered %s\n' "$2" "$1" "$answer"
  exit 1
}

# expect_error <last line> <sql>: the client may print the statement before it.
expect_error() {
  local answer
  answer=$(ask "$2" | tail -n 1)
  [ "$answer" = "$1" ] && return
  printf 'asked    %s\nwanted   %s\nanswered %s\n' "$2" "$1" "$answer"
  exit 1
}

expect "" "DROP DATABASE IF EXISTS mysql_client; CREATE DATABASE mysql_client"
expect "" "CREATE TABLE mysql_client.t (id BIGINT NOT NULL, name VARCHAR(20), price DECIMAL(10,2), at DATETIME) PRIMARY KEY(id)
           DISTRIBUTED BY HASH(id) BUCKETS 1 PROPERTIES (\"replication_num\" = \"1\")"
expect "" "USE mysql_client; INSERT INTO t VALUES (1, 'a\tb', 1.5, '2013-01-05 06:07:08'), (2, NULL, NULL, NULL)"
expect $'1\ta\\tb\t1.50\t2013-01-05 06:07:08\n2\tNULL\tNULL\tNULL' "SELECT * FROM mysql_client.t ORDER BY id"
expect $'mysql_client.t\tid\t1\tPRI' "SELECT concat(TABLE_SCHEMA, '.', TABLE_NAME), COLUMN_NAME, ORDINAL_POSITION, COLUMN_KEY
  FROM information_schema.columns WHERE TABLE_SCHEMA = 'mysql_client' AND COLUMN_KEY <> ''"
expect "t" "SHOW TABLES FROM mysql_client"
case "$(ask 'SHOW CREATE TABLE mysql_client.t')" in
  *'PRIMARY KEY(`id`)'*) ;;
  *) echo "SHOW CREATE TABLE has no PRIMARY KEY(\`id\`)" && exit 1 ;;
esac
expect_error "ERROR 5502 (42602) at line 1: Unknown table 'mysql_client.nope'" "SELECT * FROM mysql_client.nope"

sed -i 's/^password=.*/password=wrong/' "$options"
expect_error "ERROR 1045 (28000): Access denied for user 'root' (using password: YES)" "SELECT 1"
