// One writer of a Flink job, native side: a host thread that alone uses the engine, the commands
// and row memory on their way to it, its failure, and its log lines.
//
//   Java's task thread                     host thread
//     start(command) ------ queue -------> EngineHost --------> Engine
//     await(ticket)  <----- result -------
//     take_memory, write -- queue -------> verify, serialize
//
// Commands and memory are carried out in order. The first failure, also of a write that nobody
// waits for, is the writer's: everything later is answered with it. No call waits for longer than
// it is told to; close() joins the thread, whose waiting was ended before.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "plugins/adapters/flink/jni/engine_host.h"
#include "plugins/adapters/flink/jni/failure.h"
#include "plugins/adapters/flink/jni/log_queue.h"
#include "plugins/adapters/flink/jni/rejected_rows.h"
#include "plugins/adapters/flink/jni/row_memory.h"

namespace starload::flink {

// Numbers as in the Java class Natives.
enum class Command : std::int32_t {
  kOpen = 1,
  kAddTable,
  kFlush,
  kRestore,
  kPrepare,
  kCommit,
  kAbortCheckpoint,
  kRollback,
  kCommitStates
};

class TaskWriter final {
 public:
  static constexpr std::size_t kCounters = 14;

  // Starts the thread; throws std::system_error when there can be none.
  TaskWriter(HostConfig config, std::shared_ptr<const PreloadedPlugins> plugins,
             std::shared_ptr<RowMemoryOrphans> orphans);
  ~TaskWriter();  // close()
  TaskWriter(const TaskWriter&) = delete;
  TaskWriter& operator=(const TaskWriter&) = delete;

  // ---- The task's thread.
  std::uint64_t start(Command command, std::uint64_t number, std::string argument);
  struct Awaited {
    bool done = false;
    MaybeFailure failure;  // of a command that is done
  };
  Awaited await(std::uint64_t ticket, std::chrono::milliseconds at_most);
  std::string take_result(std::uint64_t ticket);  // of a command that went well

  // memory is null: none came free in time.
  struct Taken {
    RowMemory* memory = nullptr;
    MaybeFailure failure;
  };
  Taken take_memory(std::uint32_t table, std::size_t bytes, std::chrono::milliseconds at_most);
  // Takes the piece in any case.
  MaybeFailure write(RowMemory* memory, std::size_t rows, std::size_t bytes);
  void give_back(RowMemory* memory);

  // ---- Any thread.
  MaybeFailure failure();  // none: nothing failed
  std::array<std::int64_t, kCounters> counters();
  std::string take_log() { return log_.take(); }
  // Ends the command under way and the waiting for memory; only kRollback is carried out then.
  void interrupt();
  void abort();  // ends everything under way at once
  void close();  // abort(), and ends the thread; the last call

 private:
  struct Item {
    std::unique_ptr<RowMemory> memory;  // null: a command
    std::size_t rows = 0;
    std::size_t bytes = 0;
    std::uint64_t ticket = 0;
    Command command = Command::kOpen;
    std::uint64_t number = 0;
    std::string argument;
  };
  struct Outcome {
    std::string result;
    MaybeFailure failure;
  };

  // On the host thread.
  void run();
  void be_idle(std::unique_lock<std::mutex>& lock);
  void carry_out(Item item);
  void write_out(Item& item);
  Outcome execute(const Item& item);
  Outcome open();
  Outcome restore(const Item& item);
  Outcome roll_back();
  Outcome finish(Status status, std::string table, bool breaks_writer);
  void make_room(std::size_t bytes);

  EngineHost::Ports host_ports();
  Failure engine_failure(Engine& engine);
  MaybeFailure failure_locked();  // REQUIRES: mutex_ held
  MaybeFailure obstacle(Command command);
  Engine* engine();
  static Failure cancelled();

  LogQueue log_;
  RejectedRows rejected_;
  const std::shared_ptr<std::atomic<bool>> cancel_;
  RowMemoryPool memory_;
  EngineHost host_;  // the host thread's, as are the two that follow
  int idle_slices_ = 0;
  std::chrono::milliseconds waited_for_room_{0};

  std::mutex mutex_;                  // guards the members below
  std::condition_variable changed_;   // for the host thread
  std::condition_variable answered_;  // for Java's threads
  std::deque<Item> queue_;
  std::map<std::uint64_t, Outcome> outcomes_;
  std::uint64_t newest_ticket_ = 0;
  Engine* engine_ = nullptr;  // null before it is open; it lives as long as host_
  MaybeFailure failure_;
  std::size_t wanted_bytes_ = 0;   // somebody waits for so much memory
  bool memory_was_taken_ = false;  // since the host thread looked
  std::int64_t blocked_ms_ = 0;
  bool interrupted_ = false;
  bool aborted_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace starload::flink
