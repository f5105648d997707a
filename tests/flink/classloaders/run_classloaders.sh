#!/usr/bin/env bash
# The connector's jar in class loaders as Flink makes them, without Flink, against the development server.
#
#   tests/flink/classloaders/run_classloaders.sh STARLOAD [JAR [WORD]]
#
# JAR: the connector's; default: the one that the build made. WORD: only cases with it in their name. The cases with file systems of their own (noexec, full,
# read-only) need root. Last line: "N passed, M failed".
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
[[ $# -ge 1 ]] || die "usage: run_classloaders.sh STARLOAD [JAR]"
starload=$1
jar=$(connector_jar "${2:-}")
only=${3:-}
here=$FLINK_TESTS/classloaders

work=$(mktemp -d)
on_exit rm -rf "$work"
mkdir "$work/tmp"
version=$(sed -nE 's/^project\(starload VERSION ([0-9.]+) .*/\1/p' "$STARLOAD_ROOT/CMakeLists.txt")
readonly other_version=0.0.9
python3 "$here/other_version.py" "$jar" "$version" "$other_version" "$work/other.jar"
slf4j=$(central_jar org.slf4j:slf4j-api:1.7.36):$(central_jar org.slf4j:slf4j-nop:1.7.36)
compile_jobs "$work/classes" "$slf4j" "$here"/java/*.java
compile_jobs "$work/job" "$jar" "$here"/java/job/*.java

(umask 077 && echo "loader-test-password" >"$work/password")
start_dev_server "$starload" "$work" "$work/password" >/dev/null
sql -e 'CREATE DATABASE jobs'

# Nothing that a JVM starts, ends or collects as it likes: it would hide threads and memory of ours.
readonly steady_jvm=(-Xms64m -Xmx64m -XX:+AlwaysPreTouch -XX:+UseSerialGC -XX:TieredStopAtLevel=1
  -XX:-UseDynamicNumberOfCompilerThreads -Xcheck:jni)
export MALLOC_ARENA_MAX=2
passed=0 failed=0

# check NAME ARGUMENT...: one case in a JVM of its own; all rows that it loaded are in the table.
check() {
  local name=$1 code=0 rows
  [[ $name == *$only* ]] || return 0
  shift
  sql jobs -e 'DROP TABLE IF EXISTS `rows`;
    CREATE TABLE `rows` (id BIGINT NOT NULL, name VARCHAR(64)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id);'
  echo 0 >"$work/rows"
  timeout --foreground 600 java "${steady_jvm[@]}" -cp "$work/classes:$slf4j" "-Djava.io.tmpdir=$work/tmp" \
    "-Dserver.http=127.0.0.1:$DEV_SERVER_HTTP_PORT" "-Dserver.mysql=127.0.0.1:$DEV_SERVER_MYSQL_PORT" \
    "-Dpassword.file=$work/password" "-Drows.file=$work/rows" "-Djob.classes=$work/job" "-Dconnector.jar=$jar" \
    "-Dother.jar=$work/other.jar" "-Dversion=$version" "-Dother.version=$other_version" \
    "-Dnative.path=$work/native/META-INF/native/starload/linux-x86_64/libstarload_flink.so" ClassLoaderCases "$@" >"$work/log" 2>&1 || code=$?
  grep -E '^after |StarloadException: ' "$work/log" | grep -v '^Exception' | cut -c 1-500 | sed 's/^/    /' || true
  if grep -qE 'FATAL ERROR|WARNING in native|WARNING: JNI|handler modified' "$work/log"; then
    say "    the JVM complains about the use of JNI or of signals"
    code=1
  fi
  rows=$(sql -N jobs -e 'SELECT COUNT(DISTINCT id) FROM `rows`')
  [[ $rows -gt 0 && $rows == "$(cat "$work/rows")" ]] || { say "    $rows rows in the table"; code=1; }
  if compgen -G "$work/tmp/starload-native-*" >/dev/null; then say "    a directory was left"; code=1; fi
  if [[ $code -eq 0 ]]; then
    passed=$((passed + 1)) && say "ok      $name ($rows rows)"
  else
    failed=$((failed + 1)) && say "FAILED  $name"
    tail -n 30 "$work/log"
  fi
}

# on_mount OPTIONS CASE...: with the folder of that file system in place of MOUNT.
on_mount() {
  local name=$1 mount_options=$2 folder=$work/mount
  [[ $name == *$only* ]] || return 0
  shift 2
  if [[ $(id -u) -ne 0 ]] || ! mount -t tmpfs -o "$mount_options" tmpfs "$folder" 2>/dev/null; then
    say "not run: $name (it takes root to mount a file system)"
    return 0
  fi
  check "$name" "${@//MOUNT/$folder}"
  umount "$folder"
}

mkdir "$work/mount" "$work/native"
on_exit umount -q "$work/mount"
unzip -q "$jar" 'META-INF/native/starload/linux-x86_64/*' -d "$work/native"

check "100 class loaders, one after the other, leave nothing behind" hundred 100
check "two versions side by side in one JVM" two-versions
check "in lib/: one library for all jobs" parent-first
check "in the job's jar, with another version in lib/" child-first
check "starload.native.path" path
on_mount "noexec is named, another directory does" noexec \
  refused MOUNT "mounted with the option noexec" MOUNT starload.native.workdir
on_mount "a full disk is named, another directory does" size=1m refused MOUNT "No space left" MOUNT starload.native.workdir
on_mount "a read-only disk is named, another directory does" ro refused MOUNT/below "Read-only" MOUNT starload.native.workdir
say "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
