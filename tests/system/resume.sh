#!/usr/bin/env bash
# `starload load --state`: loads that are killed with -9 at random moments, over and over, end with each row once.
#   usage: resume.sh STARLOAD_BINARY
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$(dirname "${BASH_SOURCE[0]}")/resume_lib.sh"
start_server
cd "$work"
sql d -e 'CREATE TABLE t (id INT NOT NULL, name VARCHAR(200))'
job
rows=120000
seq 1 $rows | sed 's/.*/&,name of row & and some more text to make the row long enough/' >body
{ echo id,name; cat body; } >rows.csv
kill_server
restart_server "${slow[@]}"
often=(--checkpoint-interval 100ms --checkpoint-bytes 1mb)

for version in V1 V2; do
  query 'TRUNCATE TABLE t'
  load_and_kill 30 400 "$starload" load "${job_options[@]}" --set sink.version=$version --header --state $version.state "${often[@]}" rows.csv
  printf '%s: killed %d times\n' "$version" "$kills"
  check "$version: the load ends" exits 0
  check "$version: it was killed at least once" test "$kills" -gt 0
  check "$version: each row is in the table once" equals "$(rows_of t)" "$(each_once $rows)"
  check "$version: the state file is private" equals "$(stat -c %a $version.state)" 600
  check "$version: nothing is left beside it" equals "$(echo $version.state*)" $version.state
  run "$starload" load "${job_options[@]}" --set sink.version=$version --header --state $version.state rows.csv
  check "$version: when everything is loaded, the same again is done at once" exits 0
  check "$version: and says so" says 'nothing to do: all 120,000 rows are in d.t already'
  check "$version: and loads nothing" equals "$(rows_of t)" "$(each_once $rows)"
done

# The same for the other formats and for several files; values hold quotes and line breaks where the format takes them.
python3 - <<'END'
import json
n = 40000
def text(i): return f'row {i} "quoted", with a comma\nand a line break' if i % 3 == 0 else f'plain row {i} and more text behind it'
with open('odd.csv', 'w', newline='') as f:
    for i in range(1, n + 1): f.write('%d,"%s"\r\n' % (i, text(i).replace('"', '""')))
with open('rows.jsonl', 'w') as f:
    for i in range(1, n + 1): f.write(json.dumps({'id': i, 'name': text(i)}) + '\n')
with open('first.tsv', 'w') as a, open('second.tsv', 'w') as b:
    for i in range(1, n + 1): (a if i <= 17000 else b).write('%d\tplain %d with a tail of text\n' % (i, i))
END
kill_loop() {  # kill_loop WHAT STATE ARG...
  local what=$1 state=$2
  shift 2
  query 'TRUNCATE TABLE t'
  load_and_kill 30 250 "$starload" load "${job_options[@]}" --state "$state" --checkpoint-interval 100ms --checkpoint-bytes 1mb "$@"
  printf '%s: killed %d times\n' "$what" "$kills"
  check "$what: the load ends" exits 0
  check "$what: each row is in the table once" equals "$(rows_of t)" "$(each_once 40000)"
}
kill_loop 'CSV with line breaks in values, V1' odd1.state --set sink.version=V1 odd.csv
check 'line breaks survive' equals "$(query "SELECT COUNT(*) FROM t WHERE name LIKE '%comma\nand a line%'")" 13333
kill_loop 'CSV with line breaks in values, JSON over V2' odd2.state --set sink.properties.format=json odd.csv
check 'line breaks survive' equals "$(query "SELECT COUNT(*) FROM t WHERE name LIKE '%comma\nand a line%'")" 13333
kill_loop 'JSON lines' jsonl.state --set sink.properties.format=json rows.jsonl
kill_loop 'two TSV files' tsv.state first.tsv second.tsv
kill_loop 'raw lines' raw.state --raw first.tsv second.tsv
kill_loop 'raw lines, V1' raw1.state --set sink.version=V1 --raw first.tsv second.tsv

# The server dies and comes back while the load runs: open transactions are gone, and the load goes back by itself.
for version in V1 V2; do
  query 'TRUNCATE TABLE t'
  begin "$starload" load "${job_options[@]}" --set sink.version=$version --set sink.max-retries=10 --set sink.retry.interval-ms=1000 --header --state server$version.state "${often[@]}" rows.csv
  for _ in 1 2 3; do
    random_pause 100 600
    kill_server
    restart_server "${slow[@]}"
  done
  end
  check "$version, the server is killed: the load ends" exits 0
  check "$version, the server is killed: each row is in the table once" equals "$(rows_of t)" "$(each_once $rows)"
done
# Both die.
query 'TRUNCATE TABLE t'
for _ in 1 2 3 4; do
  begin "$starload" load "${job_options[@]}" --header --state both.state "${often[@]}" rows.csv
  random_pause 100 500
  kill_server
  kill -KILL "$load" 2>/dev/null || true
  end
  restart_server "${slow[@]}"
done
load_and_kill 2000 3000 "$starload" load "${job_options[@]}" --header --state both.state "${often[@]}" rows.csv
check 'server and load are killed: the load ends' exits 0
check 'server and load are killed: each row is in the table once' equals "$(rows_of t)" "$(each_once $rows)"

# A transaction that the server rolls back takes the load back to its last checkpoint, in the same process.
query 'TRUNCATE TABLE t'
kill_server
restart_server --fault 'load#4:cut=1000' --fault 'prepare#3:drop-request'
run "$starload" load "${job_options[@]}" --set sink.retry.interval-ms=200 --header --state back.state "${often[@]}" --json rows.csv
check 'a lost transaction: the load goes back by itself' exits 0
check 'and says where to' says 'Going back to'
check 'and counts it' python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); assert r["state"]["replays"] >= 1 and r["state"]["total_loaded_rows"] == 120000, r' "$work/out"
check 'a lost transaction: each row is in the table once' equals "$(rows_of t)" "$(each_once $rows)"
finish
