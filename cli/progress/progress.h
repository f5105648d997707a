// The progress line of a load on a terminal: percent, rows, rate, time left; redrawn in place at
// most ten times a second. Thread-safe: the load updates it while the console erases it in front of
// a message.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace starload::cli {

struct ProgressOptions {
  bool enabled = false;
  std::size_t width = 80;  // columns of the terminal
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
  std::function<void(std::string_view)> write;  // to the terminal
};

// Enabled when wanted, descriptor is a terminal, TERM is set and not "dumb", and NO_COLOR is not
// set. Writes to the descriptor.
ProgressOptions progress_options_for(int descriptor, bool wanted);

class Progress final {
 public:
  // total_bytes: no value where it is not known (a pipe): no percent, no time left.
  // before: what was done before this start; rates and time left leave it out.
  struct Done {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
  };
  Progress(ProgressOptions options, std::optional<std::uint64_t> total_bytes)
      : Progress(std::move(options), total_bytes, Done{}) {}
  Progress(ProgressOptions options, std::optional<std::uint64_t> total_bytes, Done before);
  ~Progress();  // as finish()
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(std::uint64_t rows, std::uint64_t bytes);  // totals; may go back
  void erase();   // takes the line off the terminal; the next update draws it again
  void finish();  // erases for good

 private:
  using TimePoint = std::chrono::steady_clock::time_point;

  std::string line(std::uint64_t rows, std::uint64_t bytes, double seconds) const;
  std::string time_left(std::uint64_t bytes, double seconds) const;
  void erase_locked();

  const ProgressOptions options_;
  const std::optional<std::uint64_t> total_bytes_;
  const Done before_;
  const TimePoint start_;
  std::mutex mutex_;  // guards everything below and the writes
  std::optional<TimePoint> drawn_at_;
  bool is_drawn_ = false;
  bool is_finished_ = false;
};

}  // namespace starload::cli
