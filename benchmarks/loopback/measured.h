// What a piece of work cost this process: time, CPU, memory over what was in use before. And the
// line that scripts/bench reads.
#pragma once

#include <cstdint>
#include <string>

namespace starload::bench {

struct Cost {
  double seconds = 0;
  double cpu_seconds = 0;
  std::uint64_t peak_bytes = 0;  // resident, over what was resident before
};

// From its making to stop(). One at a time in a process: the kernel's high-water mark is reset.
class Meter final {
 public:
  Meter();
  Cost stop() const;

 private:
  double started_ = 0;
  double cpu_started_ = 0;
  std::uint64_t resident_ = 0;
};

// A field of /proc/self/status in bytes ("VmRSS", "VmHWM", "RssAnon"); 0 when it is not there.
std::uint64_t memory_of_process(const char* field);

// {"suite":..., "case":..., "subject":..., "rows":..., "bytes":..., ...} and a line end.
void print_measurement(const char* suite, const std::string& case_name, const char* subject,
                       std::uint64_t rows, std::uint64_t bytes, const Cost& cost);

}  // namespace starload::bench
