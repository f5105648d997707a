#!/usr/bin/env python3
"""What is in the connector's jar, and what its native libraries export and need.

usage: packaging_test.py JAR [unittest arguments]
"""

import hashlib
import io
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "plugins/adapters/flink/bundle"))
from elf_file import DF_1_NODELETE, DF_1_NOW, DT_FLAGS_1, ElfFile  # noqa: E402

JAR = pathlib.Path()
NATIVE = "META-INF/native/starload/linux-x86_64/"
SERVICE = "META-INF/services/org.apache.flink.table.factories.Factory"
FACTORIES = [
    "com.starrocks.connector.flink.table.sink.StarRocksDynamicTableSinkFactory",
    "com.starrocks.connector.flink.table.source.StarRocksDynamicTableSourceFactory",
]
PLUGINS = {"csv.so", "json.so", "map_row_json.so", "stream_load.so", "transaction.so", "at_least_once.so", "exactly_once.so"}
AUTH_PLUGINS = {"caching_sha2_password.so"}
THIRD_PARTY = {"PocoFoundation", "PocoNet", "PocoNetSSL", "PocoCrypto", "PocoUtil", "pcre", "ssl", "crypto", "mariadb",
               "boost_filesystem", "lz4", "z", "zstd"}
# Every system with glibc that runs a JVM has these; Flink's own images among them.
SYSTEM = {"libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}
HIGHEST_VERSIONS = {"GLIBC": (2, 34), "GLIBCXX": (3, 4, 29), "CXXABI": (1, 3, 13)}
# The official connector has 13 MB.
SIZE_LIMIT = 6_500_000


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def project_version():
    text = (ROOT / "CMakeLists.txt").read_text()
    return re.search(r"^project\(starload VERSION ([0-9.]+) ", text, re.MULTILINE).group(1)


def third_party_name(stem):
    return rf"lib{re.escape(stem)}-starload-{re.escape(project_version())}-[0-9a-f]{{8}}\.so"


class JarTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.jar = zipfile.ZipFile(JAR)
        cls.names = [name for name in cls.jar.namelist() if not name.endswith("/")]

    @classmethod
    def tearDownClass(cls):
        cls.jar.close()


class Entries(JarTest):
    def test_are_ours_and_nothing_else(self):
        expected = re.compile("|".join([
            r"META-INF/MANIFEST\.MF", re.escape(SERVICE), r"META-INF/licenses/starload/[A-Za-z0-9.+-]+",
            re.escape(NATIVE) + r"([a-z]+/)?[A-Za-z0-9_.+-]+",
            r"com/starrocks/connector/flink/[\w$/]+\.class", r"com/starrocks/data/load/stream/[\w$/]+\.class",
            # The factory's name in the first releases.
            r"com/starrocks/table/connector/flink/StarRocksDynamicTableSinkFactory\.class",
            r"io/starload/flink/[\w$/]+\.class"]))
        self.assertEqual([name for name in self.names if not expected.fullmatch(name)], [])

    def test_are_there_once(self):
        self.assertEqual(len(self.names), len(set(self.names)))

    def test_hold_the_public_classes(self):
        for name in ("com/starrocks/connector/flink/StarRocksSink", "com/starrocks/connector/flink/table/sink/SinkFunctionFactory",
                     "com/starrocks/connector/flink/table/sink/StarRocksSinkOptions",
                     "com/starrocks/connector/flink/table/sink/v2/StarRocksSink",
                     "com/starrocks/connector/flink/table/StarRocksDynamicTableSinkFactory",
                     "com/starrocks/table/connector/flink/StarRocksDynamicTableSinkFactory",
                     "io/starload/flink/engine/NativeLoader"):
            with self.subTest(name=name):
                self.assertTrue(name + ".class" in self.names)

    def test_announce_one_factory_for_each_direction(self):
        listed = self.jar.read(SERVICE).decode().split()
        self.assertEqual(listed, FACTORIES)
        for name in listed:
            self.assertIn(name.replace(".", "/") + ".class", self.names)

    def test_are_java_8(self):
        classes = [name for name in self.names if name.endswith(".class")]
        self.assertGreater(len(classes), 50)
        for name in classes:
            content = self.jar.read(name)
            self.assertEqual(content[:4], b"\xca\xfe\xba\xbe", name)
            self.assertEqual(int.from_bytes(content[6:8], "big"), 52, name)

    def test_need_no_class_of_a_third_party(self):
        """Every class that is referred to is Java's, Flink's, slf4j's, Scala's (through Flink) or in the jar."""
        with tempfile.TemporaryDirectory() as folder:
            self.jar.extractall(folder, [name for name in self.names if name.endswith(".class")])
            text = output_of("jdeps", "--multi-release", "base", "-v", "--ignore-missing-deps", folder)
        needed = set(re.findall(r"^\s+\S+\s+-> (\S+)\s", text, re.MULTILINE))
        self.assertIn("java.lang.Object", needed)
        foreign = [name for name in needed
                   if not re.match(r"(java|javax|org\.apache\.flink|org\.slf4j)\.", name)
                   and name.replace(".", "/") + ".class" not in self.names]
        self.assertEqual(sorted(foreign), [])

    def test_carry_the_version_of_the_project(self):
        version = project_version()
        self.assertIn(f"Implementation-Version: {version}\r\n", self.jar.read("META-INF/MANIFEST.MF").decode())
        self.assertEqual(JAR.name, f"flink-connector-starrocks-{version}.jar")
        pom = (ROOT / "plugins/adapters/flink/java/pom.xml").read_text()
        self.assertIn(f"<revision>{version}</revision>", pom)

    def test_say_nothing_of_the_machine_that_built_them(self):
        root = str(ROOT).encode()
        for name in self.names:
            with self.subTest(name=name):
                self.assertNotIn(root, self.jar.read(name))

    def test_are_small(self):
        size = JAR.stat().st_size
        native = sum(info.file_size for info in self.jar.infolist() if info.filename.startswith(NATIVE))
        print(f"{JAR.name}: {size} bytes; its native libraries take {native} bytes when they are extracted", file=sys.stderr)
        self.assertLess(size, SIZE_LIMIT)


class Licenses(JarTest):
    def test_of_everything_inside(self):
        licenses = {pathlib.PurePath(name).name for name in self.names if name.startswith("META-INF/licenses/starload/")}
        for package in ("libboost-filesystem", "liblz4", "libzstd1", "libmariadb", "libpocofoundation", "libpoconet", "libssl", "zlib1g"):
            with self.subTest(package=package):
                self.assertTrue([name for name in licenses if name.startswith(package)], licenses)
        self.assertTrue({"LICENSE", "LGPL-2.1.txt"} <= licenses, licenses)


class Libraries(JarTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.TemporaryDirectory(prefix="starload-packaging-")
        for name in cls.names:
            if name.startswith(NATIVE):
                path = pathlib.Path(cls.folder.name) / name[len(NATIVE):]
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(cls.jar.read(name))
        cls.files = sorted(pathlib.Path(cls.folder.name).rglob("*.so"))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()
        super().tearDownClass()

    def for_each(self, check, files=None):
        for path in self.files if files is None else files:
            with self.subTest(file=path.name):
                check(path)

    def relative(self, path):
        return str(path.relative_to(self.folder.name))

    def bundled(self):
        return [path for path in self.files if "-starload-" in path.name]

    def test_are_those_that_are_needed(self):
        fixed = {f"plugins/{name}" for name in PLUGINS} | {f"auth/{name}" for name in AUTH_PLUGINS} | {"libstarload_flink.so"}
        names = {self.relative(path) for path in self.files}
        self.assertTrue(fixed <= names, sorted(fixed - names))
        stems = {}
        for name in names - fixed:
            match = re.fullmatch(r"lib(.*)-starload-.*", name)
            self.assertIsNotNone(match, name)
            stems[match.group(1)] = name
        self.assertEqual(set(stems), THIRD_PARTY)
        for stem, name in stems.items():
            self.assertRegex(name, "^" + third_party_name(stem) + "$")

    def test_are_listed_with_size_and_sha256(self):
        lines = (pathlib.Path(self.folder.name) / "manifest").read_text().splitlines()
        listed = {line.split(" ")[2]: line.split(" ")[:2] for line in lines}
        actual = {self.relative(path): [hashlib.sha256(path.read_bytes()).hexdigest(), str(path.stat().st_size)] for path in self.files}
        self.assertEqual(listed, actual)

    def test_run_on_the_oldest_supported_system(self):
        highest = {}

        def check(path):
            text = output_of("objdump", "-T", str(path))
            for family, limit in HIGHEST_VERSIONS.items():
                used = {tuple(map(int, v.split("."))) for v in re.findall(rf"\b{family}_([0-9.]+)\b", text)}
                highest[family] = max(used | {highest.get(family, (0,))})
                self.assertEqual(sorted(v for v in used if v > limit), [], family)

        self.for_each(check)
        print("newest symbols: " + ", ".join(f"{f}_{'.'.join(map(str, v))}" for f, v in sorted(highest.items())), file=sys.stderr)
        self.assertGreater(highest["GLIBC"], (2, 30), "nothing was looked at")

    def test_need_only_each_other_and_what_every_system_has(self):
        names = {path.name for path in self.files}
        self.for_each(lambda path: self.assertEqual(
            [need for need in ElfFile(path).needed() if need not in SYSTEM and need not in names], []))

    def test_find_each_other_beside_themselves_and_nothing_elsewhere(self):
        def check(path):
            paths = re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", output_of("readelf", "-dW", str(path)))
            needs_ours = any("-starload-" in need for need in ElfFile(path).needed())
            expected = "$ORIGIN/.." if "/" in self.relative(path) else "$ORIGIN"
            self.assertEqual(paths, [expected] if needs_ours else [])

        self.for_each(check)

    def test_lack_no_symbol(self):
        def check(path):
            run = subprocess.run(["ldd", "-r", str(path)], check=True, capture_output=True, text=True, timeout=60)
            lines = (run.stdout + run.stderr).splitlines()
            self.assertEqual([line for line in lines if "undefined symbol" in line or "not found" in line], [])
            outside = [line for line in lines if re.search(r"=> /", line) and self.folder.name not in line
                       and line.split()[0] not in SYSTEM]
            self.assertEqual(outside, [])

        self.for_each(check)

    def test_of_third_parties_have_names_of_their_own_and_stay_loaded(self):
        def check(path):
            elf = ElfFile(path)
            self.assertEqual(elf.soname(), path.name)
            flags = [value for _, tag, value in elf.dynamic() if tag == DT_FLAGS_1]
            self.assertEqual(len(flags), 1)
            self.assertEqual(flags[0] & DF_1_NODELETE, DF_1_NODELETE)

        self.for_each(check, self.bundled())

    def test_of_ours_are_closed_with_their_class_loader(self):
        def check(path):
            flags = [value for _, tag, value in ElfFile(path).dynamic() if tag == DT_FLAGS_1]
            self.assertEqual([value & DF_1_NODELETE for value in flags], [0])

        self.for_each(check, [path for path in self.files if path.name in PLUGINS | {"libstarload_flink.so"}])

    def test_export_what_their_host_calls(self):
        def check(path):
            names = [line.split()[-1] for line in output_of("nm", "-D", "--defined-only", str(path)).splitlines()]
            expected = ["sl_plugin_query"] if path.name in PLUGINS else ["JNI_OnLoad", "JNI_OnUnload"]
            self.assertEqual(sorted(names), expected)

        self.for_each(check, [path for path in self.files if path.name in PLUGINS | {"libstarload_flink.so"}])

    def test_share_no_symbol_with_other_copies(self):
        """STB_GNU_UNIQUE symbols are bound to the first copy in the process, whoever's that is."""
        self.for_each(lambda path: self.assertNotRegex(output_of("nm", "-D", str(path)), r"(?m)^[0-9a-f]+ u "))

    def test_are_hardened(self):
        def check(path):
            segments = output_of("readelf", "-lW", str(path))
            self.assertIn("GNU_RELRO", segments)
            stack = re.search(r"GNU_STACK\s.*\s([RWE]+)\s+0x", segments)
            self.assertIsNotNone(stack)
            self.assertEqual(stack.group(1), "RW")
            flags = [value for _, tag, value in ElfFile(path).dynamic() if tag == DT_FLAGS_1]
            self.assertEqual([value & DF_1_NOW for value in flags], [DF_1_NOW])
            self.assertNotIn("TEXTREL", output_of("readelf", "-dW", str(path)))

        self.for_each(check)

    def test_are_stripped(self):
        self.for_each(lambda path: self.assertNotRegex(output_of("readelf", "-SW", str(path)), r"\.(symtab|debug_|comment)"))


if __name__ == "__main__":
    JAR = pathlib.Path(sys.argv.pop(1)).resolve()
    stream = io.TextIOWrapper(sys.stderr.buffer, write_through=True)
    result = unittest.main(exit=False, testRunner=unittest.TextTestRunner(stream=stream)).result
    bad = len({str(test).split(" (")[0] + str(test) for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - min(bad, result.testsRun)} passed, {bad} failed")
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)
