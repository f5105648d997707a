#!/usr/bin/env bash
# Peak anonymous memory (RssAnon) of loading a 2 GB file: the budget plus a small constant. The rows go to a server that
# only drains; the table's columns come from the development server.   usage: memory_long.sh STARLOAD_BINARY
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
drain_server=$(dirname "$(realpath "$starload")")/drain_server
readonly file_bytes=$((2 * 1000 * 1000 * 1000)) budget=$((90 * 1024 * 1024)) allowance=$((32 * 1024 * 1024))
start_server
cd "$work"
[[ -x $drain_server ]] || die "no drain_server beside the command; build with -DSTARLOAD_BUILD_BENCHMARKS=ON"
"$drain_server" "$work/drain-port" &
on_exit stop_process $! "drain server"
until [[ -s $work/drain-port ]]; do sleep 0.05; done
sql d -e 'CREATE TABLE t (id BIGINT, name VARCHAR(16), quantity INT, price DECIMAL(10,2), ratio DOUBLE, seen DATETIME, active BOOLEAN, note VARCHAR(32))'

say "writing a file of 2 GB"
python3 - "$work/large.csv" "$file_bytes" <<'PYTHON'
import sys
path, size = sys.argv[1], int(sys.argv[2])
block = "".join(f"{1000000000 + i},customer-{i:07d},{i},{i}.25,{i / 7:.3f},2023-11-14 22:13:20.123,{i % 2},note {i:027d}\n"
                for i in range(100000)).encode()
with open(path, "wb") as out:
    while out.tell() < size:
        out.write(block)
PYTHON

# peak_of PID: the largest RssAnon seen, in bytes.
peak_of() {
  local pid=$1 peak=0 now
  while now=$(awk '/^RssAnon/ {print $2 * 1024}' "/proc/$pid/status" 2>/dev/null) && [[ -n $now ]]; do
    ((now > peak)) && peak=$now
    sleep 0.02
  done
  printf '%s' "$peak"
}

job_options_drain() {
  job sink.buffer-flush.max-bytes="$budget"
  job_options=("${job_options[@]/load-url=127.0.0.1:$DEV_SERVER_HTTP_PORT/load-url=127.0.0.1:$(cat drain-port)}")
}
job_options_drain
# load_in MODE OPTION...: loads the file and compares the peak with the budget.
load_in() {
  local mode=$1 pid peak
  shift
  "$starload" load "${job_options[@]}" "$@" large.csv >out 2>err &
  pid=$!
  peak=$(peak_of "$pid")
  code=0
  wait "$pid" || code=$?
  check "a 2 GB file loads ($mode)" exits 0
  cat out
  say "$mode: peak RssAnon $((peak / 1048576)) MiB, budget $((budget / 1048576)) MiB, over it by $(((peak - budget) / 1048576)) MiB (at most 32)"
  check "peak memory stays under the budget plus 32 MiB ($mode)" test "$peak" -le $((budget + allowance))
}

load_in typed
load_in raw --raw --set 'sink.properties.column_separator=,'
load_in transactions --set sink.version=V2
load_in 'exactly-once, transactions' --set sink.version=V2 --state transactions.state
load_in 'exactly-once, stream load' --set sink.version=V1 --state loads.state --set sink.spill-directory="$work"
finish
