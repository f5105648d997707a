#!/usr/bin/env bash
# The plugins of examples/plugins, built from the installed SDK alone: their tests, starload-plugin-check, and real loads:
# masked rows in a table, and rows in files, each once, although the loader is killed again and again.
#
# usage: tests/sdk/examples.sh BUILD_FOLDER
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

root=$work/root
install_into "$root"
plugins=$work/plugins
mkdir "$plugins"
for example in masked_csv files; do
  cp -r "$STARLOAD_ROOT/examples/plugins/$example" "$work/$example"
  check "$example builds from the installed SDK" build_outside "$work/$example" "$work/$example/build" "$root"
  run ctest --test-dir "$work/$example/build" --output-on-failure
  check "$example passes its tests and starload-plugin-check" exits 0
  cp "$work/$example/build/$example.so" "$plugins/"
done

starload=$root/bin/starload
start_dev_server "$starload" "$work"
sql -e 'CREATE DATABASE d'
sql d -e "CREATE TABLE people (id BIGINT, mail STRING, card STRING) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) PROPERTIES ('replication_num'='1')"
job=(--set "jdbc-url=jdbc:mysql://127.0.0.1:$DEV_SERVER_MYSQL_PORT"
  --set database-name=d --set table-name=people --set username=root --set password= --plugin-path "$plugins")

printf 'id,mail,card\n1,ann@example.com,4111111111111111\n2,,12\n' >"$work/people.csv"
run "$starload" load "${job[@]}" --set "load-url=127.0.0.1:$DEV_SERVER_HTTP_PORT" --set sink.serializer=masked_csv \
  --set 'serializer.masked_csv.columns=mail=email;card=last4' --header "$work/people.csv"
check "a load through masked_csv succeeds" exits 0
sql -N -B d -e 'SELECT * FROM people ORDER BY id' >"$work/out" 2>&1
check "what arrives is masked" says $'1\ta***@example.com\t************1111'
check "and a short number is hidden as a whole" says $'2\t\t**'

# A plugin that crashes takes the command with it, as no host can help; nothing is loaded, and the next run goes on as after any crash.
crash=(--set "load-url=127.0.0.1:$DEV_SERVER_HTTP_PORT" --set sink.version=V2 --set sink.label-prefix=nightly --header "$work/people.csv")
sql d -e 'TRUNCATE TABLE people'
run "$starload" load "${job[@]:0:${#job[@]}-1}" "$build/tests/plugins/checked" --set sink.serializer=crashes_on_write "${crash[@]}"
check "a plugin that crashes ends the command by its signal" exits 139
check "and nothing of it is loaded" test "$(sql -N -B d -e 'SELECT COUNT(*) FROM people')" = 0
run "$starload" load "${job[@]}" --set sink.serializer=masked_csv "${crash[@]}"
check "the load without it succeeds" exits 0
check "and has every row once" test "$(sql -N -B d -e 'SELECT COUNT(*) FROM people')" = 2

# Files: the server only says what the columns are.
rows=2000000
awk -v n=$rows 'BEGIN { for (i = 1; i <= n; ++i) printf "%d,m%d@example.com,%d\n", i, i, i * 7 }' >"$work/many.csv"
out=$work/files-out
load_files=("$starload" load "${job[@]}" --set sink.transport=files --set "transport.files.directory=$out"
  --set transport.files.rotate-bytes=64kb --set sink.properties.column_separator=,
  --state "$work/load.state" --checkpoint-bytes 1mb --columns id,mail,card "$work/many.csv")
files_written() { { find "$out" -name 'part-*.csv' 2>/dev/null || true; } | wc -l; }

# Killed as soon as it has finished a few files more, however fast the machine is.
kills=0
for _ in 1 2 3; do
  enough=$(($(files_written) + 20))
  "${load_files[@]}" >"$work/out" 2>&1 </dev/null &
  loader=$!
  while kill -0 "$loader" 2>/dev/null && (($(files_written) < enough)); do sleep 0.02; done
  kill -KILL "$loader" 2>/dev/null || true
  code=0
  wait "$loader" || code=$?
  [[ $code -ne 137 ]] || kills=$((kills + 1))
  [[ $code -ne 0 ]] || break
done
run "${load_files[@]}"
check "the load into files ends well after $kills kills" exits 0
check "it was killed at least once" test "$kills" -gt 0
cat "$out"/d.people/*/part-*.csv 2>/dev/null | sort >"$work/have" || true
sort "$work/many.csv" >"$work/want"
check "every row is in the files once" cmp "$work/have" "$work/want"
check "files are rotated" bash -c "(( \$(ls '$out'/d.people/*/part-*.csv | wc -l) > 5 ))"
check "nothing is left open" bash -c "[[ -z \$(ls -A '$out/.open' '$out/.prepared' | grep -v : ) ]]"
check "nothing went to the server" test "$(sql -N -B d -e 'SELECT COUNT(*) FROM people')" = 2
finish
