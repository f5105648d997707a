#include "sdk/plugin_check/measure.h"

#include <malloc.h>

#include <filesystem>

#include "sdk/plugin_check/sanitizer.h"

namespace starload::plugin_check {
namespace {

constexpr int kWarmUp = 200;
constexpr int kCycles = 1000;
constexpr std::size_t kBytesOfChance = 8;  // a cycle

std::size_t count_entries(const char* folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    (void)entry;
    ++count;
  }
  return count;
}

struct Usage {
  std::size_t memory;
  std::size_t files = count_entries("/proc/self/fd");
  std::size_t threads = count_entries("/proc/self/task");

  static Usage now() {
    const struct mallinfo2 info = ::mallinfo2();
    return {.memory = info.uordblks + info.hblkhd};
  }
};

}  // namespace

std::string find_leak(const std::function<void()>& cycle) {
  for (int i = 0; i < kWarmUp; ++i) cycle();
  const Usage before = Usage::now();
  for (int i = 0; i < kCycles; ++i) cycle();
  const Usage after = Usage::now();
  if (after.memory > before.memory + kCycles * kBytesOfChance) {
    return "leaks about " + std::to_string((after.memory - before.memory) / kCycles) +
           " bytes from create to destroy";
  }
  if (after.files > before.files)
    return "leaves " + std::to_string(after.files - before.files) + " files open";
  if (after.threads > before.threads)
    return "leaves " + std::to_string(after.threads - before.threads) + " threads running";
  return sanitizer_finds_leaks() ? "leaks memory (the sanitizer's report says where)" : "";
}

}  // namespace starload::plugin_check
