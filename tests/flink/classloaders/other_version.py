#!/usr/bin/env python3
"""Makes another version of the connector out of a jar: the same code, its libraries under other names.

usage: other_version.py JAR VERSION OTHER_VERSION OUTPUT       the two versions have the same length
"""

import hashlib
import sys
import zipfile

PREFIX = "META-INF/native/starload/linux-x86_64/"


def main():
    jar, version, other, output = sys.argv[1:]
    if len(version) != len(other):
        sys.exit("other_version.py: the versions are strings inside of the libraries: equally long ones only")
    old, new = f"-starload-{version}-", f"-starload-{other}-"
    manifest = []
    with zipfile.ZipFile(jar) as source, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == PREFIX + "manifest":
                continue
            if name.startswith(PREFIX) and not name.endswith("/"):
                content = content.replace(old.encode(), new.encode())
                name = name.replace(old, new)
                manifest.append(f"{hashlib.sha256(content).hexdigest()} {len(content)} {name[len(PREFIX):]}\n")
            target.writestr(name, content)
        target.writestr(PREFIX + "manifest", "".join(sorted(manifest, key=lambda line: line.split()[2])))
    if not any(new in line for line in manifest):
        sys.exit(f"other_version.py: {jar} holds no library of version {version}")


if __name__ == "__main__":
    main()
