#!/usr/bin/env bash
# Users' programs: the DataStream examples of the documentation with unchanged imports and calls, a lambda as row builder, a job
# in Scala, and what of examples/flink is not alike; compiled against the connector's jar and run in a local Flink.
#
#   tests/flink/run_examples.sh [--jar JAR|official] [--flink VERSION] STARLOAD
#
# Last line: "N passed, M failed".
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/flink/cluster.sh
source "$FLINK_TESTS/cluster.sh"
begin_script "run_examples.sh [--jar JAR|official] [--flink VERSION] STARLOAD" "jar flink" "$@"
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
# run_programs CLASS... -- ARGUMENT...
run_programs() {
  CLASSPATH=$work/classes:$class_path${scala_library:+:$scala_library} timeout 180 java -Xmx512m "${JAVA_OPENS[@]}" \
    RunAll "$@" >>"$work/programs.log" 2>&1
}

create_table() {
  sql test -e "CREATE TABLE $1 (id INT NOT NULL, name VARCHAR(65533) NULL DEFAULT \"\", score INT NOT NULL DEFAULT \"0\")
    ENGINE=OLAP PRIMARY KEY(id) DISTRIBUTED BY HASH(id)"
}

has_run() {
  grep -q "^done $1\$" "$work/programs.log" || { sed -n "/^failed $1\$/,/^done/p" "$work/programs.log" | head -n 40 >&2; return 1; }
}

# example CLASS TABLE WORD: it has run, and left the two rows of the documentation, with this word in the names.
example() {
  has_run "$1" || return 1
  expect "rows of $2" "1"$'\t'"starrocks-$3"$'\t'"100"$'\n'"2"$'\t'"flink-$3"$'\t'"100" \
    "$(sql -N test -e "SELECT * FROM $2 ORDER BY id")"
}

scala_example() {
  local class
  class=$(basename "$(printf '%s\n' "$FLINK_TESTS"/scala/*.scala | head -n 1)" .scala)
  compile_scala || return 1
  run_programs "$class" -- "$jdbc_url" "$load_url" || return 1
  example "$class" score_board_scala scala
}

# several_tables, sql_job: of examples/flink.
several_tables() {
  has_run io.starload.examples.SeveralTables || return 1
  expect "rows of events_json" $'1\todd\n3\todd' "$(sql -N test -e 'SELECT * FROM events_json ORDER BY id')" || return 1
  expect "rows of events_csv" $'2\teven' "$(sql -N test -e 'SELECT * FROM events_csv')"
}

sql_job() {
  has_run io.starload.examples.SqlJob || return 1
  expect "rows of score_board" $'1\tstarrocks\t100\n2\tflink\t100' "$(sql -N test -e 'SELECT * FROM score_board ORDER BY id')"
}

begin_server
readonly jdbc_url="jdbc:mysql://127.0.0.1:$DEV_SERVER_MYSQL_PORT?useSSL=false" load_url=127.0.0.1:$DEV_SERVER_HTTP_PORT
printf 'rootLogger.level = WARN\n' >"$work/log4j2.properties"
compile_jobs "$work/classes" "$class_path" "$FLINK_TESTS"/examples/*.java \
  "$STARLOAD_ROOT"/examples/flink/src/main/java/io/starload/examples/{SeveralTables,SqlJob}.java
scala_library=''
for name in csv json objects lambda own scala; do create_table "score_board_$name"; done
create_table score_board
for name in csv json; do
  sql test -e "CREATE TABLE events_$name (id INT NOT NULL, name VARCHAR(20)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id)"
done
run_programs "${java_examples[@]}" -- "$jdbc_url" "$load_url" || warn "the JVM of the examples ended with an error"
run_programs io.starload.examples.{SeveralTables,SqlJob} -- --jdbcUrl "$jdbc_url" --loadUrl "$load_url" ||
  warn "the JVM of the examples ended with an error"
run_case "CSV strings" example LoadCsvRecords score_board_csv csv
run_case "JSON strings" example LoadJsonRecords score_board_json json
run_case "custom objects" example LoadCustomJavaRecords score_board_objects rowdata
run_case "a lambda as row builder, with deletions" example LoadWithLambda score_board_lambda lambda
run_case "row transformers and a serializer of the user" example LoadWithOwnClasses score_board_own own
run_case "several tables" several_tables
run_case "a job of SQL statements" sql_job
run_case "a job in Scala" scala_example
finish_runs
