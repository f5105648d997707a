#include "benchmarks/loopback/measured.h"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace starload::bench {
namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpu_now() {
  rusage self{};
  ::getrusage(RUSAGE_SELF, &self);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(self.ru_utime) + seconds(self.ru_stime);
}

}  // namespace

std::uint64_t memory_of_process(const char* field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    const std::size_t length = std::strlen(field);
    if (line.compare(0, length, field) == 0 && line[length] == ':')
      return std::stoull(line.substr(length + 1)) * 1024;
  }
  return 0;
}

Meter::Meter() {
  std::ofstream("/proc/self/clear_refs") << "5";  // VmHWM begins anew
  resident_ = memory_of_process("VmRSS");
  cpu_started_ = cpu_now();
  started_ = now();
}

Cost Meter::stop() const {
  Cost cost;
  cost.seconds = now() - started_;
  cost.cpu_seconds = cpu_now() - cpu_started_;
  const std::uint64_t peak = memory_of_process("VmHWM");
  cost.peak_bytes = peak > resident_ ? peak - resident_ : 0;
  return cost;
}

void print_measurement(const char* suite, const std::string& case_name, const char* subject,
                       std::uint64_t rows, std::uint64_t bytes, const Cost& cost) {
  std::printf(
      "{\"suite\": \"%s\", \"case\": \"%s\", \"subject\": \"%s\", \"rows\": %llu, \"bytes\": %llu, "
      "\"seconds\": %.6f, \"cpu_seconds\": %.6f, \"peak_bytes\": %llu}\n",
      suite, case_name.c_str(), subject, static_cast<unsigned long long>(rows),
      static_cast<unsigned long long>(bytes), cost.seconds, cost.cpu_seconds,
      static_cast<unsigned long long>(cost.peak_bytes));
}

}  // namespace starload::bench
