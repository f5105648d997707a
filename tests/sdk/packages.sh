#!/usr/bin/env bash
# Makes the Debian packages, unpacks them into a clean root, and works with nothing but what lies there.
# (dpkg -x, not a chroot: what the packages depend on is this system's, and is looked up in dpkg's own data.)
#
# usage: tests/sdk/packages.sh BUILD_FOLDER
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

(cd "$build" && quietly "$work/cpack.log" cpack -G DEB -B "$work/packages")
runtime=$(ls "$work"/packages/starload_*.deb)
dev=$(ls "$work"/packages/starload-dev_*.deb)
root=$work/clean
mkdir "$root"
for package in "$runtime" "$dev"; do dpkg -x "$package" "$root"; done

field() { dpkg-deb -f "$1" "$2"; }
check "starload names the libraries that it needs" bash -c "grep -q libpocofoundation <<<'$(field "$runtime" Depends)'"
check "all of them are packages of this system" bash -c \
  "for p in \$(tr ',' '\n' <<<'$(field "$runtime" Depends)' | awk '{print \$1}'); do dpkg -s \"\$p\" >/dev/null || exit 1; done"
check "starload-dev needs the same starload" bash -c "grep -q 'starload (= ' <<<'$(field "$dev" Depends)'"
check "no file is in both" bash -c \
  "[[ -z \$( (dpkg-deb --fsys-tarfile '$runtime' | tar t; dpkg-deb --fsys-tarfile '$dev' | tar t) | grep -v '/\$' | sort | uniq -d) ]]"
check "everything lies below /usr" bash -c \
  "! (dpkg-deb --fsys-tarfile '$runtime' | tar t; dpkg-deb --fsys-tarfile '$dev' | tar t) | grep -vE '^\./(usr/.*)?\$'"
check "all belongs to root" bash -c "! dpkg-deb -c '$runtime' | grep -v ' root/root '"

for page in starload starload-plugin-check; do
  run man -l --warnings -E UTF-8 "$root/usr/share/man/man1/$page.1.gz"
  check "$page(1) is a man page" says "${page^^}(1)"
done
run lintian --allow-root --fail-on error,warning "$runtime" "$dev"
check "lintian has nothing to say" exits 0

run "$root/usr/bin/starload" plugins
check "the command runs and finds its plugins" says "serializer   csv"
check "none of them is refused" bash -c "! grep -q ^refused '$work/out'"
cd "$work"
run "$root/usr/bin/starload" new-plugin serializer fresh
check "new-plugin works" exits 0
check "its plugin builds from the packages" build_outside "$work/fresh" "$work/fresh/build" "$root/usr"
run ctest --test-dir "$work/fresh/build" --output-on-failure
check "and passes its tests and starload-plugin-check" exits 0
run "$root/usr/bin/starload" new-plugin serializer fresh
check "a folder that is there is not touched" exits 2
run "$root/usr/bin/starload" new-plugin serializer csv
check "a built-in plugin's name is refused" says "two of one name are refused"
run "$root/usr/bin/starload" new-plugin serializer 'Bad Name'
check "so is a name that is none" says "1 to 64 characters"
finish
