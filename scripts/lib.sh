# Shared by the scripts in this folder: messages, timed stages, clean-up in reverse order. Sourced, not run.
# shellcheck shell=bash

# shellcheck disable=SC2034  # used by the scripts that source this file
STARLOAD_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
JOBS=${JOBS:-$(nproc)}

say() { printf '%s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# --- clean-up ---------------------------------------------------------------------------------------------------
# on_exit COMMAND ARG...: run at exit, last registered first, whatever the reason of the exit. A signal ends the script
# through the same path, with the exit code that the shell's convention gives it.
_cleanups=()
on_exit() { _cleanups+=("$(printf '%q ' "$@")"); }
_run_cleanups() {
  local code=$? i
  trap - EXIT INT TERM HUP
  set +e
  for ((i = ${#_cleanups[@]} - 1; i >= 0; i--)); do eval "${_cleanups[i]}"; done
  exit "$code"
}
trap _run_cleanups EXIT
trap 'say; say "interrupted: cleaning up"; exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# stop_process PID NAME: asks it to end, waits at most 10 s, then ends it.
stop_process() {
  local pid=$1 name=$2 tenths=0
  kill -0 "$pid" 2>/dev/null || return 0
  kill -TERM "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null && ((tenths < 100)); do
    sleep 0.1
    tenths=$((tenths + 1))
  done
  if kill -0 "$pid" 2>/dev/null; then
    warn "$name (process $pid) did not stop within 10 s, killing it"
    kill -KILL "$pid" 2>/dev/null || true
  fi
  wait "$pid" 2>/dev/null || true
}

# --- the checkout -----------------------------------------------------------------------------------------------
# Plugins are loaded only from folders that nobody but root and the running user can write. A checkout that lies elsewhere
# (below /tmp, say) is copied into the user's cache folder, and the script goes on in the copy.
umask 022

# writable_for_others FOLDER: prints the first folder on the way up that others can write.
writable_for_others() {
  local folder=$1
  while :; do
    if [[ -n $(find "$folder" -maxdepth 0 -perm /022) ]]; then
      printf '%s' "$folder"
      return 0
    fi
    [[ $folder != / ]] || return 1
    folder=$(dirname "$folder")
  done
}

# continue_in_private_checkout SCRIPT ARG...: returns when the checkout is private; else runs SCRIPT in a copy.
continue_in_private_checkout() {
  local script=$1 open copy
  shift
  open=$(writable_for_others "$STARLOAD_ROOT") || return 0
  copy=${XDG_CACHE_HOME:-$HOME/.cache}/starload/checkout-$(printf '%s' "$STARLOAD_ROOT" | cksum | cut -d ' ' -f 1)
  mkdir -p "$copy"
  if writable_for_others "$copy" >/dev/null; then
    die "$open can be written by others, and Starload loads plugins only from folders that nobody else can change: \
move the checkout elsewhere"
  fi
  say "$open can be written by others, and plugins are not loaded from such places: going on in $copy"
  (cd "$STARLOAD_ROOT" && tar --exclude=./build --exclude=./.cache -cf - .) | tar -C "$copy" -xf -
  exec "$copy/scripts/$script" "$@"
}

# --- stages -----------------------------------------------------------------------------------------------------
# stage NAME COMMAND ARG...: says what begins, runs it, says how many seconds it took. Returns the command's exit code.
# Use it as a plain command: under `if` or `||` the shell would not stop at the first failing line inside a function.
_stage_times=()
stage() {
  local name=$1 started=$SECONDS code=0
  shift
  printf '\n==> %s\n' "$name"
  "$@" || code=$?
  local took=$((SECONDS - started))
  _stage_times+=("$(printf '%5d s  %s%s' "$took" "$name" "$([[ $code -eq 0 ]] || echo '  (FAILED)')")")
  if [[ $code -eq 0 ]]; then
    printf '<== %s: %d s\n' "$name" "$took"
  else
    printf '<== %s: FAILED with exit code %d after %d s\n' "$name" "$code" "$took"
  fi
  return "$code"
}
print_stages() {
  printf '\nSeconds by stage:\n'
  printf '%s\n' "${_stage_times[@]}"
}

# build_in DIR CMAKE_ARGUMENT...: builds what is configured in DIR. Each step is a line on a terminal; elsewhere every
# hundredth one, so that the log of a test run is about the tests, and the end of the output when it fails.
build_in() {
  local command=(cmake --build "$1" --parallel "$JOBS" "${@:2}") log code=0
  if [[ -t 1 ]]; then
    "${command[@]}"
    return
  fi
  log=$(mktemp)
  "${command[@]}" 2>&1 | tee "$log" | awk 'NR % 100 == 0 { print; fflush() }' || code=$?
  [[ $code -eq 0 ]] || _show_end "$code" "$log" "${command[@]}"
  rm -f "$log"
  return "$code"
}

# quietly LOG COMMAND ARG...: output goes to LOG; its end is shown only when the command fails.
quietly() {
  local log=$1 code=0
  shift
  "$@" >"$log" 2>&1 || code=$?
  [[ $code -eq 0 ]] || _show_end "$code" "$log" "$@"
  return "$code"
}
_show_end() {
  printf 'failed (exit code %d): %s\nThe end of its output:\n' "$1" "${*:3}" >&2
  tail -n 40 "$2" >&2
}
