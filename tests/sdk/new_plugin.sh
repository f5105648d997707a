#!/usr/bin/env bash
# `starload new-plugin` for transports and semantics: what it writes builds from the installed SDK, passes its tests and
# starload-plugin-check, and loads rows, in a folder instead of a server. (Serializers: tutorial.sh, packages.sh.)
#
# usage: tests/sdk/new_plugin.sh BUILD_FOLDER
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

root=$work/root
install_into "$root"
starload=$root/bin/starload
mkdir "$work/plugins"
cd "$work"
for kind in transport semantics; do
  name=my_$kind
  run "$starload" new-plugin "$kind" "$name"
  check "new-plugin $kind" exits 0
  printf '%s\n' .github/workflows/ci.yml CMakeLists.txt README.md "my_${kind}_$kind.cc" "my_${kind}_test.cc" | sort >wanted
  check "its files" cmp wanted <(find "$name" -type f -printf '%P\n' | sort)
  check "nothing is left to be filled in" bash -c "! grep -rE '@[A-Z]+@' '$name'"
  check "the $kind builds" build_outside "$work/$name" "$work/$name/build" "$root"
  check "without a warning" bash -c "! grep -i warning '$work/out'"
  run ctest --test-dir "$name/build" --output-on-failure
  check "and passes its tests and starload-plugin-check" exits 0
  check "which are two" says "out of 2"
  cp "$name/build/$name.so" plugins/
  run "$starload" plugins --plugin-path "$work/plugins"
  check "it is listed" says "$name 1.0.0 (ABI 1.0) $work/plugins/$name.so"
done

awk 'BEGIN { for (i = 1; i <= 1000; ++i) printf "%d,row %d\n", i, i }' >rows.csv
load=("$starload" load --plugin-path "$work/plugins" --raw --input-format csv --set database-name=d --set table-name=t
  --set username=nobody --set sink.transport=my_transport --set "transport.my_transport.directory=$work/out-folder")
run "${load[@]}" rows.csv
check "a load through the transport" exits 0
check "has all rows" bash -c "cat '$work'/out-folder/* | sort | cmp - <(sort rows.csv)"

rm -rf out-folder
run "${load[@]}" --set sink.semantics-plugin=my_semantics --set sink.label-prefix=nightly rows.csv
check "a load with the semantics, too" exits 0
check "has all rows, under its labels" bash -c "cat '$work'/out-folder/nightly-0-* | sort | cmp - <(sort rows.csv)"
run "${load[@]}" --set sink.semantics-plugin=my_semantics --set load-url=127.0.0.1:8030 rows.csv
check "how StarRocks is reached may stay in the job" exits 0
check "with a warning" says "without effect: load-url (the transport 'my_transport' has no such option)"

run "$starload" load --plugin-path "$work/plugins" --raw --input-format csv --set database-name=d --set table-name=t \
  --set username=nobody --set load-url=127.0.0.1:1 --set sink.version=V2 --set sink.semantics-plugin=my_semantics rows.csv
check "semantics that want another transport say so" exits 2
check "in words" says "my_semantics loads without transactions: set sink.version = V1"
run "${load[@]}" --set sink.semantics-plugin=nobodys rows.csv
check "semantics that are not there" exits 2
check "are named" says "no semantics plugin named 'nobodys'"
run "${load[@]}" --set transport.my_transport.folder=x rows.csv
check "a typing error in a plugin's option" exits 2
check "is answered with the nearest" says "Did you mean 'transport.my_transport.directory'?"
run "${load[@]}" --set serializer.pipe.separator=x rows.csv
check "an option of a plugin that is not chosen" exits 2
check "says how to choose it" says "(sink.serializer = pipe)"
run "${load[@]}" --no-plugins rows.csv
check "--no-plugins: none but those of the installation" exits 2
check "whatever path is given" says "searched: $root/lib/starload/plugins. "
run "$starload" new-plugin teapot x
check "there is no such kind" says "it is serializer, transport or semantics"
finish
