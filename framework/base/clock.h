// The seams for time and chance. Nothing else in the framework reads a clock or draws a random
// number, so that tests and the simulation can put fakes in. Implementations are thread-safe.
#pragma once

#include <cstdint>
#include <memory>

namespace starload {

class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since some fixed point; never goes back, whatever the wall clock does.
  virtual std::int64_t now_ms() const = 0;
  // Milliseconds since 1970-01-01 UTC. For display and for labels' readability only.
  virtual std::int64_t unix_ms() const = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;
};

std::shared_ptr<const Clock> system_clock();
std::shared_ptr<Random> system_random();

}  // namespace starload
