// Tells the threads of a server that it stops. Any thread may set and read it.
#pragma once

#include <atomic>

namespace starload::devserver {

class StopFlag final {
 public:
  void set() { stopped_.store(true, std::memory_order_release); }
  bool is_set() const { return stopped_.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> stopped_{false};
};

}  // namespace starload::devserver
