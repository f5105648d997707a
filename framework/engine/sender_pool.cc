#include "framework/engine/sender_pool.h"

#include "framework/plugin_host/checked_calls.h"

#include <algorithm>
#include <chrono>
#include <exception>

namespace starload {
namespace {

Event not_sent(std::int32_t retry, std::string message) {
  Event answer;
  answer.response.verdict = SL_VERDICT_NO;
  answer.response.retry = retry;
  answer.response.flags = SL_RESPONSE_NOTHING_SENT;
  answer.message = std::move(message);
  return answer;
}

}  // namespace

SenderPool::SenderPool(const TransportInstance& transport, std::shared_ptr<const Clock> clock,
                       Handlers handlers, std::size_t threads)
    : transport_(transport), clock_(std::move(clock)), handlers_(std::move(handlers)) {
  try {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
  } catch (...) {
    stop();  // those that run already: a thread must not be destroyed before it is joined
    throw;
  }
}

SenderPool::~SenderPool() { stop(); }

void SenderPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    queue_.clear();
    changed_.notify_all();
  }
  transport_.functions().cancel(transport_.self());
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void SenderPool::wait_idle(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, at_most, [this] { return stopping_ || (busy_ == 0 && queue_.empty()); });
}

void SenderPool::submit(const RequestJob& job) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  queue_.push_back(job);
  changed_.notify_all();  // wait_idle waits on it, too
}

void SenderPool::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (queue_.empty()) {
      changed_.wait_for(lock, std::chrono::seconds(1));
      continue;
    }
    const RequestJob job = std::move(queue_.front());
    queue_.pop_front();
    ++busy_;
    lock.unlock();
    send(job);
    lock.lock();
    --busy_;
    if (busy_ == 0 && queue_.empty()) changed_.notify_all();
  }
}

void SenderPool::send(const RequestJob& job) {
  const std::int64_t start_ms = clock_->now_ms();
  Event answer = answer_to(job);
  answer.kind = SL_EVENT_RESPONSE;
  answer.request = job.request;
  answer.response.struct_size = sizeof answer.response;
  handlers_.on_answer(job, std::move(answer), clock_->now_ms() - start_ms);
}

// What the request was made of is given back before its answer is handed on: it may be what a
// waiting request needs.
Event SenderPool::answer_to(const RequestJob& job) {
  Parts parts;
  bool may_be_sent = false;
  try {
    const Status status = handlers_.fill(job, parts);
    if (!status) return not_sent(SL_RETRY_NEVER, status.message());
    may_be_sent = true;
    return execute(job, parts);
  } catch (const std::exception& error) {  // no memory
    Event answer = not_sent(SL_RETRY_LATER, error.what());
    if (!may_be_sent) return answer;
    answer.response.verdict = SL_VERDICT_UNKNOWN;
    answer.response.flags = 0;
    return answer;
  }
}

Event SenderPool::execute(const RequestJob& job, const Parts& parts) {
  Event answer;
  answer.response.struct_size = sizeof answer.response;
  answer.response.transaction_id = -1;
  struct Context {
    SenderPool* pool;
    const RequestJob* job;
  } context{this, &job};
  answer.response.reject_context = &context;
  answer.response.on_rejected_row = [](void* opaque, sl_str reason, sl_str row) {
    const auto* self = static_cast<Context*>(opaque);
    self->pool->handlers_.on_rejected_row(*self->job, reason, row);
  };
  sl_error error = make_plugin_error();
  const std::int32_t code = checked_execute(transport_, parts.request, answer.response, error);
  answer.response.reject_context = nullptr;
  answer.response.on_rejected_row = nullptr;
  answer.message.assign(error.message,
                        std::min<std::size_t>(error.message_size, sizeof error.message));
  if (code != SL_OK) {
    // A request that can never be sent is a definite no; anything else that goes wrong inside a
    // plugin is unclear.
    answer.response.verdict = code == SL_ERR_CONFIG ? SL_VERDICT_NO : SL_VERDICT_UNKNOWN;
    answer.response.retry = code == SL_ERR_CONFIG ? SL_RETRY_NEVER : SL_RETRY_SOON;
  }
  return answer;
}

}  // namespace starload
