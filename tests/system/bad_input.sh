#!/usr/bin/env bash
# What can go wrong ends with one clear message, the right exit code, and no row that is not reported.
#   usage: bad_input.sh STARLOAD_BINARY
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
start_server
cd "$work"
job
sql d -e 'CREATE TABLE t (id TINYINT NOT NULL, name VARCHAR(5))'
printf 'id,name\n1,a\n' >good.csv
empty() { equals "$(query 'SELECT COUNT(*) FROM t')" 0; }
one_message() { equals "$(grep -c 'error: ' err)" 1; }

run "$starload" load "${job_options[@]}" missing.csv
check 'a missing file: exit 2' exits 2
check 'a missing file is named' says 'missing.csv'
check 'a missing file: one message' one_message

mkdir folder
run "$starload" load "${job_options[@]}" --input-format csv folder
check 'a directory: exit 2' exits 2
check 'a directory is named' says 'folder'

printf 'wrong' >wrong-password
run "$starload" load "${job_options[@]}" --password-file wrong-password --header good.csv
check 'two passwords: a usage error' exits 2
job_wrong=("${job_options[@]/$work\/password/$work/wrong-password}")
run "$starload" load "${job_wrong[@]}" --header good.csv
check 'a wrong password: exit 1' exits 1
check 'a wrong password is called that' says "Access denied for user 'root'"
check 'a wrong password is not printed' is_silent_about 'wrong-password-text'
check 'a wrong password: one message' one_message

run "$starload" load "${job_options[@]}" --set table-name=flihgts --header good.csv
check 'an unknown table: exit 1' exits 1
check 'an unknown table is named' says 'd.flihgts'
run "$starload" load "${job_options[@]}" --set database-name=nowhere --header good.csv
check 'an unknown database: exit 1' exits 1
check 'an unknown database is named' says 'nowhere'

printf 'id,nmae\n1,a\n' >column.csv
run "$starload" load "${job_options[@]}" --header column.csv
check 'an unknown column: exit 2' exits 2
check 'an unknown column is named' says 'nmae'
check 'the nearest column is suggested' says "'name'"

printf '{"id":1,"extra":2}\n' >extra.jsonl
run "$starload" load "${job_options[@]}" extra.jsonl
check 'a JSON member without a column: exit 2' exits 2
check 'the member is named' says "'extra'"

printf 'id,name\n300,a\n' >range.csv
run "$starload" load "${job_options[@]}" --header range.csv
check 'a value out of range: exit 1' exits 1
check 'the value and type are named' says 'TINYINT'
check 'the line is named' says 'range.csv:2'
printf 'id,name\n1,much too long\n' >long.csv
run "$starload" load "${job_options[@]}" --header long.csv
check 'a text that is too long: exit 1' exits 1
check 'the column is named' says "'name'"

run "$starload" load "${job_options[@]}" --set 'sink.properties.column_separator=\xZZ' --header good.csv
check 'a bad delimiter: exit 2' exits 2
check 'a bad delimiter: the key is named' says 'column_separator'
run "$starload" load "${job_options[@]}" --set sink.buffer-flush.max-bytes=1 --header good.csv
check 'an option out of range: exit 2' exits 2
check 'the range is named' says '[67108864, 10737418240]'
run "$starload" load "${job_options[@]}" --set sink.versoin=V1 --header good.csv
check 'an unknown option: exit 2' exits 2
check 'the nearest option is suggested' says "'sink.version'"
run "$starload" load "${job_options[@]}" --set sink.properties.format=avro --header good.csv
check 'an unknown format: exit 2' exits 2
check 'the directories searched are named' says 'lib/starload/plugins'
run "$starload" load "${job_options[@]}" --set $'sink.properties.where=1=1\r\nX-Evil: 1' --header good.csv
check 'a header that would be injected: exit 2' exits 2
check 'the property is named' says 'sink.properties.where'
run "$starload" load "${job_options[@]}" --set sink.label-prefix='a b' --header good.csv
check 'a bad label prefix: exit 2' exits 2

job_down=("${job_options[@]/load-url=127.0.0.1:$DEV_SERVER_HTTP_PORT/load-url=127.0.0.1:1}")
run "$starload" load "${job_down[@]}" --set sink.max-retries=1 --set sink.retry.interval-ms=10 --header good.csv
check 'an FE that is down: exit 1' exits 1
check 'the address is named' says '127.0.0.1:1'
job_nosql=("${job_options[@]/jdbc:mysql:\/\/127.0.0.1:$DEV_SERVER_MYSQL_PORT/jdbc:mysql:\/\/127.0.0.1:1}")
run "$starload" load "${job_nosql[@]}" --header good.csv
check 'a query port that is down: exit 1' exits 1
check 'the query address is named' says '127.0.0.1:1'

printf 'id,name\n1,"open quote\n' >open.csv
run "$starload" load "${job_options[@]}" --header open.csv
check 'a quote that never ends: exit 1' exits 1
check 'its line is named' says 'open.csv line 2'
printf 'id,name\n1\n' >ragged.csv
run "$starload" load "${job_options[@]}" --header ragged.csv
check 'a row with too few fields: exit 1' exits 1
check 'its line is named' says 'ragged.csv:2'
: >empty.csv
run "$starload" load "${job_options[@]}" empty.csv
check 'an empty file loads nothing and succeeds' exits 0
check 'it says that nothing was there' says '0 rows'

run "$starload" load "${job_options[@]}" --rejects /nowhere/rejects --header good.csv
check 'a rejects file that cannot be made: exit 2' exits 2
if [[ -w /dev/full ]]; then
  printf 'id,name\n1,a\nx,b\n' >mixed.csv
  run "$starload" load "${job_options[@]}" --set sink.properties.max_filter_ratio=0.9 --rejects /dev/full --header mixed.csv
  check 'rejects that cannot be written: exit 1' exits 1
  check 'the full disk is named' says 'No space left'
fi
check 'nothing of all this was loaded' empty

"$starload" load "${job_options[@]}" --input-format csv --columns id,name - >out 2>err < <(sleep 30) &
pid=$!
for _ in $(seq 100); do grep -q SigCgt "/proc/$pid/status" 2>/dev/null && break; sleep 0.05; done
sleep 1
check 'no password in the process list' bash -c "! tr '\0' ' ' </proc/$pid/cmdline | grep -q 'open sesame'"
kill -INT "$pid"
code=0
wait "$pid" || code=$?
check 'Ctrl-C: exit 130' exits 130
check 'Ctrl-C says what was loaded' says 'rows'
finish
