#!/usr/bin/env bash
# The official Java connector, unchanged, loads into the development server: every way it has to send, with checkpoints
# and fail-overs, in a Flink that lives in one JVM. What the server answers is right when a client that was not
# written for it takes it.
#
#   tests/flink/official/run_official.sh STARLOAD [CASE...]
#
# The connector comes from Maven Central; it uses the MySQL driver that is inside its jar. Last line: "N passed, M failed".
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
begin_script "run_official.sh STARLOAD [CASE...]" "jar" --jar official "$@"
flink=1.18.1
# Without a Connector/J of its own on the class path, the connector takes the one it brings.
class_path=$(flink_class_path "$flink" | tr ':' '\n' | grep -v '/mysql-connector-j' | paste -sd ':')
compile_jobs "$work/classes" "$jar:$class_path" "$FLINK_TESTS"/java/common/*.java "$FLINK_TESTS"/official/java/*.java
cat >"$work/classes/log4j2.properties" <<'LOG4J'
rootLogger.level = INFO
rootLogger.appenderRef.file.ref = file
appender.file.name = file
appender.file.type = FILE
appender.file.fileName = ${sys:log.file}
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c{1} [%t] %m%n
LOG4J

start_dev_server "$starload" "$work" >/dev/null
# Many short jobs: the second compiler of the JVM would cost more than it gives.
code=0
CLASSPATH=$work/classes:$jar:$class_path timeout --foreground 600 java -Xmx1g -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
  "${JAVA_OPENS[@]}" \
  "-Dserver.http=127.0.0.1:$DEV_SERVER_HTTP_PORT" "-Dserver.mysql=127.0.0.1:$DEV_SERVER_MYSQL_PORT" \
  "-Dwork.dir=$work" "-Dlog.file=$work/flink.log" "-Djava.io.tmpdir=$work" \
  Cases OfficialLoads,OfficialTables "${arguments[@]}" || code=$?
if [[ $code -ne 0 ]]; then
  warn "the last warnings of Flink's log:"
  grep -aE ' (WARN|ERROR) |Exception' "$work/flink.log" | grep -avE 'DefaultDelegationToken|deprecated configuration key|80 characters' |
    tail -n 40 >&2 || true
  [[ -z ${STARLOAD_FLINK_KEEP_LOG:-} ]] || cp "$work/flink.log" "$work/dev-server.log" "$STARLOAD_FLINK_KEEP_LOG"
fi
exit "$code"
