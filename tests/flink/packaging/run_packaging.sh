#!/usr/bin/env bash
# What is in the connector's jar; that the same sources give the same jar; and that Maven installs it under the
# documented coordinates, for a user's project to compile against.
#
#   tests/flink/packaging/run_packaging.sh BUILD_DIR [JAR]
#
# BUILD_DIR: CMake's, in which scripts/build-flink-connector built the jar. Nothing is written there, nor into the user's
# Maven repository. Last line: "N passed, M failed".
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
[[ $# -ge 1 ]] || die "usage: run_packaging.sh BUILD_DIR [JAR]"
build=$(realpath "$1")
jar=$(connector_jar "${2:-}")
here=$FLINK_TESTS/packaging
version=$(sed -nE 's/^project\(starload VERSION ([0-9.]+) .*/\1/p' "$STARLOAD_ROOT/CMakeLists.txt")

work=$(mktemp -d)
on_exit rm -rf "$work"
passed=0 failed=0
check() {
  local name=$1 code=0
  shift
  "$@" || code=$?
  if [[ $code -eq 0 ]]; then passed=$((passed + 1)) && say "ok      $name"; else failed=$((failed + 1)) && say "FAILED  $name"; fi
}

# A Maven repository of its own: what this one installs must not be found by others, nor what they installed by it.
make_repository() {
  local mine=${HOME}/.m2/repository
  [[ -d $mine ]] || return 0
  cp -al "$mine" "$work/repository" 2>/dev/null || { rm -rf "$work/repository" && cp -r "$mine" "$work/repository"; }
  rm -rf "$work/repository/io/starload" "$work/repository/com/starrocks"
}

# The Java part and the bundle, copied elsewhere and built again.
install_copy() {
  mkdir -p "$work/copy/plugins/adapters/flink"
  cp "$STARLOAD_ROOT/LICENSE" "$work/copy/"
  (cd "$STARLOAD_ROOT/plugins/adapters/flink" && tar --exclude=target -cf - java) | tar -C "$work/copy/plugins/adapters/flink" -xf -
  quietly "$work/install.log" mvn -B -q -f "$work/copy/plugins/adapters/flink/java/pom.xml" install -Dmaven.test.skip=true \
    "-Dstarload.bundle=$build/flink/bundle" "-Dmaven.repo.local=$work/repository"
}

same_bytes() {
  local minor installed="$work/repository/io/starload/flink-connector-starrocks/$version/flink-connector-starrocks-$version.jar"
  cmp "$jar" "$installed" || return 1
  for minor in 1.13 1.14 1.15 1.16 1.17 1.18 1.19 1.20; do
    cmp "$jar" "$work/repository/com/starrocks/flink-connector-starrocks/${version}_flink-$minor/flink-connector-starrocks-${version}_flink-$minor.jar" ||
      return 1
  done
}

# Only the connector and its aliases; their poms name no variable, no parent and no dependency.
clean_poms() {
  local poms pom
  mapfile -t poms < <(find "$work/repository/io/starload" "$work/repository/com/starrocks" -name '*.pom')
  [[ ${#poms[@]} -eq 9 ]] || { say "    poms: ${poms[*]}"; return 1; }
  for pom in "${poms[@]}"; do
    if grep -qE '\$\{|<parent>|<dependency>|<packaging>pom' "$pom"; then cat "$pom" && return 1; fi
  done
}

# user_compiles MINOR FLINK_VERSION ARTIFACT
user_compiles() {
  rm -rf "$work/user" && cp -r "$here/user" "$work/user"
  quietly "$work/user.log" mvn -B -q -f "$work/user/pom.xml" compile "-Dmaven.repo.local=$work/repository" \
    "-Dconnector.version=${version}_flink-$1" "-Dflink.version=$2" "-Dflink.artifact=$3" || return 1
  [[ -s $work/user/target/classes/UserJob.class ]]
}

code=0
python3 "$here/packaging_test.py" "$jar" >"$work/entries.log" 2>&1 || code=$?
grep -vE '^[0-9]+ passed, [0-9]+ failed$' "$work/entries.log" | { [[ $code -ne 0 ]] && tail -n 60 || grep -E ' bytes; |^\.*newest symbols' || true; }
if [[ $(tail -n 1 "$work/entries.log") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
  passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
else
  failed=$((failed + 1))
fi
make_repository
check "Maven installs it out of another folder" install_copy
check "the same bytes again, and under every documented version" same_bytes
check "poms for users" clean_poms
check "a user's project for Flink 1.13 compiles" user_compiles 1.13 1.13.6 flink-streaming-java_2.12
check "a user's project for Flink 1.15 compiles" user_compiles 1.15 1.15.4 flink-streaming-java
say "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
