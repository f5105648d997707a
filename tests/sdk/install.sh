#!/usr/bin/env bash
# Installs into a clean folder, and builds a serializer with nothing but what lies there: by find_package and by pkg-config.
#
# usage: tests/sdk/install.sh BUILD_FOLDER
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

root=$work/root
install_into "$root"
for file in bin/starload bin/starload-plugin-check lib/starload/plugins/csv.so include/starload/abi/plugin.h \
  include/starload/sdk/serializer.hpp include/starload/testkit/rows.hpp lib/cmake/Starload/StarloadConfig.cmake \
  share/pkgconfig/starload-sdk.pc share/pkgconfig/starload-plugin.pc share/doc/starload-dev/plugins.md \
  share/doc/starload-dev/abi-policy.md; do
  check "$file is installed" test -f "$root/$file"
done
check "nothing installed names the source folder" \
  bash -c "! grep -rIlF '$STARLOAD_ROOT' '$root/include' '$root/lib/cmake' '$root/share/pkgconfig'"

# Away from the sources, and moved after it was installed: nothing may depend on where it was.
mv "$root" "$work/moved"
root=$work/moved
cp -r "$STARLOAD_ROOT/tests/sdk/consumer" "$work/pipe"
check "find_package builds a plugin" build_outside "$work/pipe" "$work/pipe/build" "$root"
check "it exports one symbol" \
  bash -c "[[ \$(nm -D --defined-only '$work/pipe/build/pipe.so' | sed 's/.* T /T /') == 'T sl_plugin_query' ]]"
run "$root/bin/starload-plugin-check" --info "$work/pipe/build/pipe.so"
check "its kind" says "kind=serializer"
check "its name" says "name=pipe"
check "its ABI" says "abi=1.0"
run "$root/bin/starload-plugin-check" "$work/pipe/build/pipe.so"
check "starload-plugin-check passes" exits 0

mkdir "$work/by-hand"
export PKG_CONFIG_PATH=$root/share/pkgconfig
read -ra flags <<<"$(pkg-config --cflags --libs starload-plugin)"
check "pkg-config builds a plugin" succeeds \
  g++ -std=c++20 -O2 "$STARLOAD_ROOT/tests/sdk/consumer/pipe_serializer.cc" -o "$work/by-hand/pipe.so" "${flags[@]}"
check "pkg-config names the plugin directory" test -f "$(pkg-config --variable=plugindir starload-sdk)/csv.so"
run "$root/bin/starload-plugin-check" "$work/by-hand/pipe.so"
check "starload-plugin-check passes that one" exits 0

run "$root/bin/starload" plugins
check "the installed command finds its plugins" says "serializer   csv"
mkdir -p "$HOME/.local/lib/starload/plugins"
cp "$work/pipe/build/pipe.so" "$HOME/.local/lib/starload/plugins/"
run "$root/bin/starload" plugins
check "copying the file is all" says "serializer   pipe 1.0.0 (ABI 1.0) $HOME/.local/lib/starload/plugins/pipe.so"
cp "$work/by-hand/pipe.so" "$root/lib/starload/plugins/"
run "$root/bin/starload" plugins
check "two of one name are refused, and both are named" says \
  "more than one plugin named 'pipe': $HOME/.local/lib/starload/plugins/pipe.so, $root/lib/starload/plugins/pipe.so"
finish
