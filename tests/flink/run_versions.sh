#!/usr/bin/env bash
# One connector jar in every version of Flink from 1.13 to 1.20: SQL with all types, strings, exactly-once with a failover.
#
#   tests/flink/run_versions.sh [--jar JAR|official] STARLOAD [VERSION...]
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
[[ $# -ge 1 ]] || die "usage: run_versions.sh [--jar JAR|official] STARLOAD [VERSION...]"
starload=$1
shift
versions=("$@")
[[ $# -gt 0 ]] || versions=(1.13.6 1.14.6 1.15.4 1.16.3 1.17.2 1.18.1 1.19.2 1.20.1)

for version in "${versions[@]}"; do
  say "=== Flink $version"
  count_run "$FLINK_TESTS/run_minicluster" "${options[@]}" "$starload" "$version" VersionCases
done
finish_runs
