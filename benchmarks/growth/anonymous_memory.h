// The most anonymous memory (RssAnon) that this process had, over what it had before. The kernel
// keeps no high-water mark of it, so a thread looks every few milliseconds.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

namespace starload::bench {

class AnonymousMemory final {
 public:
  AnonymousMemory();
  ~AnonymousMemory();
  AnonymousMemory(const AnonymousMemory&) = delete;
  AnonymousMemory& operator=(const AnonymousMemory&) = delete;

  // Looks once more, and ends the thread.
  std::uint64_t stop();

 private:
  void look();

  const std::uint64_t before_;
  std::atomic<std::uint64_t> peak_{0};
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace starload::bench
