#!/usr/bin/env bash
# What continuous integration runs of the Flink tests, in about five minutes: the oldest Flink that runs on JDK 17 and the
# newest with one jar, faults around checkpoints and savepoints, Flink's own suite for sinks, and the documentation's programs.
#
#   tests/flink/run_ci.sh [--jar JAR|official] STARLOAD
#
# tests/flink/run_all.sh runs everything. Last line: "N passed, M failed".
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
options=()
if [[ ${1:-} == --jar ]]; then
  options=(--jar "$2")
  shift 2
fi
[[ $# -eq 1 ]] || die "usage: run_ci.sh [--jar JAR|official] STARLOAD"
starload=$1

say "=== Flink $FLINK_OLDEST"
count_run "$FLINK_TESTS/run_minicluster" "${options[@]}" "$starload" "$FLINK_OLDEST" VersionCases quick
say "=== Flink $FLINK_NEWEST"
count_run "$FLINK_TESTS/run_minicluster" "${options[@]}" "$starload" "$FLINK_NEWEST" \
  VersionCases,CheckpointFaults,SavepointFaults,LifeFaults quick
say "=== Flink's own test suite for sinks"
count_run "$FLINK_TESTS/tck/run.sh" --quick "${options[@]}" "$starload"
say "=== programs"
count_run "$FLINK_TESTS/run_examples.sh" "${options[@]}" "$starload"
finish_runs
