#!/usr/bin/env bash
# What `starload load --state` refuses, and how it ends: changed inputs and options, standard input, a second process, damaged
# state files, a full disk, Ctrl-C, rejected rows over several starts.   usage: resume_limits.sh STARLOAD_BINARY
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$(dirname "${BASH_SOURCE[0]}")/resume_lib.sh"
start_server
cd "$work"
sql d -e 'CREATE TABLE t (id INT NOT NULL, name VARCHAR(200)); CREATE TABLE other (id INT NOT NULL, name VARCHAR(200))'
kill_server
restart_server "${slow[@]}"
job
rows=120000
seq 1 $rows | sed 's/.*/&,name of row & and some more text to make the row long enough/' >body
{ echo id,name; cat body; } >rows.csv
often=(--checkpoint-interval 100ms --checkpoint-bytes 1mb)
load_rows=("$starload" load "${job_options[@]}" --header --state s.state "${often[@]}")

# --- a load that was killed in the middle, with something in the table
begin "${load_rows[@]}" rows.csv
check 'a checkpoint is complete after a while' wait_for has_committed s.state
kill -KILL "$load"
end
in_table=$(query 'SELECT COUNT(*) FROM t')
check 'some rows are in the table' test "$in_table" -gt 0 -a "$in_table" -lt $rows
cp s.state kept.state
untouched() { cmp -s s.state kept.state && equals "$(query 'SELECT COUNT(*) FROM t')" "$in_table"; }
refused() {  # refused WHAT TEXT...: exit 2, all the texts, nothing done
  local what=$1 text
  shift
  check "$what: refused" exits 2
  for text in "$@"; do check "$what: the message says '$text'" says "$text"; done
  check "$what: nothing is changed" untouched
}

cp -p rows.csv saved.csv
echo 120001,more >>rows.csv
run "${load_rows[@]}" rows.csv
refused 'an appended file' 's.state' 'rows.csv' 'has grown' "$(stat -c %s saved.csv) bytes then, $(stat -c %s rows.csv) now"
head -n 1000 saved.csv >rows.csv
run "${load_rows[@]}" rows.csv
refused 'a file that is shorter' 'rows.csv' 'is shorter'
sed '2s/name/nome/' saved.csv >rows.csv
touch -r saved.csv rows.csv
run "${load_rows[@]}" rows.csv
refused 'another content of the same size and time' 'rows.csv' 'has another content'
cp saved.csv rows.csv
run "${load_rows[@]}" rows.csv
refused 'a file that was written again' 'rows.csv' 'was modified since'
cp -p saved.csv rows.csv
run "${load_rows[@]}" saved.csv
refused 'another file' "rows.csv', now it is" 'saved.csv'
run "${load_rows[@]}" rows.csv saved.csv
refused 'one file more' 'it had 1 input files, now it has 2'
run "${load_rows[@]}" --null NA rows.csv
refused 'another NULL text' "--null (1) was not set, now it is 'NA'"
run "${load_rows[@]}" --columns id,name rows.csv
refused 'other columns' "--columns was not set, now it is 'id,name'"
run "${load_rows[@]}" --set sink.properties.format=json rows.csv
refused 'another format' "sink.properties.format was"
run "${load_rows[@]}" --set sink.properties.strict_mode=true rows.csv
refused 'another load property' "sink.properties.strict_mode was not set, now it is 'true'"
run "${load_rows[@]}" --set table-name=other rows.csv
refused 'another table' "table-name was 't', now it is 'other'"
run "${load_rows[@]}" --rejects rejected.jsonl rows.csv
refused 'another rejects file' '--rejects was not set'
run "${load_rows[@]}" --set sink.label-prefix=mine rows.csv
refused 'another label prefix' "sink.label-prefix was not set, now it is 'mine'"
run "${load_rows[@]}" --set sink.semantic=at-least-once rows.csv
refused 'at-least-once with --state' '--state makes the load exactly-once'
run "$starload" load "${job_options[@]}" --state s.state rows.csv
refused 'without --header' "--header was 'given', now it is not set"
sql d -e 'ALTER TABLE t RENAME was_t' 2>/dev/null && sql d -e 'CREATE TABLE t (id BIGINT NOT NULL, name VARCHAR(200))' && {
  run "${load_rows[@]}" rows.csv
  check 'an altered table: refused' exits 2
  check 'an altered table: the column is named' says 'id bigint'
  sql d -e 'DROP TABLE t; ALTER TABLE was_t RENAME t'
}

