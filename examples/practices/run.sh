#!/usr/bin/env bash
# Runs the examples in this folder against a development server of its own: each by the command and by Flink SQL, into fresh
# tables; what is in them then has to be what expected.txt says.
#
#   examples/practices/run.sh [--jar JAR] STARLOAD [PRACTICE...]
#
# JAR is the Flink connector, the one that the build made unless told. Last line: "N passed, M failed".
set -euo pipefail
practices=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/flink/lib.sh
source "$practices/../../tests/flink/lib.sh"
# shellcheck source=tests/flink/cluster.sh
source "$FLINK_TESTS/cluster.sh"
begin_script "run.sh [--jar JAR] STARLOAD [PRACTICE...]" "jar" "$@"
starload=$(realpath "$starload")
names=("${arguments[@]}")
[[ ${#names[@]} -gt 0 ]] || mapfile -t names < <(cd "$practices" && printf '%s\n' */ | tr -d /)

class_path=$jar:$(flink_class_path "$FLINK_NEWEST")
for format in flink-connector-files flink-csv flink-json; do
  class_path+=:$(central_jar "org.apache.flink:$format:$FLINK_NEWEST")
done
compile_jobs "$work/classes" "$class_path" "$practices/RunFlinkSql.java"
printf 'rootLogger.level = OFF\n' >"$work/classes/log4j2.properties"
start_dev_server "$starload" "$work" >/dev/null
sed -e "s/127.0.0.1:8030/127.0.0.1:$DEV_SERVER_HTTP_PORT/" -e "s/127.0.0.1:9030/127.0.0.1:$DEV_SERVER_MYSQL_PORT/" \
  "$practices/connection.properties" >"$work/connection.properties"

# One JVM for all: it takes the names of files, and answers a line for each.
start_flink() {
  mkfifo "$work/flink.in" "$work/flink.out"
  (cd "$STARLOAD_ROOT" && CLASSPATH=$work/classes:$class_path exec timeout 600 java -Xmx512m -XX:TieredStopAtLevel=1 \
    -XX:+UseSerialGC "${JAVA_OPENS[@]}" "-Djava.io.tmpdir=$work" RunFlinkSql "127.0.0.1:$DEV_SERVER_HTTP_PORT" \
    "127.0.0.1:$DEV_SERVER_MYSQL_PORT" <"$work/flink.in" >"$work/flink.out" 2>"$work/flink.log") &
  flink_pid=$!
  on_exit stop_process "$flink_pid" "Flink"
  exec 8>"$work/flink.in" 9<"$work/flink.out"
}

by_flink() {
  local line
  printf '%s\n' "$1/flink.sql" >&8
  while IFS= read -r line <&9; do
    case $line in
      "done $1/flink.sql") return 0 ;;
      "failed $1/flink.sql") return 1 ;;
      *) warn "${line:0:1500}" ;;
    esac
  done
  tail -n 20 "$work/flink.log" >&2
  return 1
}

by_command() {
  STARLOAD=$starload CONNECTION=$work/connection.properties timeout 60 "$1/load.sh" >"$work/load.log" 2>&1 ||
    { tail -n 20 "$work/load.log" >&2; return 1; }
}

# practice NAME HOW: fresh tables, the load, and the query's result
practice() {
  local folder=$practices/$1 how=$2
  sql <"$folder/table.sql" || return 1
  "$how" "$folder" || return 1
  sql -N <"$folder/query.sql" >"$work/found.txt" || return 1
  diff -u "$folder/expected.txt" "$work/found.txt" >&2
}

start_flink
for name in "${names[@]}"; do
  run_case "$name, by the command" practice "$name" by_command
done
for name in "${names[@]}"; do
  run_case "$name, by Flink SQL" practice "$name" by_flink
done
finish_runs
