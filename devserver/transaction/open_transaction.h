// A transaction between its begin and its prepare or commit: the BE's part of it. Shared by the
// TransactionManager and the requests that work on it.
//
// `busy` is held by the one request that works on the transaction and guards Work; what a rollback
// from another thread has to tell that request goes through end() and is_ended().
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "devserver/load/error_log.h"
#include "devserver/load/load_headers.h"
#include "devserver/load/row_reader.h"
#include "devserver/storage/storage.h"
#include "devserver/transaction/staged_rows.h"
#include "framework/base/status.h"

namespace starload::devserver {

class OpenTransaction final {
 public:
  using Clock = std::chrono::steady_clock;

  OpenTransaction(LoadRecord begun, Table its_table, std::chrono::seconds idle_limit)
      : record(std::move(begun)), table(std::move(its_table)), idle_timeout(idle_limit) {
    touch();
  }

  // What the loads have made so far.
  struct Work {
    std::string parameters;  // the headers that all loads must share
    LoadAdmission admission;
    LoadOptions options;
    std::unique_ptr<ErrorLog> log;
    std::unique_ptr<RowReader> reader;     // set by the first load
    std::unique_ptr<StagedWriter> staged;  // set with it
    Status data_failure;  // why the rows cannot be read on; the client hears of it later
    std::uint64_t declared_bytes = 0;
    std::int64_t received_bytes = 0;
    std::int64_t plan_ms = 0;
    std::int64_t received_ms = 0;
    std::int64_t write_ms = 0;
  };

  const LoadRecord record;  // as begun
  const Table table;
  const std::chrono::seconds idle_timeout;  // 0 = none
  const Clock::time_point begun_at = Clock::now();
  std::mutex busy;
  Work work;

  void touch() { last_active_.store(Clock::now().time_since_epoch().count()); }
  Clock::time_point last_active() const {
    return Clock::time_point(Clock::duration(last_active_.load()));
  }
  Clock::time_point deadline() const {
    return begun_at + std::chrono::milliseconds(record.timeout_ms);
  }
  // Why the transaction is overdue, as the BE words it; nullopt = it is not.
  std::optional<std::string> overdue_reason() const;

  void end() { ended_.store(true); }
  bool is_ended() const { return ended_.load(); }

 private:
  std::atomic<Clock::rep> last_active_{0};
  std::atomic<bool> ended_{false};
};

}  // namespace starload::devserver