# --- damaged state files
damage() {  # damage WHAT TEXT: with the state file as it is now
  local before
  before=$(cksum <s.state)
  run "${load_rows[@]}" rows.csv
  check "$1: refused" exits 2
  check "$1: the message says '$2'" says "$2"
  check "$1: it is not overwritten" equals "$(cksum <s.state)" "$before"
  cp kept.state s.state
}
head -c 300 kept.state >s.state; damage 'a cut state file' 'is cut'
: >s.state; damage 'an empty state file' 'is empty'
echo 'hello' >s.state; damage 'a text file' 'is cut, or is not a state file'
echo '{"a":1}' >s.state; damage 'another JSON file' 'is not a state file of starload'
sed -E 's/"offset":[0-9]+/"offset":17/' kept.state >s.state; damage 'a position that was changed' 'checksum'
sed 's/"version":1/"version":9/' kept.state >s.state; damage 'a version that is not known' 'has version 9'
python3 -c 'print("[" * 1000000)' >s.state; damage 'a bomb of brackets' 'is cut'
chmod 666 s.state; damage 'a file that others can write' 'can be changed by other users'
chmod 600 s.state
mv s.state real.state; ln -s real.state s.state
run "${load_rows[@]}" rows.csv
refused 'a symbolic link' 'is a symbolic link'
rm s.state; mv real.state s.state
run "$starload" load "${job_options[@]}" --header --state missing/folder/s.state rows.csv
check 'a missing folder is named' says 'missing/folder'
run "$starload" load "${job_options[@]}" --header --state rows.csv rows.csv
check 'the state file cannot be an input' says 'is an input file, too'
run "$starload" load "${job_options[@]}" --header --checkpoint-interval 5 rows.csv
check 'a checkpoint interval needs --state' exits 2
for bad in 0 10ms 2h x; do
  run "${load_rows[@]:0:${#load_rows[@]}-4}" --checkpoint-interval $bad rows.csv
  check "a checkpoint interval of $bad is refused" exits 2
  check "a checkpoint interval of $bad: the option is named" says "'--checkpoint-interval' is a time from 100 ms to 1 h: seconds (30), or with a unit (500ms, 5m), not '$bad'"
done
check 'all that changed nothing' untouched

# --- standard input and pipes
code=0
timeout 60 "$starload" load "${job_options[@]}" --state in.state --input-format csv - <body >out 2>err || code=$?
check 'standard input: refused' exits 2
check 'standard input: it says why' says 'standard input cannot be read a second time'
mkfifo pipe.csv
run "$starload" load "${job_options[@]}" --state in.state pipe.csv
check 'a pipe: refused' exits 2
check 'a pipe: it says why' says 'is a pipe or a device'
check 'no state file is left behind' test ! -e in.state

# --- a second process
kill -STOP "$DEV_SERVER_PID"
begin "${load_rows[@]}" rows.csv
wait_for test -e s.state.lock
first=$load
code=0
timeout 60 "${load_rows[@]}" rows.csv >second.out 2>second.err </dev/null || code=$?
check 'a second load with the same state file: refused' exits 1
check 'it names the process' grep -q "process $first loads with it" second.err
kill -KILL "$first"
kill -CONT "$DEV_SERVER_PID"
end
check 'a lock of a killed load is no obstacle' test -e s.state.lock

# --- what may change: addresses, credentials, buffers, limits
load_and_kill 100 300 "${load_rows[@]}" --set sink.max-retries=9 --set sink.properties.max_filter_ratio=0.1 --set "load-url=localhost:$DEV_SERVER_HTTP_PORT;127.0.0.1:$DEV_SERVER_HTTP_PORT" rows.csv
check 'other addresses, retries and limits: it goes on' exits 0
check 'each row is in the table once' equals "$(rows_of t)" "$(each_once $rows)"
echo 120001,more >>rows.csv
run "${load_rows[@]}" rows.csv
check 'a finished load and an appended file: refused' exits 2
check 'it says what differs' says 'has grown'
cp -p saved.csv rows.csv

# --- Ctrl-C
for version in V1 V2; do
  query 'TRUNCATE TABLE t'
  interrupted=("${load_rows[@]/s.state/int$version.state}" --set sink.version=$version)
  begin env --default-signal=INT "${interrupted[@]}" rows.csv
  wait_for has_committed int$version.state
  kill -INT "$load"
  started=$SECONDS
  end
  check "$version, Ctrl-C: exit 130" exits 130
  check "$version, Ctrl-C: it ends soon" test $((SECONDS - started)) -le 12
  check "$version, Ctrl-C: it says how far it came" says 'rows are in the table, the input up to'
  check "$version, Ctrl-C: it says what to do" says 'Start again with the same arguments to go on'
  run "${interrupted[@]}" --json rows.csv
  check "$version, after Ctrl-C: it goes on" exits 0
  check "$version, after Ctrl-C: it says what was there" python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); s=r["state"]; assert s["resumed"] and s["total_loaded_rows"] == 120000 and 0 < r["loaded_rows"] < 120000, r' "$work/out"
  check "$version, after Ctrl-C: each row is in the table once" equals "$(rows_of t)" "$(each_once $rows)"
