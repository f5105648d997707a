#!/usr/bin/env bash
# A serializer that knows nothing but the installed SDK, in Flink SQL jobs through sink.plugin-path; and what a user of Flink
# reads when it is not there, or is refused.
#
# usage: tests/sdk/flink.sh BUILD_FOLDER [CONNECTOR_JAR]
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../flink/lib.sh"
given_jar=${2:-}
set -- "${1:?usage: $0 BUILD_FOLDER [CONNECTOR_JAR]}"
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
jar=$(connector_jar "$given_jar")

root=$work/root
install_into "$root"
cp -r "$STARLOAD_ROOT/examples/plugins/masked_csv" "$work/masked_csv"
check "masked_csv builds from the installed SDK" build_outside "$work/masked_csv" "$work/masked_csv/build" "$root"
mkdir "$work/plugins" "$work/shared" "$work/empty" "$work/old"
cp "$work/masked_csv/build/masked_csv.so" "$work/plugins/"
cp "$work/masked_csv/build/masked_csv.so" "$work/shared/"
chmod o+w "$work/shared/masked_csv.so"
cp "$build/tests/plugins/bad/wrong_major.so" "$work/old/"

start_dev_server "$root/bin/starload" "$work" >/dev/null
sql -e 'CREATE DATABASE d'
class_path=$jar:$(HOME=$OLD_HOME flink_class_path "$FLINK_NEWEST")
compile_jobs "$work/classes" "$class_path" "$STARLOAD_ROOT/tests/sdk/flink/PluginJob.java"
for table in people_v1 people_v2 nobody_v1; do
  sql d -e "CREATE TABLE $table (id BIGINT, mail STRING, card STRING) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) PROPERTIES ('replication_num'='1')"
done
CLASSPATH=$work/classes:$class_path run java -Xmx512m "${JAVA_OPENS[@]}" "-Djava.io.tmpdir=$work" PluginJob \
  "127.0.0.1:$DEV_SERVER_HTTP_PORT" "127.0.0.1:$DEV_SERVER_MYSQL_PORT" \
  people_v1 "$work/plugins" masked_csv people_v2 "$work/plugins" masked_csv \
  nobody_v1 "$work/empty" masked_csv nobody_v1 "$work/shared" masked_csv nobody_v1 "$work/old" wrong_major \
  nobody_v1 "$work/plugins:$work/shared" masked_csv
check "the jobs ran" exits 0
check "the job through V1 succeeds" says "people_v1 with masked_csv succeeded"
check "the job through V2 succeeds" says "people_v2 with masked_csv succeeded"
check "a plugin that is not there: its name, its file and the folder" says \
  "no serializer plugin named 'masked_csv': masked_csv.so is in none of the directories searched: $work/empty"
check "a plugin that others can write: the file, and why" says \
  "plugin $work/shared/masked_csv.so is refused: $work/shared/masked_csv.so can be written by others"
check "a plugin of another ABI: the file, and both versions" says \
  "plugin $work/old/wrong_major.so is refused: it is built for plugin ABI 42.0, this engine has ABI 1.0"
check "two of one name: both files" says "$work/plugins/masked_csv.so, $work/shared/masked_csv.so"

sql -N -B d -e "SELECT * FROM people_v1 ORDER BY id" >"$work/out" 2>&1
check "what arrives is masked" says $'1\ta***@example.com\t************1111'
check "a null stays one" says $'2\tNULL\t**'
check "a separator is enclosed" says $'3\t**********\t***'
sql -N -B d -e "SELECT * FROM people_v2 ORDER BY id" >"$work/out" 2>&1
check "what arrives is masked there, too" says $'1\ta***@example.com\t************1111'
check "jobs with a refused plugin load nothing" test "$(sql -N -B d -e 'SELECT COUNT(*) FROM nobody_v1')" = 0
finish
