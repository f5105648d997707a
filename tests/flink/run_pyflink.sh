#!/usr/bin/env bash
# The documentation's job and the example in Python, with PyPI's apache-flink in a virtual environment of its own.
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
begin_script "run_pyflink.sh [--jar JAR|official] STARLOAD" "jar" "$@"
readonly venv=$FLINK_CACHE/pyflink-$FLINK_NEWEST

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

# python_job FILE ROWS: a program that is given the jar, jdbc-url and load-url, and what is in the table then.
python_job() {
  install_pyflink || return 1
  sql test -e 'DROP TABLE IF EXISTS score_board; CREATE TABLE score_board (id INT NOT NULL, name VARCHAR(65533),
    score INT NOT NULL) ENGINE=OLAP PRIMARY KEY(id) DISTRIBUTED BY HASH(id)' || return 1
  quietly "$work/job.log" timeout 240 "$venv/bin/python" "$1" "$jar" \
    "jdbc:mysql://127.0.0.1:$DEV_SERVER_MYSQL_PORT?useSSL=false" "127.0.0.1:$DEV_SERVER_HTTP_PORT" || return 1
  expect rows "$2" "$(sql -N test -e 'SELECT * FROM score_board ORDER BY id')"
}

begin_server
run_case "the documentation's job in Python" python_job "$FLINK_TESTS/python/load_scores.py" \
  $'1\tstarrocks\t100\n2\tflink\t100\n3\tpython\t100\n4\tpyflink\t99'
run_case "the example in Python" python_job "$STARLOAD_ROOT/examples/flink/python/score_board.py" \
  $'1\tstarrocks\t100\n2\tflink\t100'
finish_runs
