#!/usr/bin/env bash
# Fetches JMH and compiles the benchmarks of the JNI boundary; `run --prepare` calls it.
#
#   benchmarks/jmh/prepare.sh BUILD WORK [JAR]
#
# Builds the connector from the CMake build folder BUILD, unless JAR is one. WORK gets: classes/, starload.jar, the file
# class-path, and the native libraries libempty_call.so and libcall_counter.so.
set -euo pipefail
# shellcheck source=benchmarks/flink/connector.sh
source "$(dirname "${BASH_SOURCE[0]}")/../flink/connector.sh"
[[ $# -ge 2 ]] || die "usage: prepare.sh BUILD WORK [JAR]"
build=$1 work=$2 jar=${3:-}
readonly here=$STARLOAD_ROOT/benchmarks/jmh jmh=1.37
mkdir -p "$work"

take_connector "$build" "$work" "$jar"
class_path=$work/starload.jar:$(flink_class_path "$FLINK")
for library in org.openjdk.jmh:jmh-core:$jmh net.sf.jopt-simple:jopt-simple:5.0.4 org.apache.commons:commons-math3:3.6.1; do
  class_path+=:$(central_jar "$library")
done
generator=$(central_jar "org.openjdk.jmh:jmh-generator-annprocess:$jmh")
compile_bench "$work/classes" "$class_path"
quietly "$work/javac.log" javac --release 8 -nowarn -Xlint:-options -d "$work/classes" -processorpath "$generator:$class_path" \
  -cp "$work/classes:$class_path" "$here"/java/starload/bench/*.java
printf '%s' "$work/classes:$class_path" >"$work/class-path"

java_home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
for name in empty_call call_counter; do
  quietly "$work/$name.log" cc -std=c11 -O2 -Wall -Wextra -Werror -fPIC -shared -I "$java_home/include" \
    -I "$java_home/include/linux" -o "$work/lib$name.so" "$here/native/$name.c"
done
