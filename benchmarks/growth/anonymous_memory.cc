#include "benchmarks/growth/anonymous_memory.h"

#include <algorithm>
#include <chrono>

#include "benchmarks/loopback/measured.h"

namespace starload::bench {
namespace {

constexpr std::chrono::milliseconds kPause{10};

}  // namespace

AnonymousMemory::AnonymousMemory()
    : before_(memory_of_process("RssAnon")), thread_([this] {
        while (!ended_) {
          look();
          std::this_thread::sleep_for(kPause);
        }
      }) {}

AnonymousMemory::~AnonymousMemory() { stop(); }

void AnonymousMemory::look() {
  peak_ = std::max<std::uint64_t>(peak_, memory_of_process("RssAnon"));
}

std::uint64_t AnonymousMemory::stop() {
  ended_ = true;
  if (thread_.joinable()) thread_.join();
  look();
  return peak_ > before_ ? peak_ - before_ : 0;
}

}  // namespace starload::bench
