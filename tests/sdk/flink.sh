#!/usr/bin/env bash
# A serializer that knows nothing but the installed SDK, in a Flink SQL job through sink.plugin-path.
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
mkdir "$work/plugins"
cp "$work/masked_csv/build/masked_csv.so" "$work/plugins/"

start_dev_server "$root/bin/starload" "$work" >/dev/null
sql -e 'CREATE DATABASE d'
class_path=$jar:$(HOME=$OLD_HOME flink_class_path "$FLINK_NEWEST")
compile_jobs "$work/classes" "$class_path" "$STARLOAD_ROOT/tests/sdk/flink/PluginJob.java"
for version in V1 V2; do
  table=people_${version,,}
  sql d -e "CREATE TABLE $table (id BIGINT, mail STRING, card STRING) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) PROPERTIES ('replication_num'='1')"
  CLASSPATH=$work/classes:$class_path run java -Xmx512m "${JAVA_OPENS[@]}" "-Djava.io.tmpdir=$work" PluginJob \
    "127.0.0.1:$DEV_SERVER_HTTP_PORT" "127.0.0.1:$DEV_SERVER_MYSQL_PORT" "$work/plugins" "$version"
  if [[ $version == V1 ]]; then
    check "the job through V1 succeeds" exits 0
    sql -N -B d -e "SELECT * FROM $table ORDER BY id" >"$work/out" 2>&1
    check "what arrives is masked" says $'1\ta***@example.com\t************1111'
    check "a null stays one" says $'2\tNULL\t**'
    check "a separator is enclosed" says $'3\t**********\t***'
  else
    check "the job through V2 succeeds" exits 0
    sql -N -B d -e "SELECT * FROM $table ORDER BY id" >"$work/out" 2>&1
    check "what arrives is masked there, too" says $'1\ta***@example.com\t************1111'
  fi
done
finish
