# Shared by the suites flink and jmh: this connector's jar, and the classes that make the rows. Sourced.
# shellcheck shell=bash
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/flink/lib.sh"
# shellcheck disable=SC2034  # used by the scripts that source this file
readonly FLINK=1.18.1

# build_connector BUILD ARG...: prints the jar's path.
build_connector() {
  local build=$1
  shift
  "$STARLOAD_ROOT/scripts/build-flink-connector" --build "$build" "$@" | sed -n '$s/: [0-9]* bytes$//p'
}

# take_connector BUILD WORK [JAR]: WORK/starload.jar is a copy of JAR, or of what is built in the CMake build folder BUILD:
# without the network, where Maven's local repository has everything.
take_connector() {
  local build=$1 work=$2 jar=${3:-}
  if [[ -z $jar ]]; then
    jar=$(build_connector "$build" --offline 2>"$work/build.log") || jar=$(build_connector "$build") || return 1
  fi
  [[ -s $jar ]] || { warn "no connector jar: \"$jar\""; return 1; }
  cp "$jar" "$work/starload.jar.new" && mv "$work/starload.jar.new" "$work/starload.jar"
  say "connector: $jar"
}

# compile_bench CLASSES CLASS_PATH
compile_bench() {
  rm -rf "$1"
  compile_jobs "$1" "$2" "$STARLOAD_ROOT"/benchmarks/flink/java/*.java
  cp -r "$STARLOAD_ROOT/benchmarks/flink/java/META-INF" "$1/"
  printf 'rootLogger.level = OFF\n' >"$1/log4j2.properties"
}
