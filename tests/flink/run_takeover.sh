#!/usr/bin/env bash
# A savepoint that the official connector took is restored with another jar in its place: a SQL job without uids, exactly-once,
# with transactions in the savepoint that are prepared and not committed; without allowNonRestoredState.
#
#   tests/flink/run_takeover.sh [--jar JAR|official] [--keep DIR] STARLOAD
#
# The official connector 1.2.9 runs on Flink 1.18.1 and is killed before it commits; then the jar under test takes over.
# --keep: the savepoint is copied there. Last line: "N passed, M failed".
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/flink/cluster.sh
source "$FLINK_TESTS/cluster.sh"
begin_script "run_takeover.sh [--jar JAR|official] [--keep DIR] STARLOAD" "jar keep" "$@"
official=$(connector_jar official)

# write_job NAME ROWS FILE [SETTING...]: only the end of the sequence and the settings differ. Label generation of the
# official connector is on with a prefix, and off without one.
write_job() {
  local name=$1 rows=$2 file=$3 setting
  shift 3
  {
    for setting in "$@"; do printf '%s;\n' "$setting"; done
    cat <<SQL
SET 'execution.checkpointing.interval' = '8 s';
SET 'parallelism.default' = '2';
CREATE TABLE source (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '4000', 'fields.id.kind' = 'sequence',
  'fields.id.start' = '1', 'fields.id.end' = '$rows');
CREATE TABLE sink (id BIGINT, \`sum\` STRING) WITH ('connector' = 'starrocks',
  'jdbc-url' = 'jdbc:mysql://127.0.0.1:$DEV_SERVER_MYSQL_PORT', 'load-url' = '127.0.0.1:$DEV_SERVER_HTTP_PORT',
  'database-name' = 'test', 'table-name' = '$name', 'username' = 'root', 'password' = '',
  'sink.semantic' = 'exactly-once', 'sink.properties.format' = 'json', 'sink.properties.strip_outer_array' = 'true'
  ${prefix:+, 'sink.label-prefix' = '$prefix'});
INSERT INTO sink SELECT id, MD5(CAST(id AS STRING)) FROM source;
SQL
  } >"$file"
}

# take_savepoint NAME: sets savepoint. The server takes no commits from now on.
take_savepoint() {
  local name=$1 job trigger
  sql test -e "CREATE TABLE $name (id BIGINT NOT NULL, sum VARCHAR(40)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id)" || return 1
  write_job "$name" 150000 "$work/$name.sql"
  cluster_sql "$work/$name.sql" || return 1
  job=$(cluster_job)
  # Right after a checkpoint, so that the savepoint is the next one: a job whose commits fail takes no other.
  _wait_for 240 "two checkpoints" completed_beyond "$job" 2 || return 1
  _wait_for 240 "the next checkpoint" completed_beyond "$job" $(($(cluster_completed_checkpoints "$job") + 1)) || return 1
  sleep 0.5
  add_fault 'commit#*:drop-request' || return 1
  trigger=$(curl -sS -X POST -H 'Content-Type: application/json' -d "{\"target-directory\": \"file://$work/savepoints\"}" \
    "http://127.0.0.1:$FLINK_REST_PORT/jobs/$job/savepoints" | sed -nE 's/.*"request-id":"([^"]+)".*/\1/p')
  _wait_for 240 "an end of the savepoint" savepoint_ended "$job" "$trigger" || return 1
  savepoint=$(cluster_rest "/jobs/$job/savepoints/$trigger" | sed -nE 's/.*"location":"([^"]+)".*/\1/p')
  [[ -n $savepoint ]] || { cluster_rest "/jobs/$job/savepoints/$trigger" | head -c 2000 >&2; return 1; }
  cluster_kill
  clear_faults || return 1
  prepared=$(open_transactions test PREPARED)
  say "        savepoint $(basename "$savepoint"): $prepared prepared transactions, $(sql -N test -e "SELECT COUNT(*) FROM $name") rows visible"
  [[ $prepared -gt 0 ]] || { warn "nothing is prepared"; return 1; }
  [[ -z $keep ]] || { mkdir -p "$keep" && cp -r "${savepoint#file:}" "$keep/"; }
}
completed_beyond() { [[ $(cluster_completed_checkpoints "$1") -ge $2 ]]; }
savepoint_ended() { cluster_rest "/jobs/$1/savepoints/$2" | grep -q '"id":"COMPLETED"'; }

restore() {
  local name=$1
  rm -f "$FLINK_HOME/lib/$(basename "$official")"
  cp "$jar" "$FLINK_HOME/lib/"
  cluster_start || return 1
  write_job "$name" 150000 "$work/$name.sql" "SET 'execution.savepoint.path' = '$savepoint'"
  cluster_sql "$work/$name.sql" || return 1
  cluster_await_job "$(cluster_job)" 600 || return 1
  sql -N --quick test -e "SELECT id, sum FROM $name" >"$work/rows.tsv" || return 1
  /usr/bin/python3 - "$work/rows.tsv" 150000 <<'PYTHON' || return 1
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
  # Without a prefix nobody can know what else the official connector left: the server's time-out ends it.
  [[ -z $prefix ]] || expect "prepared transactions that nobody ended" 0 "$(open_transactions test PREPARED)"
}

take_over() {
  local name=$1
  prefix=$2
  if [[ -n ${FLINK_HOME:-} ]]; then
    cluster_kill
    rm -f "$FLINK_HOME/lib/$(basename "$jar")"
    cp "$official" "$FLINK_HOME/lib/"
  else
    cluster_create 1.18.1 "$work/flink" "$official" || return 1
  fi
  cluster_start || return 1
  take_savepoint "$name" || return 1
  restore "$name"
}

begin_server
run_case "a savepoint of the official connector, with a label prefix" take_over with_prefix takeover
run_case "a savepoint of the official connector, without a label prefix" take_over without_prefix ''
finish_runs
