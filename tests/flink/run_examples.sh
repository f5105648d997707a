#!/usr/bin/env bash
# Users' programs: the DataStream examples of the documentation with unchanged imports and calls, a lambda as row builder, and
# a job in Scala; compiled against the connector's jar and run in a local Flink.
#
#   tests/flink/run_examples.sh [--jar JAR|official] [--flink VERSION] STARLOAD
#
# Last line: "N passed, M failed".
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/flink/cluster.sh
source "$FLINK_TESTS/cluster.sh"
jar='' flink=$FLINK_NEWEST
while [[ ${1:-} == --* ]]; do
  case $1 in
    --jar) jar=$2 ;;
    --flink) flink=$2 ;;
    *) die "unknown option \"$1\"" ;;
  esac
  shift 2
done
[[ $# -eq 1 ]] || die "usage: run_examples.sh [--jar JAR|official] [--flink VERSION] STARLOAD"
starload=$1

work=$(mktemp -d)
on_exit rm -rf "$work"
jar=$(connector_jar "$jar")
class_path=$jar:$(flink_class_path "$flink")

# Scala's compiler and library, as sbt takes them from Maven Central.
readonly SCALA=2.12.19
compile_scala() {
  local compiler=''
  for artifact in scala-compiler scala-reflect scala-library; do
    compiler+=$(central_jar "org.scala-lang:$artifact:$SCALA"): || return 1
  done
  scala_library=$(central_jar "org.scala-lang:scala-library:$SCALA") || return 1
  CLASSPATH=$compiler quietly "$work/scala.log" java scala.tools.nsc.Main -nowarn -d "$work/classes" \
    -cp "$class_path:$scala_library" "$FLINK_TESTS"/scala/*.scala
}

# Every example is a program of its own; they run in one JVM because a JVM takes long to start.
readonly java_examples=(LoadCsvRecords LoadJsonRecords LoadCustomJavaRecords LoadWithLambda LoadWithOwnClasses)
run_programs() {
  CLASSPATH=$work/classes:$class_path${scala_library:+:$scala_library} timeout 180 java -Xmx512m "${JAVA_OPENS[@]}" \
    RunAll "$@" -- "jdbc:mysql://127.0.0.1:$DEV_SERVER_MYSQL_PORT?useSSL=false" "127.0.0.1:$DEV_SERVER_HTTP_PORT" \
    >>"$work/programs.log" 2>&1
}

create_table() {
  sql test -e "CREATE TABLE $1 (id INT NOT NULL, name VARCHAR(65533) NULL DEFAULT \"\", score INT NOT NULL DEFAULT \"0\")
    ENGINE=OLAP PRIMARY KEY(id) DISTRIBUTED BY HASH(id)"
}

# example CLASS TABLE WORD: it has run, and left the two rows of the documentation, with this word in the names.
example() {
  grep -q "^done $1\$" "$work/programs.log" || { sed -n "/^failed $1\$/,/^done/p" "$work/programs.log" | head -n 40 >&2; return 1; }
  expect "rows of $2" "1"$'\t'"starrocks-$3"$'\t'"100"$'\n'"2"$'\t'"flink-$3"$'\t'"100" \
    "$(sql -N test -e "SELECT * FROM $2 ORDER BY id")"
}

scala_example() {
  local class
  class=$(basename "$(printf '%s\n' "$FLINK_TESTS"/scala/*.scala | head -n 1)" .scala)
  compile_scala || return 1
  run_programs "$class" || return 1
  example "$class" score_board_scala scala
}

start_dev_server "$starload" "$work" >/dev/null
sql -e 'CREATE DATABASE test'
printf 'rootLogger.level = WARN\n' >"$work/log4j2.properties"
compile_jobs "$work/classes" "$class_path" "$FLINK_TESTS"/examples/*.java
scala_library=''
for name in csv json objects lambda own scala; do create_table "score_board_$name"; done
run_programs "${java_examples[@]}" || warn "the JVM of the examples ended with an error"
run_case "CSV strings" example LoadCsvRecords score_board_csv csv
run_case "JSON strings" example LoadJsonRecords score_board_json json
run_case "custom objects" example LoadCustomJavaRecords score_board_objects rowdata
run_case "a lambda as row builder, with deletions" example LoadWithLambda score_board_lambda lambda
run_case "row transformers and a serializer of the user" example LoadWithOwnClasses score_board_own own
run_case "a job in Scala" scala_example
finish_runs
