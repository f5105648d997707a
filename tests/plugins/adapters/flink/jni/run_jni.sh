#!/usr/bin/env bash
# The native engine inside a JVM, against the development server: BoundaryTest, then the rows are counted.
#
#   run_jni.sh STARLOAD ADAPTER_LIBRARY CLASS_DIR PLUGIN_DIR JAVA [ROUNDS]
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../../../../scripts/lib.sh"
# shellcheck source=scripts/dev_server.sh
source "$STARLOAD_ROOT/scripts/dev_server.sh"
[[ $# -ge 5 ]] || die "usage: run_jni.sh STARLOAD ADAPTER_LIBRARY CLASS_DIR PLUGIN_DIR JAVA [ROUNDS]"
starload=$1 library=$2 classes=$3 plugins=$4 java=$5 rounds=${6:-20}

work=$(mktemp -d)
on_exit rm -rf "$work"
(umask 077 && echo "jvm-test-password" >"$work/password")
start_dev_server "$starload" "$work" "$work/password"
sql -e 'CREATE DATABASE jvm;
  CREATE TABLE jvm.batches (id BIGINT NOT NULL, name VARCHAR(1048576)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id);
  CREATE TABLE jvm.records (round INT NOT NULL, name VARCHAR(64)) DUPLICATE KEY(round) DISTRIBUTED BY HASH(round);
  CREATE TABLE jvm.keyed (id BIGINT NOT NULL, name VARCHAR(64)) PRIMARY KEY(id) DISTRIBUTED BY HASH(id);'

# The loader takes the plugins from a folder beside the library, and needs neither afterwards.
mkdir -m 0700 "$work/native" "$work/native/plugins"
cp "$library" "$work/native/" && cp "$plugins"/*.so "$work/native/plugins/"
# -Xcheck:jni complains on standard output about wrong use of JNI.
BOUNDARY_PASSWORD=jvm-test-password timeout 400 "$java" -Xcheck:jni -Xmx128m -XX:MaxDirectMemorySize=16m \
  -Dstarload.native.path="$work/native/libstarload_flink.so" -cp "$classes" BoundaryTest \
  "$DEV_SERVER_HTTP_PORT" "$DEV_SERVER_MYSQL_PORT" "$rounds" >"$work/java.log" 2>&1 ||
  { tail -n 40 "$work/java.log"; die "BoundaryTest failed"; }
if grep -qE 'FATAL ERROR|WARNING.*JNI|WARNING in native' "$work/java.log"; then
  tail -n 40 "$work/java.log"
  die "the JVM complains about the use of JNI"
fi
grep -q 'prepared_timeout = 86400 s .* execution.checkpointing.interval = 100000000 ms' "$work/java.log" ||
  die "no warning about a prepared_timeout that is shorter than the checkpoint interval"

expect() {
  local rows
  rows=$(sql -N -e "$1")
  [[ $rows == "$2" ]] || die "expected '$2', got '$rows' from: $1"
}
# A round: writers 0 to 5 with 1000 rows each, and two large ones.
expect 'SELECT COUNT(*), COUNT(DISTINCT id) FROM jvm.batches' "$((rounds * 6002))"$'\t'"$((rounds * 6002))"
expect 'SELECT COUNT(*), MAX(round) FROM jvm.records' "$((rounds * 1000))"$'\t'"$((rounds - 1))"
say "$rounds rounds, every row in the table once"
