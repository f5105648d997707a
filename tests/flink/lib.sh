# Shared by the scripts in this folder: where Flink's jars are, compiling the jobs, the development server. Sourced.
# shellcheck shell=bash
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
# shellcheck source=scripts/dev_server.sh
source "$STARLOAD_ROOT/scripts/dev_server.sh"

readonly FLINK_TESTS=$STARLOAD_ROOT/tests/flink
# Downloads and what is made of them; may be deleted at any time.
readonly FLINK_CACHE=${STARLOAD_CACHE_DIR:-$STARLOAD_ROOT/.cache}/flink
readonly OFFICIAL_CONNECTOR=com.starrocks:flink-connector-starrocks:1.2.9_flink-1.18
# shellcheck disable=SC2034  # used by the scripts that source this file
readonly FLINK_OLDEST=1.13.6 FLINK_NEWEST=1.20.1

# Flink before 1.18 does not open what it needs of JDK 17 by itself.
# shellcheck disable=SC2034
readonly JAVA_OPENS=(
  --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.lang.reflect=ALL-UNNAMED
  --add-opens=java.base/java.util=ALL-UNNAMED --add-opens=java.base/java.util.concurrent=ALL-UNNAMED
  --add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED
  --add-opens=java.base/java.io=ALL-UNNAMED --add-opens=java.base/java.net=ALL-UNNAMED
  --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.math=ALL-UNNAMED
  --add-opens=java.base/java.text=ALL-UNNAMED --add-opens=java.base/java.time=ALL-UNNAMED
  --add-exports=java.base/sun.net.util=ALL-UNNAMED)

# flink_class_path VERSION: prints the class path of a Flink that runs in one JVM, from Maven Central.
flink_class_path() {
  local version=$1 profile=flink-1.15 file
  file=$FLINK_CACHE/classpath-$version-$(cksum <"$FLINK_TESTS/pom.xml" | cut -d ' ' -f 1)
  [[ $version != 1.13.* ]] || profile="flink-1.13"
  [[ $version != 1.14.* ]] || profile="flink-1.13,flink-1.14"
  if [[ ! -s $file ]] || _has_missing_files "$file"; then
    mkdir -p "$FLINK_CACHE"
    quietly "$file.log" mvn -B -q -f "$FLINK_TESTS/pom.xml" "-P$profile" "-Dflink.version=$version" \
      dependency:build-classpath "-Dmdep.outputFile=$file.part" || return 1
    mv "$file.part" "$file" && rm -f "$file.log"
  fi
  cat "$file"
}

# flink_has_sink_v2 VERSION
flink_has_sink_v2() { [[ $1 != 1.13.* && $1 != 1.14.* ]]; }

_has_missing_files() {
  local path
  tr ':' '\n' <"$1" | while read -r path; do [[ -s $path ]] || exit 0; done && return 1
  return 0
}

# central_jar GROUP:ARTIFACT:VERSION: prints the path of a jar of Maven Central.
central_jar() {
  local artifact version jar
  IFS=: read -r _ artifact version <<<"$1"
  jar=$FLINK_CACHE/jars/$artifact-$version.jar
  if [[ ! -s $jar ]]; then
    mkdir -p "$FLINK_CACHE/jars"
    quietly "$FLINK_CACHE/$artifact.log" mvn -B -q -f "$FLINK_TESTS/pom.xml" dependency:copy "-Dartifact=$1" \
      "-DoutputDirectory=$FLINK_CACHE/jars" >&2 || return 1
  fi
  printf '%s' "$jar"
}

# connector_jar [JAR|official]: prints the jar of the connector under test: the one that the build made, unless told.
connector_jar() {
  local jars
  case ${1:-} in
    official) central_jar "$OFFICIAL_CONNECTOR" ;;
    '')
      jars=("$STARLOAD_ROOT"/plugins/adapters/flink/java/dist/target/flink-connector-starrocks-[0-9]*.jar)
      mapfile -t jars < <(printf '%s\n' "${jars[@]}" | grep -vE -- '-(sources|javadoc|tests)\.jar$|original-')
      [[ -s ${jars[0]:-} ]] || { warn "no connector jar below plugins/adapters/flink/java/dist/target: build it first"; return 1; }
      printf '%s' "${jars[0]}" ;;
    *) [[ -s $1 ]] || { warn "no such jar: $1"; return 1; }; realpath "$1" ;;
  esac
}

# begin_script USAGE OPTIONS ARG...: what the scripts here begin with. Reads the options that OPTIONS names (of: jar, flink, api,
# keep) into variables of these names, the command under test into starload, and what is left into arguments; makes the
# folder work, which goes when the script ends.
# shellcheck disable=SC2034
begin_script() {
  local usage=$1 known=" $2 " name
  shift 2
  jar='' flink=$FLINK_NEWEST api=function keep=''
  while [[ ${1:-} == --* ]]; do
    name=${1#--}
    [[ $known == *" $name "* && $# -ge 2 ]] || die "unknown option \"$1\"; usage: $usage"
    printf -v "$name" '%s' "$2"
    shift 2
  done
  [[ $# -ge 1 ]] || die "usage: $usage"
  starload=$1
  shift
  arguments=("$@")
  work=$(mktemp -d)
  on_exit rm -rf "$work"
  jar=$(connector_jar "$jar")
}

# begin_server: the development server with a database "test".
begin_server() {
  start_dev_server "$starload" "$work" >/dev/null
  sql -e 'CREATE DATABASE test'
}

# compile_jobs DIR CLASS_PATH SOURCE...: Java 8, as users compile.
compile_jobs() {
  local out=$1 class_path=$2
  shift 2
  mkdir -p "$out"
  quietly "$out.log" javac --release 8 -nowarn -Xlint:-options -d "$out" -cp "$class_path" "$@"
}

# --- results ----------------------------------------------------------------------------------------------------
# count_run COMMAND ARG...: shows its output, and adds its last line "N passed, M failed" to the sum. A command that ends
# without such a line, or with another exit code than the line tells, is a failure.
FLINK_PASSED=0 FLINK_FAILED=0
count_run() {
  local log code=0 last=''
  log=$(mktemp)
  "$@" 2>&1 | tee "$log" | { grep -vE '^[0-9]+ passed, [0-9]+ failed$' || true; } || code=${PIPESTATUS[0]}
  last=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1) || true
  rm -f "$log"
  if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    FLINK_PASSED=$((FLINK_PASSED + BASH_REMATCH[1]))
    FLINK_FAILED=$((FLINK_FAILED + BASH_REMATCH[2]))
    [[ $code -eq 0 || ${BASH_REMATCH[2]} -ne 0 ]] || FLINK_FAILED=$((FLINK_FAILED + 1))
  else
    say "FAILED  $* (exit code $code)"
    FLINK_FAILED=$((FLINK_FAILED + 1))
  fi
}

finish_runs() {
  say "$FLINK_PASSED passed, $FLINK_FAILED failed"
  [[ $FLINK_FAILED -eq 0 && $FLINK_PASSED -gt 0 ]]
}