done

# --- an outcome that nobody can tell: the reply to commit is lost, and so is every answer about the label
query 'TRUNCATE TABLE t'
kill_server
restart_server --fault 'commit#2:drop-reply' --fault 'commit#3+:status=500' --fault 'label_state#4+:status=500'
run "$starload" load "${job_options[@]}" --set sink.label-state.timeout-ms=1000 --header --state unknown.state "${often[@]}" rows.csv
check 'an unknown outcome: exit 4' exits 4
check 'an unknown outcome: the label is printed' says "outcome unknown for label $(python3 -c 'import json; print(json.load(open("unknown.state"))["load"]["label_prefix"])')"
check 'an unknown outcome: and what happens next' says 'the next start with the same arguments asks the server'
kill_server
restart_server "${slow[@]}"
run "$starload" load "${job_options[@]}" --header --state unknown.state "${often[@]}" rows.csv
check 'after an unknown outcome it goes on' exits 0
check 'after an unknown outcome: each row is in the table once' equals "$(rows_of t)" "$(each_once $rows)"

# --- going back has an end
query 'TRUNCATE TABLE t'
kill_server
restart_server --fault 'load#3+:cut=1000'
run "$starload" load "${job_options[@]}" --set sink.max-retries=2 --set sink.retry.interval-ms=50 --header --state tries.state "${often[@]}" rows.csv
check 'going back in vain: exit 1' exits 1
check 'going back in vain: it says how often' says 'gone back to the last checkpoint 2 times without getting further'
kill_server
restart_server "${slow[@]}"
run "$starload" load "${job_options[@]}" --header --state tries.state "${often[@]}" rows.csv
check 'when the server is well again the load goes on' exits 0
check 'when the server is well again: each row is in the table once' equals "$(rows_of t)" "$(each_once $rows)"

# --- Ctrl-C while the server is silent
query 'TRUNCATE TABLE t'
begin env --default-signal=INT "$starload" load "${job_options[@]}" --header --state silent.state "${often[@]}" rows.csv
wait_for has_committed silent.state
kill -STOP "$DEV_SERVER_PID"
sleep 0.3
started=$SECONDS
kill -INT "$load"
end
kill -CONT "$DEV_SERVER_PID"
check 'Ctrl-C while the server is silent: it ends within its limits' test $((SECONDS - started)) -le 20
check 'Ctrl-C while the server is silent: exit 130 or 4' test "$code" -eq 130 -o "$code" -eq 4
run "$starload" load "${job_options[@]}" --header --state silent.state "${often[@]}" rows.csv
check 'after that the load goes on' exits 0
check 'after that: each row is in the table once' equals "$(rows_of t)" "$(each_once $rows)"

# --- a full disk, played by a limit of file sizes: the state of a prepared checkpoint is longer than one without
query 'TRUNCATE TABLE t'
run "$starload" load "${job_options[@]}" --header --state size.state --null "$(printf '%01d' 0)" "${often[@]}" rows.csv
plain=$(stat -c %s size.state)
query 'TRUNCATE TABLE t'
padding=$((2048 - plain - 40))
full=("$starload" load "${job_options[@]}" --header --state full.state --null "$(printf "%0${padding}d" 0)" "${often[@]}")
code=0
(ulimit -f 2; exec timeout 60 "${full[@]}" rows.csv) >out 2>err </dev/null || code=$?
check 'a full disk: the load fails' exits 1
check 'a full disk: the message names the file' says "cannot write 'full.state'"
check 'a full disk: and what happens next' says 'the next start with the same arguments goes on'
check 'a full disk: nothing is committed that is not recorded' equals "$(query 'SELECT COUNT(*) FROM t')" 0
run "${full[@]}" rows.csv
check 'with room again it goes on' exits 0
check 'with room again: each row is in the table once' equals "$(rows_of t)" "$(each_once $rows)"

