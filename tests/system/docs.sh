#!/usr/bin/env bash
# docs/options.md is what the command prints: options are documented by their tables, and the page is up to date.
#   usage: docs.sh STARLOAD_BINARY
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
run env -u STARLOAD_PLUGIN_PATH HOME=/nonexistent "$starload" plugins --markdown
check 'options are printed as Markdown' exits 0
tail -n +3 "$STARLOAD_ROOT/docs/options.md" >"$work/page"
check 'docs/options.md is up to date (scripts/update-options-page)' diff -u "$work/page" "$work/out"
finish
