// Threads that carry requests to the transport and hand its answers back. A job's table headers,
// body and time limit are looked up through the callback just before it is sent.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "framework/base/clock.h"
#include "framework/base/status.h"
#include "framework/engine/event.h"
#include "framework/plugin_host/handles.h"

namespace starload {

class SenderPool final {
 public:
  // What a request is made of; everything it points to stays valid until the answer was handed
  // back.
  struct Parts {
    sl_request request{};
    std::vector<sl_property> headers;
    std::vector<sl_str> body;
    std::vector<std::shared_ptr<const void>> keep;  // what the request points into
  };
  struct Handlers {
    // A request that cannot be put together is not sent, and answered NO for good.
    std::function<Status(const RequestJob& job, Parts& parts)> fill;
    std::function<void(const RequestJob& job, Event answer, std::int64_t took_ms)> on_answer;
    std::function<void(const RequestJob& job, sl_str reason, sl_str row)> on_rejected_row;
  };

  // transport and clock outlive the pool.
  SenderPool(const TransportInstance& transport, std::shared_ptr<const Clock> clock,
             Handlers handlers, std::size_t threads);
  ~SenderPool();  // cancels what runs, drops what waits, joins
  SenderPool(const SenderPool&) = delete;
  SenderPool& operator=(const SenderPool&) = delete;

  void submit(const RequestJob& job);  // any thread
  // Waits until no request waits or is under way, or the time is over.
  void wait_idle(std::chrono::milliseconds at_most);
  void stop();

 private:
  void run();
  void send(const RequestJob& job);
  Event answer_to(const RequestJob& job);
  Event execute(const RequestJob& job, const Parts& parts);

  const TransportInstance& transport_;
  const std::shared_ptr<const Clock> clock_;
  const Handlers handlers_;
  std::mutex mutex_;  // guards queue_, busy_, stopping_
  std::condition_variable changed_;
  std::deque<RequestJob> queue_;
  std::size_t busy_ = 0;  // requests under way
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace starload
