# For tests of --state: a server that is killed and comes back on its ports, loads that are killed, rows that are counted.
# Sourced after lib.sh, not run.
# shellcheck shell=bash
# shellcheck disable=SC2154  # starload and work are lib.sh's

# Every run prints its seed; RESUME_SEED=n repeats its pauses (what a pause hits depends on the machine).
seed=${RESUME_SEED:-$((RANDOM * 32768 + RANDOM))}
RANDOM=$((seed % 32768))
printf 'seed %s (RESUME_SEED=%s repeats it)\n' "$seed" "$seed"

# random_pause MIN MAX: so many milliseconds.
random_pause() { sleep "$(printf '%d.%03d' $((($1 + RANDOM % ($2 - $1)) / 1000)) $((($1 + RANDOM % ($2 - $1)) % 1000)))"; }

kill_server() {
  kill -KILL "$DEV_SERVER_PID" 2>/dev/null || true
  { wait "$DEV_SERVER_PID"; } 2>/dev/null || true
}

# Long enough steps that a kill hits each of them.
slow=(--fault 'stream_load@be#1+:delay=60' --fault 'load@be#1+:delay=30' --fault 'begin@be#1+:delay=20'
  --fault 'prepare@be#1+:delay=40' --fault 'commit@be#1+:delay=40')

# The same data, the same ports.
restart_server() {
  local be_port tenths=0
  be_port=$(_port_of be "$work/ports")
  rm -f "$work/ports.again"
  "$starload" dev-server --http-port "$DEV_SERVER_HTTP_PORT" --be-port "$be_port" --mysql-port "$DEV_SERVER_MYSQL_PORT" \
    --port-file "$work/ports.again" --data-dir "$work/dev-data" --password-file "$work/password" "$@" \
    >>"$work/dev-server.log" 2>&1 &
  DEV_SERVER_PID=$!
  on_exit stop_process "$DEV_SERVER_PID" "development server"
  until [[ -s $work/ports.again ]]; do
    ((tenths < 300)) || { warn "the server did not come back"; tail -n 20 "$work/dev-server.log"; return 1; }
    sleep 0.1
    tenths=$((tenths + 1))
  done
}

# begin COMMAND...: in the background; $load is its process.
begin() {
  "$@" >"$work/out" 2>"$work/err" </dev/null &
  load=$!
}
end() { code=0; { wait "$load"; } 2>/dev/null || code=$?; }

# load_and_kill MIN MAX COMMAND...: kills the load with -9 after so many milliseconds, again and again, until it ends by
# itself; $code is its exit code then, $kills how often it was killed.
load_and_kill() {
  local min=$1 max=$2
  shift 2
  kills=0
  while ((kills < 100)); do
    begin "$@"
    random_pause "$min" "$max"
    if ! kill -KILL "$load" 2>/dev/null; then break; fi
    end
    [[ $code -eq 137 ]] || return 0  # it had ended before
    kills=$((kills + 1))
    max=$((max + max / 8))
  done
  end
}

# wait_for COMMAND...: until it is true, 20 s at most.
wait_for() {
  local tenths=0
  until "$@"; do
    ((tenths < 200)) || return 1
    sleep 0.1
    tenths=$((tenths + 1))
  done
}

# rows_of TABLE: "count distinct sum" of its ids.
rows_of() { query "SELECT COUNT(*), COUNT(DISTINCT id), SUM(id) FROM $1"; }
# each_once N: what rows_of prints when ids 1..N are there once each.
each_once() { printf '%d\t%d\t%d' "$1" "$1" $(($1 * ($1 + 1) / 2)); }
committed() { python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["load"]["committed"][sys.argv[2]])' "$1" "$2"; }
has_committed() { [[ -s $1 ]] && [[ $(committed "$1" checkpoint) -gt 0 ]]; }
