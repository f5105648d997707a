// What an engine has done, readable at any time from any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace starload {

struct CounterSnapshot {
  std::uint64_t written_rows = 0;       // accepted by write()
  std::uint64_t refused_rows = 0;       // could not be serialized
  std::uint64_t total_flush_bytes = 0;  // loads that are in the table
  std::uint64_t total_flush_rows = 0;
  std::uint64_t total_flush_succeeded_times = 0;
  std::uint64_t total_flush_failed_times = 0;
  std::uint64_t total_filtered_rows = 0;    // rejected by the server within max_filter_ratio
  std::uint64_t total_unselected_rows = 0;  // left out by `where`
  std::uint64_t retries = 0;
  std::uint64_t buffered_bytes = 0;  // the memory budget in use
  std::uint64_t spilled_bytes = 0;   // of the spill file in use
  std::uint64_t blocked_ms = 0;      // time that write() waited for memory
  std::uint64_t request_ms = 0;      // time that requests took, summed
  std::uint64_t last_load_ms = 0;    // time that the newest load request took
};

struct Counters {
  std::atomic<std::uint64_t> written_rows{0};
  std::atomic<std::uint64_t> refused_rows{0};
  std::atomic<std::uint64_t> total_flush_bytes{0};
  std::atomic<std::uint64_t> total_flush_rows{0};
  std::atomic<std::uint64_t> total_flush_succeeded_times{0};
  std::atomic<std::uint64_t> total_flush_failed_times{0};
  std::atomic<std::uint64_t> total_filtered_rows{0};
  std::atomic<std::uint64_t> total_unselected_rows{0};
  std::atomic<std::uint64_t> retries{0};
  std::atomic<std::uint64_t> blocked_ms{0};
  std::atomic<std::uint64_t> request_ms{0};
  std::atomic<std::uint64_t> last_load_ms{0};
};

}  // namespace starload
