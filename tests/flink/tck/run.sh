#!/usr/bin/env bash
# Flink's own test suite for sinks (flink-connector-test-utils, SinkTestSuiteBase) with the connector's jar and the
# development server: five tests, with exactly-once and at-least-once, over transactions and over stream load.
#
#   tests/flink/tck/run.sh [--quick] [--jar JAR|official] [STARLOAD [FLINK_VERSION...]]
#
# STARLOAD is the command (build/release/bin/starload); the versions of Flink are 1.17.2 and 1.20.1 unless told. --quick:
# the newest Flink and transactions only. --jar: as in run_minicluster. The log of Flink is shown when something fails.
# Last line: "N passed, M failed".
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
readonly TCK=$FLINK_TESTS/tck

suites=(Transactions StreamLoad) versions=(1.17.2 1.20.1) jar=''
while [[ ${1:-} == --* ]]; do
  case $1 in
    --quick) suites=(Transactions) versions=("$FLINK_NEWEST") ;;
    --jar) jar=${2:?--jar needs a file} && shift ;;
    -h | --help) sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" && exit 0 ;;
    *) die "unknown option \"$1\" (see tests/flink/tck/run.sh --help)" ;;
  esac
  shift
done
starload=${1:-$STARLOAD_ROOT/build/release/bin/starload}
[[ -x $starload ]] || die "no command $starload: build it, or name it as the first argument"
[[ $# -lt 2 ]] || versions=("${@:2}")

# tck_class_path VERSION: prints the class path of the suite.
tck_class_path() {
  local file
  file=$FLINK_CACHE/tck-classpath-$1-$(cksum <"$TCK/pom.xml" | cut -d ' ' -f 1)
  if [[ ! -s $file ]] || _has_missing_files "$file"; then
    mkdir -p "$FLINK_CACHE"
    quietly "$file.log" mvn -B -q -f "$TCK/pom.xml" "-Dflink.version=$1" \
      dependency:build-classpath "-Dmdep.outputFile=$file.part" || return 1
    mv "$file.part" "$file" && rm -f "$file.log"
  fi
  cat "$file"
}

# run_suites VERSION: its last line is "N passed, M failed".
run_suites() {
  local version=$1 class_path code=0
  local out=$work/$version
  class_path=$(tck_class_path "$version")
  mkdir -p "$out/tmp"
  compile_jobs "$out/classes" "$jar:$class_path" "$TCK"/java/*.java "$FLINK_TESTS/java/common/Server.java" || return 1
  say "Flink $version:"
  timeout --foreground "${STARLOAD_FLINK_SECONDS:-900}" java -Xmx1g "${JAVA_OPENS[@]}" \
    "-Dserver.http=127.0.0.1:$DEV_SERVER_HTTP_PORT" "-Dserver.mysql=127.0.0.1:$DEV_SERVER_MYSQL_PORT" \
    "-Dlog.file=$out/flink.log" "-Djava.io.tmpdir=$out/tmp" "-Dlog4j.configurationFile=$TCK/log4j2.properties" -cp "$out/classes:$jar:$class_path" \
    TckMain "${suites[@]}" || code=$?
  if [[ $code -ne 0 ]]; then
    warn "Flink $version: the last warnings of its log:"
    grep -E ' (WARN|ERROR) |Exception' "$out/flink.log" | tail -n 40 >&2 || true
    [[ -z ${STARLOAD_FLINK_KEEP_LOG:-} ]] || cp "$out/flink.log" "$work/dev-server.log" "$STARLOAD_FLINK_KEEP_LOG"
  fi
  return "$code"
}

jar=$(connector_jar "$jar")
work=$(mktemp -d)
on_exit rm -rf "$work"
start_dev_server "$starload" "$work" >/dev/null
for version in "${versions[@]}"; do count_run run_suites "$version"; done
finish_runs
