// A task writer as Java's threads see it; task_writer_host.cc is its own thread.
#include "plugins/adapters/flink/jni/task_writer.h"

#include <algorithm>

namespace starload::flink {

TaskWriter::TaskWriter(HostConfig config, std::shared_ptr<const PreloadedPlugins> plugins,
                       std::shared_ptr<RowMemoryOrphans> orphans)
    : cancel_(std::make_shared<std::atomic<bool>>(false)),
      memory_(std::move(orphans)),
      host_(std::move(config), std::move(plugins), host_ports()),
      thread_([this] { run(); }) {}

TaskWriter::~TaskWriter() { close(); }

EngineHost::Ports TaskWriter::host_ports() {
  EngineHost::Ports ports;
  ports.log = [this](LogLevel level, std::string_view line) { log_.add(level, line); };
  ports.on_reject = [this](const RejectedRow& row) {
    if (const std::string line = rejected_.add(row); !line.empty()) log_.add(LogLevel::kWarn, line);
  };
  ports.on_failure = [this] {
    const std::lock_guard lock(mutex_);
    answered_.notify_all();
  };
  ports.cancel = cancel_;
  return ports;
}

Failure TaskWriter::cancelled() { return {Status::cancelled("the native engine was ended")}; }

std::uint64_t TaskWriter::start(Command command, std::uint64_t number, std::string argument) {
  const std::lock_guard lock(mutex_);
  Item item;
  item.ticket = ++newest_ticket_;
  item.command = command;
  item.number = number;
  item.argument = std::move(argument);
  queue_.push_back(std::move(item));
  changed_.notify_all();
  return newest_ticket_;
}

TaskWriter::Awaited TaskWriter::await(std::uint64_t ticket, std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  answered_.wait_for(lock, at_most, [&] { return stopping_ || outcomes_.contains(ticket); });
  const auto found = outcomes_.find(ticket);
  if (found == outcomes_.end()) {
    return stopping_ ? Awaited{true, cancelled()} : Awaited{};
  }
  if (!found->second.failure) return {true, {}};
  Awaited failed{true, std::move(found->second.failure)};
  outcomes_.erase(found);
  return failed;
}

std::string TaskWriter::take_result(std::uint64_t ticket) {
  const std::lock_guard lock(mutex_);
  const auto found = outcomes_.find(ticket);
  if (found == outcomes_.end()) return "";
  std::string result = std::move(found->second.result);
  outcomes_.erase(found);
  return result;
}

TaskWriter::Taken TaskWriter::take_memory(std::uint32_t table, std::size_t bytes,
                                          std::chrono::milliseconds at_most) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (MaybeFailure failure = failure_locked()) return {nullptr, std::move(failure)};
      if (interrupted_) return {nullptr, cancelled()};
    }
    Status fault;
    RowMemory* const memory = memory_.take(table, bytes, fault);
    if (!fault) return {nullptr, Failure{fault}};
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
    std::unique_lock lock(mutex_);
    if (memory != nullptr || waited >= at_most) {
      memory_was_taken_ = memory_was_taken_ || memory != nullptr;
      blocked_ms_ += waited.count();
      return {memory, {}};
    }
    wanted_bytes_ = std::max(wanted_bytes_, RowMemory::size_for(bytes));
    changed_.notify_all();
    answered_.wait_for(lock, at_most - waited);
  }
}

MaybeFailure TaskWriter::write(RowMemory* memory, std::size_t rows, std::size_t bytes) {
  std::unique_ptr<RowMemory> owned = memory_.hand_over(memory);
  if (owned == nullptr) return Failure{Status::fatal("a row block was handed over twice")};
  const std::lock_guard lock(mutex_);
  MaybeFailure failure = failure_locked();
  if (!failure && (interrupted_ || aborted_)) failure = cancelled();
  if (failure || rows == 0) {
    memory_.put(std::move(owned));
    return failure;
  }
  Item item;
  item.memory = std::move(owned);
  item.rows = rows;
  item.bytes = bytes;
  queue_.push_back(std::move(item));
  changed_.notify_all();
  return {};
}

void TaskWriter::give_back(RowMemory* memory) {
  memory_.give_back(memory);
  const std::lock_guard lock(mutex_);
  answered_.notify_all();
}

Engine* TaskWriter::engine() {
  const std::lock_guard lock(mutex_);
  return engine_;
}

// The engine says why it broke; what was ended on purpose did not break.
MaybeFailure TaskWriter::failure_locked() {
  if (failure_ || engine_ == nullptr || aborted_) return failure_;
  if (const Status status = engine_->failure(); status || status.code() == ErrorCode::kCancelled)
    return {};
  failure_ = engine_failure(*engine_);
  return failure_;
}

Failure TaskWriter::engine_failure(Engine& engine) {
  Failure failure{engine.failure(), engine.failed_label(), engine.failed_table(),
                  engine.must_replay()};
  RejectedRows::Told told = rejected_.about(failure.label);
  if (!told.summary.empty()) {
    failure.status = Status(failure.status.code(),
                            failure.status.message() + "; first rejected rows: " + told.summary);
  }
  failure.rejected_rows = std::move(told.rows);
  return failure;
}

MaybeFailure TaskWriter::failure() {
  const std::lock_guard lock(mutex_);
  return failure_locked();
}

std::array<std::int64_t, TaskWriter::kCounters> TaskWriter::counters() {
  Engine* const opened = engine();
  const CounterSnapshot seen = opened == nullptr ? CounterSnapshot() : opened->counters();
  std::int64_t blocked_ms = 0;
  {
    const std::lock_guard lock(mutex_);
    blocked_ms = blocked_ms_;
  }
  const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  return {number(seen.written_rows),
          number(seen.refused_rows),
          number(seen.total_flush_bytes),
          number(seen.total_flush_rows),
          number(seen.total_flush_succeeded_times),
          number(seen.total_flush_failed_times),
          number(seen.total_filtered_rows),
          number(seen.total_unselected_rows),
          number(seen.retries),
          number(seen.buffered_bytes),
          number(seen.spilled_bytes),
          number(seen.blocked_ms) + blocked_ms,
          number(seen.request_ms),
          number(seen.last_load_ms)};
}

void TaskWriter::interrupt() {
  Engine* opened = nullptr;
  {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
    opened = engine_;
    answered_.notify_all();
  }
  *cancel_ = true;
  if (opened != nullptr) opened->interrupt();
}

void TaskWriter::abort() {
  Engine* opened = nullptr;
  {
    const std::lock_guard lock(mutex_);
    failure_locked();  // while it can be told from the end
    interrupted_ = aborted_ = true;
    opened = engine_;
    answered_.notify_all();
  }
  *cancel_ = true;
  if (opened == nullptr) return;
  opened->interrupt();
  opened->abort();
}

void TaskWriter::close() {
  abort();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    answered_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  abort();  // an engine that was opened meanwhile
  memory_.end();
}

}  // namespace starload::flink
