#!/usr/bin/env bash
# Fetches the peers of the Flink benchmarks and compiles their job; `run --prepare` calls it.
#
#   benchmarks/flink/prepare.sh BUILD WORK [JAR]
#
# Builds the connector from the CMake build folder BUILD, unless JAR is one. WORK gets: classes/, starload.jar, the files
# flink-classpath and official-classpath and jdbc-classpath, and mariadb/ with an empty database.
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/flink/lib.sh"
[[ $# -ge 2 ]] || die "usage: prepare.sh BUILD WORK [JAR]"
build=$1 work=$2 jar=${3:-}
readonly here=$STARLOAD_ROOT/benchmarks/flink flink=1.18.1
readonly jdbc_connector=org.apache.flink:flink-connector-jdbc:3.1.2-1.18 jdbc_driver=org.mariadb.jdbc:mariadb-java-client:3.5.1
mkdir -p "$work"

# build_connector ARG...: prints the jar's path.
build_connector() {
  "$STARLOAD_ROOT/scripts/build-flink-connector" --build "$build" "$@" | sed -n '$s/: [0-9]* bytes$//p'
}

if [[ -z $jar ]]; then
  # Without the network where Maven's local repository has everything.
  jar=$(build_connector --offline 2>"$work/build.log") || jar=$(build_connector)
fi
[[ -s $jar ]] || die "no connector jar: \"$jar\""
cp "$jar" "$work/starload.jar.new" && mv "$work/starload.jar.new" "$work/starload.jar"

class_path=$(flink_class_path "$flink")
official=$(connector_jar official)
printf '%s' "$class_path" >"$work/flink-classpath"
printf '%s' "$official" >"$work/official-classpath"
printf '%s' "$(central_jar "$jdbc_connector"):$(central_jar "$jdbc_driver"):$official" >"$work/jdbc-classpath"
rm -rf "$work/classes"
compile_jobs "$work/classes" "$official:$class_path" "$here"/java/*.java
cp -r "$here/java/META-INF" "$work/classes/"
printf 'rootLogger.level = OFF\n' >"$work/classes/log4j2.properties"

if [[ ! -d $work/mariadb ]]; then
  user=()
  [[ $(id -u) -ne 0 ]] || user=(--user=root)
  quietly "$work/mariadb.log" mariadb-install-db --no-defaults "--datadir=$work/mariadb.new" --skip-test-db \
    --auth-root-authentication-method=normal "${user[@]}"
  mv "$work/mariadb.new" "$work/mariadb"
fi
say "connector: $jar"
