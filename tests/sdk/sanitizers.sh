#!/usr/bin/env bash
# starload-plugin-check with AddressSanitizer and with ThreadSanitizer, as docs/plugins.md says: an author builds the plugin with
# the flag, and the installed checker, which is built without, finds what it does not see otherwise.
#
# usage: tests/sdk/sanitizers.sh BUILD_FOLDER
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

root=$work/root
install_into "$root"
source=$STARLOAD_ROOT/tests/sdk/sanitizers

# build_with FOLDER FLAGS DEFECT;...
build_with() {
  cmake -S "$source" -B "$work/$1" -G Ninja -DCMAKE_PREFIX_PATH="$root" -DCMAKE_CXX_FLAGS="$2" -DDEFECTS="$3" >"$work/out" 2>&1 &&
    cmake --build "$work/$1" >"$work/out" 2>&1
}
# checked FOLDER NAME: its plugin-check, as ctest runs it.
checked() { run ctest --test-dir "$work/$1" -R "^$2\.plugin_check\$" --output-on-failure --no-tests=error; }

check "plugins with defects build" build_with plain "-O1" "overrun;racy"
for defect in overrun racy; do
  checked plain "$defect"
  check "without a sanitizer $defect looks sound" exits 0
done

check "and with AddressSanitizer" build_with asan "-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all" "sound;leaky;overrun"
checked asan sound
check "a sound plugin passes there" exits 0
checked asan leaky
check "a leak fails" exits 8
check "the check says that" says "FAIL leaks: it leaks memory (the sanitizer's report says where)"
check "the report says where" says "in Defective::Defective()"
checked asan overrun
check "a read behind the end fails" exits 8
check "the report says what" says "heap-buffer-overflow"
check "and where" says "in Defective::write_row"

check "and with ThreadSanitizer" build_with tsan "-O1 -g -fsanitize=thread" "sound;racy"
checked tsan sound
check "a sound plugin passes there, too" exits 0
checked tsan racy
check "a race fails" exits 8
check "the check says that" says "FAIL threads: the plugin ended the process with exit code 66 (the sanitizer's report says why)"
check "the report says what" says "data race"
check "and whose" says "rows_written"
finish
