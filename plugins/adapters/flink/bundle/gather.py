#!/usr/bin/env python3
"""Gathers what the Flink connector's jar holds of native libraries, with names of their own.

usage: gather.py --library FILE --plugins DIR --auth-plugins DIR --version VERSION --output DIR --licenses DIR
                 [--replace SONAME=FILE]...

Into DIR go stripped copies of the library, of every plugin (into DIR/plugins), of the MariaDB client's authentication
plugin that is not part of its library (into DIR/auth), and of all libraries that these need and that a system may lack:
all but those of glibc and gcc.

A third-party library gets the name lib<name>-starload-<version>-<hash>.so, as file and as SONAME, where the hash is
over its content and the names of what it needs. So another copy of it in the same process (the JVM's, another job's
of another version) never takes its place, nor the other way round. It stays in the process once it is loaded: the same
version of the connector loaded anew finds it again, and no thread can run out of it into nothing.

The file "manifest" lists all others: SHA-256, size, path. The folder of licenses gets the copyright file of every Debian
package that a library came from.
"""

import argparse
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys

from elf_file import DF_1_NODELETE, DF_1_NOW, ElfFile

# What every glibc system that runs a JVM has.
SYSTEM = re.compile(r"(libc|libm|libdl|librt|libpthread|libresolv|libstdc\+\+|libgcc_s|ld-linux-x86-64)\.so\.\d+$")
BOOST_LICENSE = re.compile(r"Boost Software License - Version 1\.0.*?DEALINGS IN THE SOFTWARE\.", re.DOTALL)
# The client's others are for MariaDB servers only, or send the password as it is, which a false server could ask for.
AUTH_PLUGINS = ("caching_sha2_password.so",)


def output_of(*command):
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if run.returncode != 0:
        sys.exit(f"gather.py: {' '.join(map(str, command))} failed: {run.stderr.strip()}")
    return run.stdout


class Bundle:
    def __init__(self, version, output, replacements):
        self.version = version
        self.output = output
        self.replacements = replacements
        self.sources = []  # the system's files that went in
        self.names = {}  # SONAME of the system's library -> name of ours

    def third_party(self, soname):
        """Adds the library and all that it needs; returns its name in the bundle."""
        if soname not in self.names:
            source = self.replacements.get(soname) or self.of_the_system(find_library(soname))
            stem = re.sub(r"^lib|\.so.*$", "", soname)
            copy = self.output / f"{stem}.part"
            strip(source, copy)
            needed = self.rename_needed(ElfFile(copy).needed())
            digest = hashlib.sha256(copy.read_bytes() + repr(sorted(needed.items())).encode()).hexdigest()[:8]
            name = f"lib{stem}-starload-{self.version}-{digest}.so"
            patch(copy, needed, "$ORIGIN", name)
            finish(copy, DF_1_NOW | DF_1_NODELETE)
            copy.rename(self.output / name)
            self.names[soname] = name
        return self.names[soname]

    def of_the_system(self, source):
        self.sources.append(source)
        return source

    def rename_needed(self, sonames):
        return {soname: self.third_party(soname) for soname in sonames if not SYSTEM.match(soname)}

    def add(self, source, name, flags=DF_1_NOW):
        """A file that keeps its name, which may have a folder in front."""
        copy = self.output / name
        copy.parent.mkdir(exist_ok=True)
        strip(source, copy)
        patch(copy, self.rename_needed(ElfFile(copy).needed()), "$ORIGIN/.." if "/" in name else "$ORIGIN")
        finish(copy, flags)

    def write_manifest(self):
        lines = []
        for path in sorted(self.output.rglob("*.so")):
            path.chmod(0o644)
            content = path.read_bytes()
            lines.append(f"{hashlib.sha256(content).hexdigest()} {len(content)} {path.relative_to(self.output)}\n")
        (self.output / "manifest").write_text("".join(lines))


def find_library(soname):
    """The dynamic linker's own answer."""
    for line in output_of("/sbin/ldconfig", "-p").splitlines():
        match = re.match(r"\s+(\S+) \((.*)\) => (.*)", line)
        if match and match.group(1) == soname and "x86-64" in match.group(2):
            return pathlib.Path(match.group(3))
    sys.exit(f"gather.py: there is no {soname} on this system")


def strip(source, copy):
    output_of("strip", "--strip-unneeded", "--remove-section=.comment", "--remove-section=.gnu_debuglink",
              "-o", str(copy), str(pathlib.Path(source).resolve()))


def patch(copy, needed, search, soname=None):
    """One change a run: patchelf 0.14 mixes up the new strings of several."""
    if needed:
        renamings = [word for pair in sorted(needed.items()) for word in ("--replace-needed", *pair)]
        output_of("patchelf", *renamings, str(copy))
        output_of("patchelf", "--set-rpath", search, str(copy))
    if soname:
        output_of("patchelf", "--set-soname", soname, str(copy))


def finish(copy, flags):
    elf = ElfFile(copy)
    elf.add_flags(flags)
    elf.make_unique_symbols_global()
    elf.save()


def copy_licenses(sources, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for package in sorted({package_of(source) for source in sources}):
        copyright_file = pathlib.Path(f"/usr/share/doc/{package}/copyright")
        boost = BOOST_LICENSE.search(copyright_file.read_text())
        # Debian's file of Boost has 2 MB, one entry for every source file.
        (folder / f"{package}.txt").write_text(boost.group() + "\n" if boost else copyright_file.read_text())
    # The copyright file of the MariaDB client names this one, which every Debian system has.
    shutil.copyfile("/usr/share/common-licenses/LGPL-2.1", folder / "LGPL-2.1.txt")


def package_of(source):
    """dpkg knows a file by its real name, without the link from /lib to /usr/lib, or with it."""
    real = pathlib.Path(source).resolve()
    for name in (str(real), str(real).removeprefix("/usr")):
        run = subprocess.run(["dpkg", "-S", name], capture_output=True, text=True, timeout=60)
        if run.returncode == 0:
            return run.stdout.split(":")[0]
    sys.exit(f"gather.py: no Debian package has {real}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=pathlib.Path, required=True)
    parser.add_argument("--plugins", type=pathlib.Path, required=True)
    parser.add_argument("--auth-plugins", type=pathlib.Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--licenses", type=pathlib.Path, required=True)
    parser.add_argument("--replace", action="append", default=[], metavar="SONAME=FILE")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    shutil.rmtree(arguments.output, ignore_errors=True)
    arguments.output.mkdir(parents=True)
    bundle = Bundle(arguments.version, arguments.output, dict(pair.split("=", 1) for pair in arguments.replace))
    bundle.add(arguments.library, "libstarload_flink.so")
    plugins = sorted(arguments.plugins.glob("*.so"))
    if not plugins:
        sys.exit(f"gather.py: there is no plugin in {arguments.plugins}")
    for plugin in plugins:
        bundle.add(plugin, f"plugins/{plugin.name}")
    for name in AUTH_PLUGINS:
        bundle.add(bundle.of_the_system(arguments.auth_plugins / name), f"auth/{name}", DF_1_NOW | DF_1_NODELETE)
    bundle.write_manifest()
    copy_licenses(bundle.sources, arguments.licenses)


if __name__ == "__main__":
    main()
