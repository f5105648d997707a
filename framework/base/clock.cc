#include "framework/base/clock.h"

#include <chrono>
#include <mutex>
#include <random>

namespace starload {
namespace {

class SystemClock final : public Clock {
 public:
  std::int64_t now_ms() const override { return since_epoch<std::chrono::steady_clock>(); }
  std::int64_t unix_ms() const override { return since_epoch<std::chrono::system_clock>(); }

 private:
  template <typename Source>
  static std::int64_t since_epoch() {
    const auto now = Source::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  }
};

class SystemRandom final : public Random {
 public:
  std::uint64_t next() override {
    const std::lock_guard lock(mutex_);
    return (std::uint64_t{device_()} << 32) | device_();
  }

 private:
  std::mutex mutex_;  // guards device_
  std::random_device device_;
};

}  // namespace

std::shared_ptr<const Clock> system_clock() { return std::make_shared<SystemClock>(); }
std::shared_ptr<Random> system_random() { return std::make_shared<SystemRandom>(); }

}  // namespace starload
