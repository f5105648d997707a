#!/usr/bin/env bash
# The pages of the development server in headless Chromium.
#
#   tests/devserver/web/run_web.sh STARLOAD [--screenshots DIR] [--only PART_OF_A_NAME]
#
# Starts a server on free ports with a data directory of its own and stops it. The last line is "N passed, M failed".
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib.sh
source "$here/../../../scripts/lib.sh"
# shellcheck source=scripts/dev_server.sh
source "$here/../../../scripts/dev_server.sh"

[[ $# -ge 1 ]] || die "usage: run_web.sh STARLOAD [--screenshots DIR]"
starload=$1
shift
work=$(mktemp -d)
on_exit rm -rf "$work"
(umask 077 && printf 'web-secret\n' >"$work/password")
python=
for candidate in ${STARLOAD_PYTHON:-} /usr/bin/python3 python3; do
  if "$candidate" -c 'import pymysql' 2>/dev/null; then python=$candidate && break; fi
done
[[ -n $python ]] || die "PyMySQL is missing (apt-get install python3-pymysql)"
start_dev_server "$starload" "$work" "$work/password"
PYTHONDONTWRITEBYTECODE=1 "$python" "$here/web_test.py" --http-port "$DEV_SERVER_HTTP_PORT" \
  --mysql-port "$DEV_SERVER_MYSQL_PORT" --password web-secret "$@"
