#!/usr/bin/env bash
# Real MySQL clients against the development server: the mysql command, PyMySQL, Connector/J 5.1 and 8.0.
#
#   tests/clients/run_clients.sh <starload-binary>
#
# Starts `<starload-binary> dev-server` on free ports with a data directory of its own, runs each client, stops it.
# Prints one line a client; the exit code is 1 when one of them failed, 2 when something is missing.
# The JDBC drivers come from Maven Central once and are kept in STARLOAD_CACHE_DIR (default: .cache in the checkout).
set -u

binary=${1:?usage: run_clients.sh <starload-binary>}
here=$(cd "$(dirname "$0")" && pwd)
cache=${STARLOAD_CACHE_DIR:-$here/../../.cache}/jdbc
work=$(mktemp -d)
password=clients-secret
server_pid=
failed=0

cleanup() {
  if [ -n "$server_pid" ]; then
    kill "$server_pid" 2>/dev/null
    wait "$server_pid" 2>/dev/null
  fi
  rm -rf "$work"
}
trap cleanup EXIT

need() {
  command -v "$1" >/dev/null || { echo "run_clients: $1 is missing ($2)" >&2; exit 2; }
}

# fetch <group:artifact:version> <jar>
fetch() {
  [ -s "$cache/$2" ] && return
  need mvn "apt-get install maven"
  mkdir -p "$cache"
  (cd "$work" && mvn -q -B dependency:copy -Dartifact="$1" -DoutputDirectory="$cache") || {
    echo "run_clients: cannot fetch $1 from Maven Central" >&2
    exit 2
  }
}

start_server() {
  printf '%s' "$password" >"$work/password"
  chmod 600 "$work/password"
  "$binary" dev-server --http-port 0 --be-port 0 --mysql-port 0 --port-file "$work/ports" --data-dir "$work/data" \
    --password-file "$work/password" >"$work/server.log" 2>&1 &
  server_pid=$!
  for _ in $(seq 100); do
    if grep -q '^mysql=' "$work/ports" 2>/dev/null; then
      port=$(sed -n 's/^mysql=//p' "$work/ports")
      return
    fi
    kill -0 "$server_pid" 2>/dev/null || break
    sleep 0.1
  done
  echo "run_clients: the development server did not start:" >&2
  cat "$work/server.log" >&2
  exit 2
}

# client <name> <command...>
client() {
  local name=$1
  shift
  if timeout 120 "$@" >"$work/client.log" 2>&1; then
    echo "ok      $name"
  else
    echo "FAILED  $name"
    sed 's/^/        /' "$work/client.log"
    failed=1
  fi
}

need mysql "apt-get install mariadb-client"
need javac "apt-get install default-jdk-headless"
python=${STARLOAD_PYTHON:-}
for candidate in $python /usr/bin/python3 python3; do
  if "$candidate" -c 'import pymysql' 2>/dev/null; then python=$candidate && break; fi
done
"${python:-false}" -c 'import pymysql' 2>/dev/null || { echo "run_clients: PyMySQL is missing (apt-get install python3-pymysql)" >&2; exit 2; }
fetch mysql:mysql-connector-java:5.1.49 mysql-connector-java-5.1.49.jar
fetch com.mysql:mysql-connector-j:8.0.33 mysql-connector-j-8.0.33.jar
javac -nowarn -d "$work/classes" "$here/JdbcClient.java" || exit 2
start_server

# The password goes through the environment, never through the command line.
export STARLOAD_TEST_PASSWORD=$password
export STARLOAD_TEST_PORT=$port
client "mysql ($(mysql --version | sed 's/.*Distrib \([^,]*\),.*/\1/'))" "$here/mysql_client.sh"
client "PyMySQL ($("$python" -c 'import pymysql; print(pymysql.__version__)'))" "$python" "$here/pymysql_client.py"
for jar in mysql-connector-java-5.1.49.jar mysql-connector-j-8.0.33.jar; do
  client "JDBC ($jar)" java -cp "$work/classes:$cache/$jar" JdbcClient
done
exit $failed
