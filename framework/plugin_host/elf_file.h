// What can be told of a shared library without running any of it: machine, exported symbols, where
// it searches its libraries, and a plugin's identity record. Reads files that may be broken or
// hostile: every offset is checked. A value; any thread.
#pragma once

#include <starload/abi/plugin.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "framework/base/status.h"

namespace starload {

struct ElfFile {
  std::string machine;        // "x86-64", "aarch64", "machine 243"
  bool matches_host = false;  // class, byte order and machine are this program's
  bool has_dynamic_symbols = false;
  std::vector<std::string> exported;            // dynamic symbols that it defines
  std::vector<std::string> unique;              // those of them that keep it loaded for ever
  std::vector<std::string> needed;              // libraries
  std::vector<std::string> library_paths;       // RPATH and RUNPATH, split at ':'
  std::map<std::string, std::string> identity;  // of SL_PLUGIN_IDENTITY; empty: there is none

  // The error says what about the file is not as in a shared library of this kind of machine. One
  // of another machine is read as far as its machine.
  static Result<ElfFile> read(const std::filesystem::path& path);
};

// This program's machine, as ElfFile::machine says it.
std::string host_machine();

}  // namespace starload
