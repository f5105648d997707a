#!/usr/bin/env bash
# Loads through Toxiproxy under network faults and compares the rows; see README.md in this folder.
#
#   tests/toxiproxy/run.sh STARLOAD_BINARY [--rounds N] [--seed S] [--jobs N] [--only TEXT]
#
# Needs Go (Debian: golang-go; scripts/bootstrap all) to build Toxiproxy once, into the user's cache folder.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib.sh
source "$here/../../scripts/lib.sh"

# The newest version that Debian 12's Go 1.19 can build.
readonly version=v2.8.0
readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/starload
readonly toxiproxy=$cache/toxiproxy-$version

give_up() {
  warn "$1"
  say "0 passed, 1 failed"
  exit 1
}

build_toxiproxy() {
  command -v go >/dev/null || give_up "Toxiproxy cannot be built: Go is not installed (scripts/bootstrap all, or apt-get install golang-go)"
  local work
  work=$(mktemp -d)
  on_exit rm -rf "$work"
  say "building Toxiproxy $version with $(go version | cut -d ' ' -f 3), into $cache"
  # Its own folders for modules and objects: what they hold is not needed again.
  quietly "$work/log" env GOPATH="$work/go" GOMODCACHE="$work/go/pkg/mod" GOCACHE="$work/objects" GOBIN="$work/bin" \
    GOFLAGS=-modcacherw timeout 300 go install "github.com/Shopify/toxiproxy/v2/cmd/server@$version" ||
    give_up "Toxiproxy cannot be built: is there a network, or a Go module proxy (GOPROXY)?"
  mkdir -p "$cache"
  mv "$work/bin/server" "$toxiproxy.$$"
  mv "$toxiproxy.$$" "$toxiproxy"
}

if [[ $# -eq 0 || $1 == -* ]]; then sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" && exit 2; fi
[[ -x $(dirname "$1")/crash_loader ]] ||
  give_up "crash_loader is not beside $1: build it with the tests (cmake -DSTARLOAD_BUILD_TESTS=ON)"
[[ -x $toxiproxy ]] || build_toxiproxy
"$here/run_cases" "$@" --toxiproxy "$toxiproxy"
