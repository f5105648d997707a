#!/usr/bin/env bash
# The documentation's job in Python, with PyPI's apache-flink in a virtual environment of its own.
#
#   tests/flink/run_pyflink.sh [--jar JAR|official] STARLOAD
#
# The environment (700 MB) is kept below STARLOAD_CACHE_DIR (default: .cache in the checkout).
# Last line: "N passed, M failed".
set -euo pipefail
# shellcheck source=tests/flink/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/flink/cluster.sh
source "$FLINK_TESTS/cluster.sh"
jar=''
if [[ ${1:-} == --jar ]]; then
  jar=$2
  shift 2
fi
[[ $# -eq 1 ]] || die "usage: run_pyflink.sh [--jar JAR|official] STARLOAD"
starload=$1
jar=$(connector_jar "$jar")
readonly venv=$FLINK_CACHE/pyflink-$FLINK_NEWEST

work=$(mktemp -d)
on_exit rm -rf "$work"

install_pyflink() {
  if [[ ! -e $venv/installed ]]; then
    rm -rf "$venv" && mkdir -p "$FLINK_CACHE" || return 1
    # Debian's Python and pip, without its package python3-venv.
    quietly "$work/venv.log" /usr/bin/python3 -m venv --without-pip "$venv" || return 1
    # Beam's old packages need pkg_resources, which newer setuptools do not have.
    quietly "$work/pip.log" /usr/bin/python3 -m pip --python "$venv/bin/python" install --disable-pip-version-check --quiet \
      "setuptools<81" "apache-flink==$FLINK_NEWEST" || return 1
    touch "$venv/installed"
  fi
}

python_job() {
  install_pyflink || return 1
  sql -e 'CREATE DATABASE test; CREATE TABLE test.score_board (id INT NOT NULL, name VARCHAR(65533), score INT NOT NULL)
    ENGINE=OLAP PRIMARY KEY(id) DISTRIBUTED BY HASH(id)' || return 1
  quietly "$work/job.log" timeout 240 "$venv/bin/python" "$FLINK_TESTS/python/load_scores.py" "$jar" \
    "jdbc:mysql://127.0.0.1:$DEV_SERVER_MYSQL_PORT?useSSL=false" "127.0.0.1:$DEV_SERVER_HTTP_PORT" || return 1
  expect rows $'1\tstarrocks\t100\n2\tflink\t100\n3\tpython\t100\n4\tpyflink\t99' \
    "$(sql -N test -e 'SELECT * FROM score_board ORDER BY id')"
}

start_dev_server "$starload" "$work" >/dev/null
run_case "the documentation's job in Python" python_job
finish_runs
