#!/usr/bin/env python3
"""What the built files export and need, seen with nm, objdump, readelf and ldd.

usage: symbols_test.py BUILD_DIR [unittest arguments]
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path()
HIGHEST_VERSIONS = {"GLIBC": (2, 34), "GLIBCXX": (3, 4, 29), "CXXABI": (1, 3, 13)}


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def plugins():
    found = sorted((BUILD / "lib/starload/plugins").glob("*.so"))
    if not found:
        raise AssertionError(f"no plugin in {BUILD}/lib/starload/plugins")
    return found


def program():
    return BUILD / "bin/starload"


def adapter():
    return BUILD / "lib/starload/libstarload_flink.so"


def shipped_files():
    return [program(), adapter(), *plugins()]


def objects_of_plugins():
    """Of the plugins that an engine loads. Without adapters, which are hosts with the framework inside, and without the
    framework's sources that plugins compile into themselves."""
    folder = BUILD / "plugins"
    found = sorted(str(path) for path in folder.rglob("*.o")
                   if not {"adapters", "framework"} & set(path.relative_to(folder).parts))
    if not found:
        raise AssertionError(f"no object file below {folder}")
    return found


def symbols(path, *options):
    """(kind, name) of each line that nm prints."""
    lines = output_of("nm", *options, str(path)).splitlines()
    return [tuple(fields[-2:]) for fields in (line.split() for line in lines) if len(fields) >= 2 and len(fields[-2]) == 1]


class Plugins(unittest.TestCase):
    def test_export_one_symbol_and_nothing_else(self):
        for plugin in plugins():
            with self.subTest(plugin=plugin.name):
                self.assertEqual(symbols(plugin, "-D", "--defined-only"), [("T", "sl_plugin_query")])

    def test_need_nothing_that_their_libraries_do_not_give(self):
        for plugin in plugins():
            with self.subTest(plugin=plugin.name):
                run = subprocess.run(["ldd", "-r", str(plugin)], check=True, capture_output=True, text=True, timeout=60)
                missing = [line for line in (run.stdout + run.stderr).splitlines()
                           if "undefined symbol" in line or "not found" in line]
                self.assertEqual(missing, [])

    def test_need_no_symbol_of_the_framework(self):
        for plugin in plugins():
            with self.subTest(plugin=plugin.name):
                undefined = [name for _, name in symbols(plugin, "-D", "--undefined-only")]
                self.assertEqual([name for name in undefined if "8starload" in name or name.startswith("sl_")], [])

    def test_need_no_library_of_the_project(self):
        for plugin in plugins():
            with self.subTest(plugin=plugin.name):
                needed = re.findall(r"\(NEEDED\).*\[(.*)\]", output_of("readelf", "-dW", str(plugin)))
                self.assertEqual([name for name in needed if "starload" in name], [])


class Program(unittest.TestCase):
    def test_defines_no_symbol_of_a_plugin(self):
        of_plugins = symbols_of_plugins()
        self.assertIn("sl_plugin_query", of_plugins)
        of_program = {name for kind, name in symbols(program(), "--defined-only")}
        self.assertTrue(of_program, "the program is stripped: nothing can be seen in it")
        self.assertEqual(sorted(of_plugins & of_program), [])

    def test_framework_library_defines_no_symbol_of_a_plugin(self):
        of_plugins = symbols_of_plugins()
        of_framework = {name for _, name in symbols_of_objects(sorted(map(str, (BUILD / "framework").rglob("*.o"))))}
        self.assertTrue(of_framework)
        self.assertEqual(sorted(of_plugins & of_framework), [])

    def test_is_position_independent(self):
        self.assertIn("DYN", output_of("readelf", "-hW", str(program())))


class Adapter(unittest.TestCase):
    def test_exports_what_the_jvm_calls_and_nothing_else(self):
        self.assertEqual(sorted(symbols(adapter(), "-D", "--defined-only")), [("T", "JNI_OnLoad"), ("T", "JNI_OnUnload")])

    def test_defines_no_symbol_of_a_plugin(self):
        of_adapter = {name for _, name in symbols(adapter(), "--defined-only")}
        self.assertTrue(of_adapter, "the adapter is stripped: nothing can be seen in it")
        self.assertEqual(sorted(symbols_of_plugins() & of_adapter), [])

    def test_needs_nothing_that_its_libraries_do_not_give(self):
        run = subprocess.run(["ldd", "-r", str(adapter())], check=True, capture_output=True, text=True, timeout=60)
        missing = [line for line in (run.stdout + run.stderr).splitlines()
                   if "undefined symbol" in line or "not found" in line]
        self.assertEqual(missing, [])


