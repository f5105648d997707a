#!/usr/bin/env bash
# All tests of the plugin SDK as a product. usage: tests/sdk/run.sh BUILD_FOLDER
set -uo pipefail
folder=$(dirname "${BASH_SOURCE[0]}")
build=$(realpath "${1:?usage: $0 BUILD_FOLDER}")
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for script in "$folder"/{install,bad_plugins,examples,tutorial,new_plugin,sanitizers,packages}.sh "$folder/../abi/compile_matrix.sh"; do
  argument=$build
  [[ $script != */compile_matrix.sh ]] || argument=$build/bin/starload-plugin-check
  start=$SECONDS
  "$script" "$argument" >"$log" 2>&1
  code=$?
  cat "$log"
  last=$(tail -n 1 "$log")
  if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
    [[ $code -eq 0 || ${BASH_REMATCH[2]} -gt 0 ]] || failed=$((failed + 1))
  else
    failed=$((failed + 1))
  fi
  printf '== %s: %d s, exit code %d\n' "$(basename "$script")" $((SECONDS - start)) "$code"
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
