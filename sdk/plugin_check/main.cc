// starload-plugin-check: does a plugin keep what the ABI promises?
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "framework/plugin_host/elf_file.h"
#include "sdk/plugin_check/sanitizer.h"
#include "sdk/plugin_check/subject.h"

namespace starload::plugin_check {
namespace {

constexpr int kUsage = 2;
constexpr int kLimitSeconds = 20;
constexpr int kSlowdown = 10;  // at most, by a sanitizer

constexpr char kHelp[] =
    "Usage: starload-plugin-check [--info] [--no-fork] [--limit SECONDS] [--set KEY=VALUE]... "
    "FILE.so\n"
    "\n"
    "Loads a plugin as starload does, drives it through all that the plugin ABI promises (types,\n"
    "nulls, huge values, full buffers, misuse, threads, leaks, unloading), each part in a process\n"
    "of its own, and says what fails and why.\n"
    "\n"
    "  --info     print what the file says of itself, without running any of it\n"
    "  --set      an option of the plugin, as in a job's properties\n"
    "  --limit    seconds that one check may take (20; ten times that under a sanitizer)\n"
    "  --no-fork  all in one process, for a debugger\n"
    "\n"
    "Exit codes: 0 all passed, 1 something failed, 2 usage\n";

int print_info(const std::filesystem::path& path) {
  const Result<ElfFile> elf = ElfFile::read(path);
  if (!elf) {
    std::cerr << "starload-plugin-check: " << path.string() << ": " << elf.status().message()
              << '\n';
    return 1;
  }
  for (const auto& [key, value] : elf->identity) std::cout << key << '=' << value << '\n';
  std::cout << "machine=" << elf->machine << '\n';
  if (!elf->identity.empty()) return 0;
  std::cerr << "starload-plugin-check: " << path.string() << " has no identity record\n";
  return 1;
}

struct Arguments {
  Subject subject;
  bool info = false;
  bool apart = true;
  int limit_seconds = kLimitSeconds;
};

int run(const Arguments& arguments) {
  const Subject& subject = arguments.subject;
  const std::chrono::seconds limit(arguments.limit_seconds);
  Report report(arguments.apart, has_sanitizer() ? kSlowdown * limit : limit);
  const Outcome loaded = check_loads(subject, report);
  if (!loaded.is_failed()) {
    check_library(subject, report);
    if (loaded.text.starts_with("serializer")) check_serializer(subject, report);
    if (loaded.text.starts_with("transport")) check_transport(subject, report);
    if (loaded.text.starts_with("semantics")) check_semantics(subject, report);
  }
  return report.finish(subject.path.string());
}

int usage(const std::string& problem) {
  std::cerr << "starload-plugin-check: " << problem << "\n\n" << kHelp;
  return kUsage;
}

// Takes the words of the command line; what is wrong with them, or "".
std::string parse(const std::vector<std::string>& words, Arguments& arguments) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool has_value = i + 1 < words.size();
    if (word == "--info") {
      arguments.info = true;
    } else if (word == "--no-fork") {
      arguments.apart = false;
    } else if (word == "--limit" && has_value) {
      arguments.limit_seconds = std::atoi(words[++i].c_str());
      if (arguments.limit_seconds <= 0) return "--limit takes a number of seconds above 0";
    } else if (word == "--set" && has_value) {
      const Status status = arguments.subject.given.add_assignment(words[++i], "--set");
      if (!status) return status.message();
    } else if (word.starts_with("-") || !arguments.subject.path.empty()) {
      return "unexpected argument '" + word + "'";
    } else {
      arguments.subject.path = word;
    }
  }
  if (arguments.subject.path.empty()) return "no file is named";
  std::error_code missing;
  arguments.subject.path = std::filesystem::canonical(arguments.subject.path, missing);
  return missing ? "cannot open the file: " + missing.message() : "";
}

int run_command_line(const std::vector<std::string>& words) {
  if (!words.empty() && (words[0] == "--help" || words[0] == "-h")) {
    std::cout << kHelp;
    return 0;
  }
  Arguments arguments;
  if (const std::string problem = parse(words, arguments); !problem.empty()) return usage(problem);
  return arguments.info ? print_info(arguments.subject.path) : run(arguments);
}

}  // namespace
}  // namespace starload::plugin_check

int main(int argc, char** argv) {
  try {
    return starload::plugin_check::run_command_line({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "starload-plugin-check: " << error.what() << '\n';
    return 1;
  }
}
