#!/usr/bin/env bash
# The headers, alone, in every language standard that they promise, with gcc and clang; and plugins that bring another C++
# library with them, checked by starload-plugin-check.
#
# usage: tests/abi/compile_matrix.sh STARLOAD_PLUGIN_CHECK
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
check_program=${1:?usage: $0 STARLOAD_PLUGIN_CHECK}
include=$STARLOAD_ROOT/sdk/include
# Not below /tmp: plugins are loaded from trusted folders only.
work=$(mktemp -d "$(dirname "$check_program")/compile-matrix-XXXXXX")
on_exit rm -rf "$work"
passed=0 failed=0

check() {  # check WHAT COMMAND...
  local what=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$what"
    head -n 20 "$work/out"
  fi
}

warnings=(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
: >"$work/abi.h"
for header in "$include"/starload/abi/*.h; do echo "#include <starload/abi/$(basename "$header")>" >>"$work/abi.h"; done
cp "$work/abi.h" "$work/abi.c" && cp "$work/abi.h" "$work/abi.cc"
for header in "$include"/starload/sdk/*.hpp "$include"/starload/testkit/*.hpp; do
  echo "#include <${header#"$include"/}>" >>"$work/sdk.cc"
done
for compiler in gcc clang-14; do
  for standard in c11 c17; do
    check "abi, $compiler $standard" $compiler -std=$standard "${warnings[@]}" -I"$include" -fsyntax-only "$work/abi.c"
  done
done
for compiler in g++ clang++-14; do
  for standard in c++11 c++14 c++17 c++20; do
    check "abi, $compiler $standard" $compiler -std=$standard "${warnings[@]}" -I"$include" -fsyntax-only "$work/abi.cc"
  done
  check "sdk and testkit, $compiler c++20" $compiler -std=c++20 "${warnings[@]}" -I"$include" -fsyntax-only "$work/sdk.cc"
done

# plugin NAME COMPILER OPTION...: the consumer's serializer, built without CMake.
plugin() {
  local name=$1
  shift
  sed "s/\"pipe\"/\"$name\"/" "$STARLOAD_ROOT/tests/sdk/consumer/pipe_serializer.cc" >"$work/$name.cc"
  "$@" -std=c++20 -O1 -fPIC -fvisibility=hidden -fvisibility-inlines-hidden -I"$include" -shared "$work/$name.cc" \
    -o "$work/$name.so" -Wl,--version-script="$STARLOAD_ROOT/sdk/cmake/plugin.map" -Wl,--exclude-libs,ALL -Wl,-z,defs
}
check "build with clang and libc++" plugin with_libcxx clang++-14 -stdlib=libc++ -lc++abi
check "a plugin with libc++ runs in this host" "$check_program" "$work/with_libcxx.so"
check "build with a static libstdc++" plugin with_static g++ -static-libstdc++ -static-libgcc
check "a plugin with a libstdc++ of its own runs in this host" "$check_program" "$work/with_static.so"

printf '%d passed, %d failed\n' "$passed" "$failed"
[[ $failed -eq 0 ]]
