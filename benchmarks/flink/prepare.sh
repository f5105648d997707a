#!/usr/bin/env bash
# Fetches the peers of the Flink benchmarks and compiles their job; `run --prepare` calls it.
#
#   benchmarks/flink/prepare.sh BUILD WORK [JAR]
#
# Builds the connector from the CMake build folder BUILD, unless JAR is one. WORK gets: classes/, starload.jar, the files
# flink-classpath and official-classpath and jdbc-classpath, and mariadb/ with an empty database.
set -euo pipefail
# shellcheck source=benchmarks/flink/connector.sh
source "$(dirname "${BASH_SOURCE[0]}")/connector.sh"
[[ $# -ge 2 ]] || die "usage: prepare.sh BUILD WORK [JAR]"
build=$1 work=$2 jar=${3:-}
readonly jdbc_connector=org.apache.flink:flink-connector-jdbc:3.1.2-1.18 jdbc_driver=org.mariadb.jdbc:mariadb-java-client:3.5.1
mkdir -p "$work"

take_connector "$build" "$work" "$jar"
class_path=$(flink_class_path "$FLINK")
official=$(connector_jar official)
printf '%s' "$class_path" >"$work/flink-classpath"
printf '%s' "$official" >"$work/official-classpath"
printf '%s' "$(central_jar "$jdbc_connector"):$(central_jar "$jdbc_driver"):$official" >"$work/jdbc-classpath"
compile_bench "$work/classes" "$official:$class_path"

if [[ ! -d $work/mariadb ]]; then
  user=()
  [[ $(id -u) -ne 0 ]] || user=(--user=root)
  quietly "$work/mariadb.log" mariadb-install-db --no-defaults "--datadir=$work/mariadb.new" --skip-test-db \
    --auth-root-authentication-method=normal "${user[@]}"
  mv "$work/mariadb.new" "$work/mariadb"
fi
