#!/usr/bin/env bash
# Runs the commands of docs/plugins.md as they are written there: all blocks marked `sh`, in order, in an empty folder, with
# an installation and nothing else. Where the system allows it, in a network of its own, since the ports are the real ones.
#
# usage: tests/sdk/tutorial.sh BUILD_FOLDER
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

root=$work/root
install_into "$root"
mkdir "$work/empty"
{
  echo 'set -euo pipefail; trap "kill \$(jobs -p) 2>/dev/null || true" EXIT'
  awk '/^```sh$/ {inside = 1; next} /^```/ {inside = 0} inside' "$STARLOAD_ROOT/docs/plugins.md"
} >"$work/commands.sh"
check "the page has commands" test "$(wc -l <"$work/commands.sh")" -gt 20

cat >"$work/own_network.py" <<'PYTHON'
"""Sets the loopback device up, and becomes the command."""
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
    fcntl.ioctl(probe, 0x8914, struct.pack("16sH14x", b"lo", 1))
os.execvp(sys.argv[1], sys.argv[1:])
PYTHON
network=()
if unshare -n true 2>/dev/null; then network=(unshare -n python3 "$work/own_network.py"); fi

cd "$work/empty"
run env PATH="$root/bin:$PATH" CMAKE_PREFIX_PATH="$root" "${network[@]}" bash "$work/commands.sh"
check "the commands of the tutorial succeed" exits 0
check "the plugin's own test ran" says "pipe.test"
check "starload-plugin-check ran" says "pipe.plugin_check"
check "the plugin is listed" says "serializer   pipe 1.0.0"
check "its rows arrived" says "apple"
check "a null is a null" says "NULL"
check "the serializer has at most 30 lines" test "$(wc -l <"$work/empty/pipe/pipe_serializer.cc")" -le 30
finish