def symbols_of_plugins():
    return {name for kind, name in symbols_of_objects(objects_of_plugins()) if kind in "TDB"}


def symbols_of_objects(objects):
    found = []
    for name in objects:
        found += symbols(name, "--defined-only")
    return found


class ShippedFiles(unittest.TestCase):
    def test_run_on_the_oldest_supported_system(self):
        for path in shipped_files():
            with self.subTest(file=path.name):
                text = output_of("objdump", "-T", str(path))
                for family, highest in HIGHEST_VERSIONS.items():
                    used = {tuple(map(int, v.split("."))) for v in re.findall(rf"\b{family}_([0-9.]+)\b", text)}
                    self.assertEqual(sorted(v for v in used if v > highest), [], family)

    def test_are_hardened(self):
        for path in shipped_files():
            with self.subTest(file=path.name):
                segments = output_of("readelf", "-lW", str(path))
                self.assertIn("GNU_RELRO", segments)
                stack = re.search(r"GNU_STACK\s.*\s([RWE]+)\s+0x", segments)
                self.assertIsNotNone(stack)
                self.assertEqual(stack.group(1), "RW")
                dynamic = output_of("readelf", "-dW", str(path))
                self.assertRegex(dynamic, r"BIND_NOW|Flags:.*\bNOW\b")
                self.assertNotIn("TEXTREL", dynamic)

    def test_search_no_library_in_a_folder_of_this_machine(self):
        for path in shipped_files():
            with self.subTest(file=path.name):
                paths = re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", output_of("readelf", "-dW", str(path)))
                self.assertEqual([p for p in paths if not p.startswith("$ORIGIN")], [])


class MissingPlugin(unittest.TestCase):
    """The program and its plugins, copied without csv.so. Below the build folder: /tmp is not a trusted place."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="missing-plugin-", dir=BUILD))
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "bin").mkdir()
        shutil.copy(program(), self.folder / "bin")
        self.installed = self.folder / "lib/starload/plugins"
        self.installed.mkdir(parents=True)
        for plugin in plugins():
            if plugin.name != "csv.so":
                shutil.copy(plugin, self.installed)
        self.extra = self.folder / "extra"
        self.extra.mkdir()
        self.rows = self.folder / "rows.csv"
        self.rows.write_text("1\n")

    def run_starload(self, *arguments):
        environment = {"HOME": str(self.folder / "home"), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        return subprocess.run([str(self.folder / "bin/starload"), *arguments], capture_output=True, text=True,
                              timeout=60, stdin=subprocess.DEVNULL, env=environment)

    def load(self, *more):
        # Nothing listens on port 1: the plugin is looked for before anything is connected.
        return self.run_starload("load", "--set", "load-url=127.0.0.1:1", "--set", "jdbc-url=jdbc:mysql://127.0.0.1:1",
                                 "--set", "database-name=d", "--set", "table-name=t", "--set", "username=root",
                                 "--set", "sink.properties.format=csv", *more, "--columns", "a", str(self.rows))

    def test_is_not_listed(self):
        listed = self.run_starload("plugins", "--plugin-path", str(self.extra))
        self.assertEqual(listed.returncode, 0, listed.stderr)
        self.assertIn("json.so", listed.stdout)
        self.assertNotIn("csv.so", listed.stdout)

    def test_makes_a_load_fail_and_names_the_directories_searched(self):
        failed = self.load("--plugin-path", str(self.extra))
        self.assertEqual(failed.returncode, 2, failed.stderr)
        self.assertIn("csv", failed.stderr)
        self.assertIn(str(self.extra), failed.stderr)
        self.assertIn(str(self.installed), failed.stderr)

    def test_is_found_in_the_plugin_path_like_a_strangers(self):
        shutil.copy(BUILD / "lib/starload/plugins/csv.so", self.extra)
        listed = self.run_starload("plugins", "--plugin-path", str(self.extra))
        self.assertIn(str(self.extra / "csv.so"), listed.stdout)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
