# Starts the development server on free ports of 127.0.0.1 for the other scripts. Sourced after lib.sh, not run.
# shellcheck shell=bash

# start_dev_server STARLOAD WORK_DIR [PASSWORD_FILE]: sets DEV_SERVER_HTTP_PORT, DEV_SERVER_MYSQL_PORT, DEV_SERVER_PID;
# the server is stopped when the script ends. Its log is WORK_DIR/dev-server.log.
start_dev_server() {
  local starload=$1 work=$2 password_file=${3:-} options=()
  [[ -z $password_file ]] || options=(--password-file "$password_file")
  local ports=$work/ports
  rm -f "$ports"
  "$starload" dev-server --http-port 0 --be-port 0 --mysql-port 0 --port-file "$ports" --data-dir "$work/dev-data" \
    "${options[@]}" >"$work/dev-server.log" 2>&1 &
  DEV_SERVER_PID=$!
  on_exit stop_process "$DEV_SERVER_PID" "development server"
  local tenths=0
  until [[ -s $ports ]]; do
    kill -0 "$DEV_SERVER_PID" 2>/dev/null || { tail -n 20 "$work/dev-server.log" >&2; warn "the server ended"; return 1; }
    ((tenths < 300)) || { tail -n 20 "$work/dev-server.log" >&2; warn "no port file after 30 s"; return 1; }
    sleep 0.1
    tenths=$((tenths + 1))
  done
  DEV_SERVER_HTTP_PORT=$(_port_of http "$ports") || return 1
  DEV_SERVER_MYSQL_PORT=$(_port_of mysql "$ports") || return 1
  _write_client_settings "$work" "$password_file"
  say "FE on 127.0.0.1:$DEV_SERVER_HTTP_PORT, MySQL protocol on 127.0.0.1:$DEV_SERVER_MYSQL_PORT"
}

_port_of() {
  local port
  port=$(sed -nE "s/^$1=([0-9]+)\$/\1/p" "$2")
  [[ -n $port ]] || { warn "no line \"$1=PORT\" in $2"; return 1; }
  printf '%s' "$port"
}

# The password goes to the mysql client in a file that only this user can read, never on its command line.
_write_client_settings() {
  local work=$1 password_file=$2
  DEV_SERVER_CLIENT_SETTINGS=$work/client.cnf
  (
    umask 077
    printf '[client]\nprotocol=tcp\nhost=127.0.0.1\nport=%s\nuser=root\n' "$DEV_SERVER_MYSQL_PORT"
    [[ -z $password_file ]] || printf 'password="%s"\n' "$(head -n 1 "$password_file")"
  ) >"$DEV_SERVER_CLIENT_SETTINGS"
  chmod 600 "$DEV_SERVER_CLIENT_SETTINGS"
}

# sql ARG...: the mysql client on that server.
sql() { mysql --defaults-file="$DEV_SERVER_CLIENT_SETTINGS" --connect-timeout=10 "$@"; }
