# A real Flink cluster on free ports of 127.0.0.1: a JobManager and TaskManagers as processes. Sourced after lib.sh.
# shellcheck shell=bash

# cluster_create VERSION DIR JAR...: puts a distribution together, with the jars in its lib/; sets FLINK_HOME and the
# ports. The cluster is killed when the script ends.
cluster_create() {
  local flink=$1 home=$2
  shift 2
  "$FLINK_TESTS/get_flink" "$flink" "$home" || return 1
  [[ $# -eq 0 ]] || cp "$@" "$home/lib/"
  export FLINK_HOME=$home FLINK_CONF_DIR=$home/conf FLINK_LOG_DIR=$home/log FLINK_PID_DIR=$home/pids
  export FLINK_ENV_JAVA_OPTS='' JAVA_HOME=${JAVA_HOME:-$(_java_home)}
  mkdir -p "$FLINK_PID_DIR"
  read -r FLINK_REST_PORT FLINK_RPC_PORT < <(_free_ports 2)
  _write_configuration || return 1
  on_exit cluster_kill
}

_java_home() { dirname "$(dirname "$(readlink -f "$(command -v java)")")"; }

_free_ports() {
  /usr/bin/python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*[s.getsockname()[1] for s in sockets])
PYTHON
}

# Flat keys are understood by the old flink-conf.yaml and by config.yaml.
_write_configuration() {
  local file=$FLINK_CONF_DIR/flink-conf.yaml opens
  [[ -f $file ]] || file=$FLINK_CONF_DIR/config.yaml
  opens=$(grep -oE -- '--add-(exports|opens)=.*' "$file" | head -n 1)
  cat >"$file" <<YAML
jobmanager.rpc.address: 127.0.0.1
jobmanager.rpc.port: $FLINK_RPC_PORT
jobmanager.bind-host: 127.0.0.1
taskmanager.bind-host: 127.0.0.1
taskmanager.host: 127.0.0.1
rest.address: 127.0.0.1
rest.bind-address: 127.0.0.1
rest.port: $FLINK_REST_PORT
jobmanager.memory.process.size: 1024m
taskmanager.memory.process.size: ${FLINK_TASKMANAGER_MEMORY:-1400m}
taskmanager.numberOfTaskSlots: ${FLINK_SLOTS:-4}
heartbeat.interval: 1000
heartbeat.timeout: 15000
restart-strategy.type: fixed-delay
restart-strategy: fixed-delay
restart-strategy.fixed-delay.attempts: 1000
restart-strategy.fixed-delay.delay: 500 ms
env.java.opts.all: $opens
YAML
  printf '127.0.0.1:%s\n' "$FLINK_REST_PORT" >"$FLINK_CONF_DIR/masters"
}

cluster_start() {
  quietly "$FLINK_HOME/start.log" "$FLINK_HOME/bin/start-cluster.sh" || return 1
  _wait_for 240 "a TaskManager" cluster_has_taskmanagers 1
}

# A TaskManager more, as an operator starts one in place of one that died.
cluster_add_taskmanager() { quietly "$FLINK_HOME/start.log" "$FLINK_HOME/bin/taskmanager.sh" start; }

cluster_has_taskmanagers() {
  [[ $(cluster_rest /taskmanagers | grep -o '"dataPort"' | wc -l) -ge $1 ]]
}

cluster_rest() { curl -sS --max-time 10 "http://127.0.0.1:$FLINK_REST_PORT$1" 2>/dev/null; }

# cluster_sql FILE: runs statements in the SQL client; fails when one of them fails.
cluster_sql() {
  local log=$FLINK_HOME/sql.log
  timeout 300 "$FLINK_HOME/bin/sql-client.sh" -f "$1" >"$log" 2>&1 || { tail -n 40 "$log" >&2; return 1; }
  if grep -q '\[ERROR\]' "$log"; then
    grep -A 15 '\[ERROR\]' "$log" >&2
    return 1
  fi
}

# cluster_job: the id of the job that was submitted last by cluster_sql.
cluster_job() { grep -oE 'Job ID: [0-9a-f]+' "$FLINK_HOME/sql.log" | tail -n 1 | cut -d ' ' -f 3; }

cluster_job_state() { cluster_rest "/jobs/$1" | sed -nE 's/^\{[^}]*"state":"([A-Z]+)".*/\1/p'; }

cluster_completed_checkpoints() { # JOB
  cluster_rest "/jobs/$1/checkpoints" | sed -nE 's/.*"counts":\{[^}]*"completed":([0-9]+).*/\1/p'
}

# cluster_await_job JOB SECONDS: until it is FINISHED.
cluster_await_job() {
  local job=$1 seconds=$2 state='' deadline=$((SECONDS + $2))
  while ((SECONDS < deadline)); do
    state=$(cluster_job_state "$job")
    case $state in
      FINISHED) return 0 ;;
      FAILED | CANCELED) break ;;
    esac
    sleep 0.5
  done
  warn "the job is $state after $seconds s or less"
  cluster_rest "/jobs/$job/exceptions" | head -c 3000 >&2
  return 1
}

# The process of the TaskManager that was started last.
cluster_taskmanager_pid() { tail -n 1 "$FLINK_PID_DIR"/flink-*-taskexecutor.pid; }

cluster_kill_taskmanagers() { _kill_pids "$FLINK_PID_DIR"/flink-*-taskexecutor.pid; }

cluster_kill() { _kill_pids "$FLINK_PID_DIR"/*.pid; }

_kill_pids() {
  local file pid
  for file in "$@"; do
    [[ -f $file ]] || continue
    while read -r pid; do
      # Only what this cluster started: the pid may belong to another process by now.
      if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q -- "$FLINK_HOME"; then kill -KILL "$pid" 2>/dev/null; fi
    done <"$file"
    rm -f "$file"
  done
  return 0
}

# _wait_for SECONDS WHAT COMMAND ARG...
_wait_for() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    ((SECONDS < deadline)) || { warn "within the time not: $what"; return 1; }
    sleep 0.2
  done
}

# --- the development server's faults ------------------------------------------------------------------------------
fault_admin() { curl -sS --max-time 10 -u root: "$@"; }
add_fault() { fault_admin -d "$1" "http://127.0.0.1:$DEV_SERVER_HTTP_PORT/admin/faults" >/dev/null; }
clear_faults() { fault_admin -X DELETE "http://127.0.0.1:$DEV_SERVER_HTTP_PORT/admin/faults" >/dev/null; }
something_is_held() { fault_admin "http://127.0.0.1:$DEV_SERVER_HTTP_PORT/admin/faults" | grep -q '"held":[1-9]'; }
# open_transactions DATABASE STATE
open_transactions() { sql -N -e "SHOW PROC '/transactions/$1/running'" | grep -cw "$2" || true; }

# --- cases --------------------------------------------------------------------------------------------------------
# run_case NAME COMMAND ARG...: counts and prints one line. A command list in a function stops at its first failure only
# with "|| return 1" behind each line.
run_case() {
  local name=$1 started=$SECONDS
  shift
  if "$@"; then
    say "ok      $name ($((SECONDS - started)) s)"
    FLINK_PASSED=$((FLINK_PASSED + 1))
  else
    say "FAILED  $name ($((SECONDS - started)) s)"
    FLINK_FAILED=$((FLINK_FAILED + 1))
  fi
}

# expect WHAT EXPECTED FOUND
expect() { [[ $2 == "$3" ]] || { warn "$1: expected \"$2\", found \"$3\""; return 1; }; }
