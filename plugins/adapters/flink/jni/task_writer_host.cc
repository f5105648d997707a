// The host thread of a task writer.
#include <pthread.h>

#include <exception>
#include <new>
#include <utility>

#include "plugins/adapters/flink/jni/task_writer.h"

namespace starload::flink {
namespace {

// The engine's threads inherit it, for whoever looks at the threads of a TaskManager.
constexpr char kThreadName[] = "starload-writer";
constexpr std::chrono::milliseconds kIdleSlice{1000};
constexpr int kIdleSlicesBeforeRest = 10;
// Of the engine's memory, for rows that wait to be serialized.
constexpr std::size_t kShareOfBudget = 16;

}  // namespace

void TaskWriter::run() {
  ::pthread_setname_np(::pthread_self(), kThreadName);
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (queue_.empty()) {
      be_idle(lock);
      continue;
    }
    Item item = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    carry_out(std::move(item));
    lock.lock();
    answered_.notify_all();
  }
  for (Item& item : queue_) {
    if (item.memory != nullptr) memory_.put(std::move(item.memory));
  }
  queue_.clear();
}

// Nothing to do: makes room for who waits for memory; after a while lets go of what is not needed.
void TaskWriter::be_idle(std::unique_lock<std::mutex>& lock) {
  const std::size_t wanted = std::exchange(wanted_bytes_, 0);
  if (std::exchange(memory_was_taken_, false)) waited_for_room_ = {};
  if (wanted > 0 && engine_ != nullptr && !interrupted_ && !failure_) {
    lock.unlock();
    make_room(wanted);
    lock.lock();
    answered_.notify_all();
    return;
  }
  const bool work = changed_.wait_for(
      lock, kIdleSlice, [this] { return stopping_ || !queue_.empty() || wanted_bytes_ > 0; });
  idle_slices_ = work ? 0 : idle_slices_ + 1;
  if (idle_slices_ != kIdleSlicesBeforeRest) return;
  lock.unlock();
  host_.disconnect();
  memory_.trim();
  lock.lock();
}

void TaskWriter::make_room(std::size_t bytes) {
  memory_.trim();
  const Status status = host_.engine().make_room(bytes, waited_for_room_);
  if (!status && status.code() != ErrorCode::kCancelled) finish(status, "", true);
}

void TaskWriter::carry_out(Item item) {
  if (item.memory != nullptr) {
    write_out(item);
    memory_.put(std::move(item.memory));
    return;
  }
  Outcome outcome;
  if (MaybeFailure failure = obstacle(item.command)) {
    outcome.failure = std::move(failure);
  } else {
    try {
      outcome = execute(item);
    } catch (const std::bad_alloc&) {
      outcome = finish(Status::unavailable("out of native memory"), "", true);
    } catch (const std::exception& error) {
      outcome = finish(Status::fatal(error.what()), "", true);
    }
  }
  if (item.command == Command::kAbortCheckpoint) return;  // nobody waits for it
  const std::lock_guard lock(mutex_);
  outcomes_.emplace(item.ticket, std::move(outcome));
}

// Why a command is not carried out.
MaybeFailure TaskWriter::obstacle(Command command) {
  const std::lock_guard lock(mutex_);
  if (aborted_) return cancelled();
  if (command == Command::kRollback)
    return engine_ == nullptr ? MaybeFailure(cancelled()) : MaybeFailure();
  if (interrupted_) return cancelled();
  if (MaybeFailure failure = failure_locked()) return failure;
  if (engine_ == nullptr && command != Command::kOpen)
    return Failure{Status::fatal("the native engine is not open")};
  return {};
}

void TaskWriter::write_out(Item& item) {
  if (obstacle(Command::kFlush)) return;
  const std::uint32_t table = item.memory->table;
  try {
    if (Status status = host_.write(*item.memory, item.rows, item.bytes); !status)
      finish(std::move(status), host_.table_name(table), true);
  } catch (const std::bad_alloc&) {
    finish(Status::unavailable("out of native memory"), host_.table_name(table), true);
  } catch (const std::exception& error) {
    finish(Status::fatal(error.what()), host_.table_name(table), true);
  }
}

TaskWriter::Outcome TaskWriter::execute(const Item& item) {
  switch (item.command) {
    case Command::kOpen:
      return open();
    case Command::kAddTable: {
      Result<std::string> added = host_.add_table(item.argument);
      return added ? Outcome{added.take(), {}} : finish(added.status(), "", false);
    }
    case Command::kFlush:
      return finish(host_.flush(), "", true);
    case Command::kRestore:
    case Command::kCommitStates:
      return restore(item);
    case Command::kPrepare: {
      Result<std::string> state = host_.prepare(item.number);
      return state ? Outcome{state.take(), {}} : finish(state.status(), "", true);
    }
    case Command::kCommit:
      return finish(host_.commit(item.number), "", true);
    case Command::kAbortCheckpoint:
      host_.engine().abort_checkpoint(item.number);
      return {};
    case Command::kRollback:
      return roll_back();
  }
  return finish(Status::fatal("the native engine knows no such command"), "", false);
}

TaskWriter::Outcome TaskWriter::open() {
  if (engine() != nullptr) return finish(Status::fatal("the native engine is open"), "", false);
  if (const Status status = host_.open(); !status) return finish(status, "", true);
  Engine& opened = host_.engine();
  rejected_.set_hide_values(host_.sanitizes());
  const std::size_t budget = opened.budget().limit();
  memory_.set_budget(&opened.budget(), budget / kShareOfBudget);
  const std::lock_guard lock(mutex_);
  engine_ = &opened;
  return {};
}

TaskWriter::Outcome TaskWriter::restore(const Item& item) {
  Result<RestoredStates> restored = read_restored_states(item.argument);
  if (!restored) return finish(restored.status(), "", true);
  return finish(
      item.command == Command::kRestore ? host_.restore(*restored) : host_.commit_states(*restored),
      "", true);
}

// A writer that is broken says why elsewhere.
TaskWriter::Outcome TaskWriter::roll_back() {
  const bool was_broken = failure().has_value();
  const Status status = host_.rollback();
  return was_broken ? Outcome() : finish(status, "", false);
}

// The first failure stays the writer's. What broke the engine is told in its words: those of the
// call that noticed say less.
TaskWriter::Outcome TaskWriter::finish(Status status, std::string table, bool breaks_writer) {
  if (status) return {};
  const std::lock_guard lock(mutex_);
  if (MaybeFailure known = failure_locked()) return {"", std::move(known)};
  Failure failure{std::move(status), "", std::move(table)};
  if (failure.status.code() == ErrorCode::kCancelled || !breaks_writer) return {"", failure};
  RejectedRows::Told told = rejected_.about("");
  failure.rejected_rows = std::move(told.rows);
  failure_ = failure;
  return {"", std::move(failure)};
}

}  // namespace starload::flink
