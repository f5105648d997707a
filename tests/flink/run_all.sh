#!/usr/bin/env bash
# All Flink tests: every version, every fault case over both interfaces, all pairs of parallelism, a real cluster, TaskManagers
# that are killed, a savepoint of the official connector, PyFlink. Half an hour, and 1.5 GB of downloads the first time.
#
#   tests/flink/run_all.sh [--jar JAR] STARLOAD
#
# Last line: "N passed, M failed".
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
options=()
if [[ ${1:-} == --jar ]]; then
  options=(--jar "$2")
  shift 2
fi
[[ $# -eq 1 ]] || die "usage: run_all.sh [--jar JAR] STARLOAD"
starload=$1

count_run "$FLINK_TESTS/run_versions.sh" "${options[@]}" "$starload"
for api in function v2; do
  say "=== fault cases over the interface \"$api\""
  count_run "$FLINK_TESTS/run_minicluster" "${options[@]}" --api "$api" "$starload" "$FLINK_NEWEST" \
    CheckpointFaults,SavepointFaults,LifeFaults
done
say "=== Flink's own test suite for sinks"
count_run "$FLINK_TESTS/tck/run.sh" "${options[@]}" "$starload"
for script in run_examples run_cluster run_takeover run_pyflink; do
  say "=== $script"
  count_run "$FLINK_TESTS/$script.sh" "${options[@]}" "$starload"
done
finish_runs
