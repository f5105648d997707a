# What the system tests share: a development server, the command under test, checks that count. Sourced, not run.
# shellcheck shell=bash
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
source "$STARLOAD_ROOT/scripts/dev_server.sh"

starload=${1:?usage: $0 STARLOAD_BINARY}
work=$(mktemp -d)
on_exit rm -rf "$work"
passed=0
failed=0

check() {  # check WHAT COMMAND...: counts one test
  local what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n  exit code %s\n  stdout: %s\n  stderr: %s\n' "$what" "${code:-}" "$(head -c 2000 "$work/out" 2>/dev/null)" \
      "$(head -c 2000 "$work/err" 2>/dev/null)"
  fi
}

# run COMMAND...: keeps output and exit code for the checks behind it; nothing may take longer than two minutes.
run() {
  code=0
  timeout 120 "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
}

exits() { [[ $code -eq $1 ]]; }
says() { grep -qF -- "$1" "$work/out" "$work/err"; }
is_silent_about() { ! grep -qF -- "$1" "$work/out" "$work/err"; }
equals() { [[ $1 == "$2" ]] || { printf '  have: %s\n  want: %s\n' "$1" "$2"; return 1; }; }

finish() {
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [[ $failed -eq 0 ]]
}

start_server() {
  printf 'open sesame' >"$work/password"
  start_dev_server "$starload" "$work" "$work/password"
  sql -e 'CREATE DATABASE d'
}

# job KEY=VALUE...: the options that every load into table d.t needs, then those given.
job() {
  job_options=(--set "load-url=127.0.0.1:$DEV_SERVER_HTTP_PORT" --set "jdbc-url=jdbc:mysql://127.0.0.1:$DEV_SERVER_MYSQL_PORT"
    --set database-name=d --set table-name=t --set username=root --password-file "$work/password")
  local pair
  for pair in "$@"; do job_options+=(--set "$pair"); done
}

query() { sql -N -B d -e "$1"; }
