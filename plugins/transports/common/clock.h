// The one clock of the transports: monotonic, so that deadlines do not follow jumps of the wall
// clock. Implementations may be used from any thread.
#pragma once

#include <chrono>

namespace starload::http {

using TimePoint = std::chrono::steady_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
};

class SteadyClock final : public Clock {
 public:
  TimePoint now() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace starload::http
