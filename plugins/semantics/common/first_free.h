// Finds the first free number of a dense series by asking as few numbers as possible: gallop, then
// bisect. REQUIRES of a series: all numbers before the first free one are taken. Where that does
// not hold (a server forgets old labels) it ends at some free number whose predecessor is taken.
#pragma once

#include <cstdint>

namespace starload::semantics {

class FirstFree final {
 public:
  explicit FirstFree(std::uint64_t from) : low_(from) {}

  bool done() const { return bounded_ && low_ == high_; }
  // The number to ask next. REQUIRES: !done()
  std::uint64_t probe() const { return bounded_ ? low_ + (high_ - low_) / 2 : low_ + step_ - 1; }
  void answer(bool taken) {
    const std::uint64_t asked = probe();
    if (!taken) {
      high_ = asked;
      bounded_ = true;
    } else {
      low_ = asked + 1;
      step_ *= 2;
    }
  }
  std::uint64_t result() const { return low_; }  // REQUIRES: done()

 private:
  std::uint64_t low_;  // all before it are taken
  std::uint64_t high_ = 0;
  std::uint64_t step_ = 1;
  bool bounded_ = false;  // high_ is free
};

}  // namespace starload::semantics
