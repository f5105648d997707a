#!/usr/bin/env bash
# The engine inside a JVM, against the development server: opens, loads one batch, closes, twice, and counts the rows.
#
#   run_jni.sh STARLOAD JNI_LIBRARY CLASS_DIR PLUGIN_DIR JAVA
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
# shellcheck source=scripts/dev_server.sh
source "$STARLOAD_ROOT/scripts/dev_server.sh"
[[ $# -eq 5 ]] || die "usage: run_jni.sh STARLOAD JNI_LIBRARY CLASS_DIR PLUGIN_DIR JAVA"
starload=$1 library=$2 classes=$3 plugins=$4 java=$5

work=$(mktemp -d)
on_exit rm -rf "$work"
(umask 077 && echo "jvm-test-password" >"$work/password")
start_dev_server "$starload" "$work" "$work/password"
sql -e 'CREATE DATABASE jvm;
  CREATE TABLE jvm.batches (id BIGINT NOT NULL, name VARCHAR(64)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id);'

(umask 077 && cat >"$work/job.properties") <<PROPERTIES
load-url=127.0.0.1:$DEV_SERVER_HTTP_PORT
jdbc-url=jdbc:mysql://127.0.0.1:$DEV_SERVER_MYSQL_PORT
database-name=jvm
table-name=batches
username=root
password=jvm-test-password
PROPERTIES
# -Xcheck:jni complains on standard output about wrong use of JNI.
timeout 120 "$java" -Xcheck:jni -Xmx128m -cp "$classes" EngineInJvm "$library" "$plugins" "$work/job.properties" |
  tee "$work/java.log"
if grep -qE 'FATAL ERROR|WARNING.*JNI' "$work/java.log"; then die "the JVM complains about the use of JNI"; fi

rows=$(sql -N -e 'SELECT COUNT(*), MIN(id), MAX(id) FROM jvm.batches')
[[ $rows == $'2000\t0\t1999' ]] || die "expected 2000 rows, ids 0 to 1999; the table has (count, min, max): $rows"
say "2000 rows in the table"