# --- rejected rows over several starts
awk 'NR % 1000 == 0 { print "bad" NR ",x"; next } { print }' body >mixed.csv
bad=$((rows / 1000))
for version in V1 V2; do
  query 'TRUNCATE TABLE t'
  rm -f rejected.jsonl
  load_and_kill 50 400 "$starload" load "${job_options[@]}" --set sink.version=$version --set sink.properties.max_filter_ratio=0.01 --rejects rejected.jsonl --state rejected$version.state "${often[@]}" --json mixed.csv
  check "$version, bad rows: exit 3 also when they came in an earlier start" exits 3
  check "$version, bad rows: each is reported once" equals "$(wc -l <rejected.jsonl) $(sort -u rejected.jsonl | wc -l)" "$bad $bad"
  check "$version, bad rows: the total is right" python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); s=r["state"]; assert r["rejected_rows"] == 120 and s["total_input_rows"] == 120000 and s["total_loaded_rows"] == 119880, r' "$work/out"
  check "$version, bad rows: the others are in the table once" equals "$(query 'SELECT COUNT(*), COUNT(DISTINCT id) FROM t')" "$((rows - bad))"$'\t'"$((rows - bad))"
  # Those that the server refuses: it is asked with lines as they are.
  query 'TRUNCATE TABLE t'
  rm -f rejected.jsonl
  tr , '\t' <mixed.csv >mixed.tsv
  load_and_kill 50 400 "$starload" load "${job_options[@]}" --set sink.version=$version --set sink.properties.max_filter_ratio=0.05 --rejects rejected.jsonl --state server$version.state "${often[@]}" --raw mixed.tsv
  check "$version, rows that the server refuses: exit 3" exits 3
  check "$version, rows that the server refuses: none is reported twice" equals "$(grep -o 'bad[0-9]*' rejected.jsonl | sort | uniq -d | wc -l)" 0
  # An answer that a killed load did not hear is not counted; over V2 the rows named by prepare are.
  [[ $version == V1 ]] || check "$version, rows that the server refuses: they are counted" python3 -c 'import json,sys; c=json.load(open(sys.argv[1]))["load"]["committed"]; assert c["rejected_by_server"] == 120 and c["loaded_rows"] == 119880, c' server$version.state
  check "$version, rows that the server refuses: the others are in the table once" equals "$(query 'SELECT COUNT(*), COUNT(DISTINCT id) FROM t')" "$((rows - bad))"$'\t'"$((rows - bad))"
done
query 'TRUNCATE TABLE t'
run "$starload" load "${job_options[@]}" --state ratio.state --set sink.properties.max_filter_ratio=0.0001 "${often[@]}" mixed.csv
check 'more bad rows than max_filter_ratio: the load fails at the end' exits 1
check 'more bad rows than max_filter_ratio: it is said early' says 'so far'
run "$starload" load "${job_options[@]}" --state ratio.state --set sink.properties.max_filter_ratio=0.01 "${often[@]}" mixed.csv
check 'with a larger max_filter_ratio it ends' exits 3
check 'and the good rows are there once' equals "$(query 'SELECT COUNT(*), COUNT(DISTINCT id) FROM t')" "$((rows - bad))"$'\t'"$((rows - bad))"
query 'TRUNCATE TABLE t'
{ head -n 60000 body; echo oops; tail -n +60001 body; } >oops.csv
run "$starload" load "${job_options[@]}" --state oops.state "${often[@]}" oops.csv
check 'a bad row ends the load' exits 1
check 'it is named' says 'oops.csv:60001'
check 'and how far the load came' says '--state oops.state:'
run "$starload" load "${job_options[@]}" --state oops.state --set sink.properties.max_filter_ratio=0.001 "${often[@]}" oops.csv
check 'when it may be left out the load goes on' exits 3
check 'each other row is in the table once' equals "$(rows_of t)" "$(each_once $rows)"

# --- lines as they are, to a server that is not asked about the table
query 'TRUNCATE TABLE t'
load_and_kill 50 400 "$starload" load --set "load-url=127.0.0.1:$DEV_SERVER_HTTP_PORT" --set database-name=d --set table-name=t --set username=root --password-file "$work/password" \
  --set sink.properties.column_separator=, --raw --header --state raw.state "${often[@]}" rows.csv
check 'raw lines without jdbc-url: the load ends' exits 0
check 'raw lines without jdbc-url: each row once' equals "$(rows_of t)" "$(each_once $rows)"

# --- --create-table; exactly-once without --state
job table-name=made
load_and_kill 50 400 "$starload" load "${job_options[@]}" --header --create-table --state made.state "${often[@]}" rows.csv
check '--create-table with --state: the load ends' exits 0
check '--create-table with --state: each row once' equals "$(rows_of made)" "$(each_once $rows)"
begin "$starload" load "${job_options[@]}" --header --create-table --state gone.state "${often[@]}" rows.csv
wait_for has_committed gone.state
kill -KILL "$load"
end
query 'DROP TABLE made'
run "$starload" load "${job_options[@]}" --header --create-table --state gone.state "${often[@]}" rows.csv
check 'a table that took rows and is gone is not made again' exits 1
check 'its name is told' says 'd.made'
job
for version in V1 V2; do
  query 'TRUNCATE TABLE t'
  run "$starload" load "${job_options[@]}" --set sink.semantic=exactly-once --set sink.version=$version --header rows.csv
  check "$version, exactly-once without --state loads" exits 0
  check "$version, it is said that it cannot be resumed" says 'a load that is killed cannot be resumed'
  check "$version, exactly-once without --state: each row once" equals "$(rows_of t)" "$(each_once $rows)"
done
finish
