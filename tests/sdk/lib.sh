# What the SDK's tests share. Sourced, not run. usage of each script: SCRIPT BUILD_FOLDER
#
# The work folder lies in the build folder: below /tmp no plugin would be trusted.
# shellcheck shell=bash
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
source "$STARLOAD_ROOT/scripts/dev_server.sh"

build=$(realpath "${1:?usage: $0 BUILD_FOLDER}")
mkdir -p "$build/tests"
work=$(mktemp -d "$build/tests/sdk-XXXXXX")
on_exit rm -rf "$work"
chmod 755 "$work"
OLD_HOME=${HOME:-}
export HOME=$work/home  # nobody's own plugins
mkdir -p "$HOME"
unset STARLOAD_PLUGIN_PATH
passed=0
failed=0

check() {  # check WHAT COMMAND...: counts one test
  local what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$what"
    [[ ! -s $work/out ]] || head -c 3000 "$work/out"
  fi
}
# run COMMAND...: keeps what it prints and its exit code for the checks behind it.
run() {
  code=0
  timeout 600 "$@" >"$work/out" 2>&1 </dev/null || code=$?
}
exits() { [[ $code -eq $1 ]]; }
says() { grep -qF -- "$1" "$work/out"; }
succeeds() { run "$@" && exits 0; }

finish() {
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [[ $failed -eq 0 ]]
}

install_into() {  # install_into PREFIX
  quietly "$work/install.log" cmake --install "$build" --prefix "$1"
}

# build_outside SOURCE BUILD PREFIX: a stranger's project, with the installed SDK only.
build_outside() {
  cmake -S "$1" -B "$2" -G Ninja -DCMAKE_PREFIX_PATH="$3" -DCMAKE_BUILD_TYPE=Release >"$work/out" 2>&1 &&
    cmake --build "$2" >"$work/out" 2>&1
}
