#!/usr/bin/env bash
# How `starload load` ends when it is told to, and when it cannot find out what became of a load: signals, exit codes, labels.
#   usage: ending.sh STARLOAD_BINARY
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$(dirname "${BASH_SOURCE[0]}")/resume_lib.sh"
start_server
cd "$work"
sql d -e 'CREATE TABLE t (id INT NOT NULL, name VARCHAR(20))'
printf '1,one\n2,two\n' >rows.csv
in_table() { query 'SELECT COUNT(*) FROM t'; }
has_rows() { [[ $(in_table) -gt 0 ]]; }
# It waits for signals, so it has got through its options.
reads_signals() { [[ $(sed -n 's/^SigBlk:\t//p' "/proc/$1/status" 2>/dev/null) =~ [1-9a-f] ]]; }
readonly label='starload-d-t-0-[0-9a-f]+-1'
names_the_label() { grep -qE -- "$label" "$work/out" "$work/err"; }

# --- signals while rows come in slowly: what is under way ends, what was not sent is not
job
for signal in INT TERM HUP; do
  # A job in the background ignores SIGINT unless it is told not to.
  env --default-signal=INT "$starload" load "${job_options[@]}" --input-format csv --columns id,name - >out 2>err \
    < <(cat rows.csv && sleep 60) &
  load=$!
  wait_for reads_signals "$load"
  sleep 0.5
  started=$SECONDS
  kill "-$signal" "$load"
  end
  check "SIG$signal: exit 130" exits 130
  check "SIG$signal: it ends soon" test $((SECONDS - started)) -le 12
  check "SIG$signal: it says so" says interrupted
  check "SIG$signal: nothing is in the table" equals "$(in_table)" 0
done

# --- while a load is under way whose answer does not come
kill_server
restart_server --fault 'stream_load@be#1+:hold=600000:after'
begin "$starload" load "${job_options[@]}" --set sink.version=V1 --columns id,name rows.csv
wait_for has_rows
kill -HUP "$load"
end
check 'SIGHUP while an answer is waited for: exit 4' exits 4
check 'SIGHUP while an answer is waited for: the label is named' names_the_label
query 'TRUNCATE TABLE t'

# --- the outcome of a load cannot be found out
job "sink.label-state.timeout-ms=1000"
for version in V1 V2; do
  step=$([[ $version == V1 ]] && echo stream_load@be || echo commit@fe)
  kill_server
  restart_server --fault "$step#1+:drop-reply" --fault 'label_state@fe#1+:status=503'
  run "$starload" load "${job_options[@]}" --set sink.version=$version --columns id,name rows.csv
  check "$version, an outcome that cannot be found out: exit 4" exits 4
  check "$version, an outcome that cannot be found out: the label is named" names_the_label
  check "$version, an outcome that cannot be found out: no row is there twice" equals "$(in_table)" 2
  query 'TRUNCATE TABLE t'
done
finish
