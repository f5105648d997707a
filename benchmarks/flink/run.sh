#!/usr/bin/env bash
# The connector and the official one (1.2.9) side by side in Flink 1.18.1: rows a second, CPU seconds a million rows, and the
# peak memory of the process, for the same job, turn about (A B A B), each in a fresh JVM after a warm-up.
#
#   benchmarks/flink/run.sh [--rounds N] [--rows N] [--warm-up N] [--jar JAR] [--only official] STARLOAD DRAIN_SERVER [CASE...]
#
# STARLOAD's development server answers what the connectors ask over MySQL; DRAIN_SERVER takes the rows. Prints each
# figure beside its budget. Nothing here is a timed test: compare figures of one run only.
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/flink/lib.sh"
rounds=2 rows=10000000 warm_up=5000000 jar='' connectors=(official ours)
while [[ ${1:-} == --* ]]; do
  case $1 in
    --rounds) rounds=$2 ;;
    --rows) rows=$2 ;;
    --warm-up) warm_up=$2 ;;
    --jar) jar=$2 ;;
    --only) connectors=("$2") ;;
    *) die "unknown option \"$1\"" ;;
  esac
  shift 2
done
[[ $# -ge 2 ]] || die "usage: run.sh [--rounds N] [--rows N] [--warm-up N] [--jar JAR] [--only official] STARLOAD DRAIN_SERVER [CASE...]"
starload=$1 drain=$2
shift 2
cases=("$@")
[[ $# -gt 0 ]] || cases=(csv json csv-exactly-once csv-generic csv-reuse strings)
readonly here=$STARLOAD_ROOT/benchmarks/flink

work=$(mktemp -d)
on_exit rm -rf "$work"
class_path=$(flink_class_path 1.18.1)
declare -A jars
jars[official]=$(connector_jar official)
if [[ " ${connectors[*]} " == *" ours "* ]]; then jars[ours]=$(connector_jar "$jar"); fi
compile_jobs "$work/classes" "${jars[official]}:$class_path" "$here"/java/*.java
cp -r "$here/java/META-INF" "$work/classes/"
printf 'rootLogger.level = OFF\n' >"$work/classes/log4j2.properties"

start_dev_server "$starload" "$work" >/dev/null
sql -e 'CREATE DATABASE bench; CREATE TABLE bench.t (c_bigint BIGINT NOT NULL, c_text16 VARCHAR(16), c_int INT,
  c_decimal DECIMAL(10, 2), c_double DOUBLE, c_timestamp DATETIME, c_boolean BOOLEAN, c_text32 VARCHAR(32))
  DUPLICATE KEY(c_bigint) DISTRIBUTED BY HASH(c_bigint)'
"$drain" "$work/drain-port" &
on_exit stop_process $! "drain server"
for ((i = 0; i < 100; i++)); do [[ ! -s $work/drain-port ]] || break; sleep 0.1; done
load_url=127.0.0.1:$(<"$work/drain-port")

# measure CONNECTOR CASE: one JVM; its flags are the same for all.
measure() {
  local log=$work/$1-$2.log result
  timeout 600 java -Xms512m -Xmx1g -XX:MaxDirectMemorySize=512m "${JAVA_OPENS[@]}" "-Drows=$rows" "-Dwarm.up.rows=$warm_up" \
    -cp "$work/classes:${jars[$1]}:$class_path" FlinkBench "$2" "$load_url" "$DEV_SERVER_MYSQL_PORT" >"$log" 2>&1 || true
  result=$(sed -n 's/^RESULT //p' "$log")
  [[ -n $result ]] || { tail -n 30 "$log" >&2; warn "$1, $2: no result"; return 1; }
  printf '%s %s %s\n' "$2" "$1" "$result" | tee -a "$work/results"
}

say "case connector rows/s CPU-s/million-rows peak-MiB"
failed=0
# The source of a case without a sink behind it; summary.py takes its cost off.
source_of() {
  case $1 in
    *generic | *reuse) say "blackhole-${1##*-}" ;;
    strings) say blackhole-strings ;;
    *) say blackhole ;;
  esac
}
mapfile -t sources < <(for name in "${cases[@]}"; do source_of "$name"; done | sort -u)
for ((round = 0; round < rounds; round++)); do
  for name in "${sources[@]}"; do measure official "$name" || failed=1; done
  for name in "${cases[@]}"; do
    for connector in "${connectors[@]}"; do measure "$connector" "$name" || failed=1; done
  done
done
/usr/bin/python3 "$here/summary.py" "$work/results"
exit "$failed"
