#!/usr/bin/env bash
# starload-plugin-check against plugins with one defect each: each is found, by name, and the check ends.
#
# usage: tests/sdk/bad_plugins.sh BUILD_FOLDER
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
plugin_check=$build/bin/starload-plugin-check
folder=$build/tests/plugins

# defect FILE TEXT: what the check says of it.
defect() {
  run "$plugin_check" "$folder/$1.so"
  check "$1: it fails" exits 1
  check "$1: says why" says "$2"
}
defect bad/wrong_major "built for plugin ABI 42.0, this engine has ABI 1.0"
defect bad/identity_major "built for plugin ABI 2.0, this engine has ABI 1.0"
defect bad/no_query "does not export sl_plugin_query"
defect bad/query_returns_null "does not work with this engine's plugin ABI 1.0"
defect bad/missing_function "its function 'serialize' is missing"
defect bad/other_name "it calls itself 'csv'"
defect bad/short_struct "its sl_plugin is too short (16 bytes)"
defect bad/unknown_kind "its kind 77 is not known"
defect bad/bad_name "not of the form [a-z0-9_]+"
defect bad/undefined_symbol "nobody_defines_this"
defect bad/short_options "the entries of its option table are too short"
defect bad/option_without_key "its option 1 has no key"
defect contained/throws_on_create "its create let an exception out, which the ABI forbids: no luck today"
defect contained/throws_on_write "its serialize let an exception out, which the ABI forbids: a row too many"
defect contained/throws_a_number "let something out that is no std::exception"
defect contained/null_handle "its create returned no handle"
defect contained/garbage_length "its serialize left the sink at"
defect contained/garbage_rows "its serialize says that it wrote"
defect contained/miscounts_rows "rows and counted"
defect contained/huge_framing "its body_format gives 'between' a length of"
defect contained/bad_verdict "the verdict 77"
defect checked/stops_early "stops before row 0 although the sink would grow"
defect checked/half_rows "full sinks: in a sink that takes"
defect checked/leaks "leaks about"
defect checked/shared_state "other bytes"
defect checked/writes_behind_the_sink "it writes behind the sink's capacity"
defect checked/crashes_on_write "the plugin crashed: Segmentation fault"
defect checked/crashes_at_load "loads: the plugin crashed: Aborted"
defect checked/forgets_to_answer "FLUSH is answered by 0 actions FLUSH_DONE with its id, not by one"
defect checked/same_label "the label 'always-the-same' is loaded twice"

run "$plugin_check" --limit 1 "$folder/checked/never_returns.so"
check "never_returns: says why" says "the plugin did not return within 1 s"
check "never_returns: the check ends" exits 1

run "$plugin_check" "$folder/nothing.so"
check "a file that is not there is a usage error" exits 2
finish
