// The transactions of the development server: those that are open (PREPARE) with their rows, and
// those that are PREPARED and wait on disk. What a request means is decided in BeTransactions and
// FeTransactions.
//
// Owned by DevServer. Thread-safe: mutex_ guards the list of open transactions and is never held
// while storage is asked.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "devserver/frontend_config.h"
#include "devserver/storage/storage.h"
#include "devserver/transaction/load_progress.h"
#include "devserver/transaction/open_transaction.h"
#include "devserver/transaction/publisher.h"
#include "framework/base/status.h"

namespace starload::devserver {

// kPublishing: committed for good, but the rows were not visible by the deadline.
enum class CommitOutcome : std::uint8_t { kVisible, kPublishing };

class TransactionManager final {
 public:
  // Uses <data_dir>/staging; removes files there that belong to no prepared transaction. Borrows
  // storage and configuration until destruction.
  static Result<std::unique_ptr<TransactionManager>> open(const std::filesystem::path& data_dir,
                                                          Storage& storage,
                                                          const FrontendConfig& config);

  using Clock = std::chrono::steady_clock;
  using Shared = std::shared_ptr<OpenTransaction>;

  // nullptr = not open.
  Shared find(std::string_view database, std::string_view label) const;
  // An open transaction of this label in whatever database.
  Shared find_elsewhere(std::string_view label) const;
  std::vector<Shared> list() const;
  void add(const Shared& transaction);

  // Each ends the open transaction when it succeeds. REQUIRES: the caller holds transaction.busy.
  Status prepare(OpenTransaction& transaction, LoadRecord record);
  Result<CommitOutcome> commit(OpenTransaction& transaction, const LoadRecord& record);
  // The rows are gone, the label is ABORTED with record.reason. Needs no lock: a request that works
  // on the transaction notices.
  Status abort(OpenTransaction& transaction, const LoadRecord& record);

  // REQUIRES: record is PREPARED.
  Result<CommitOutcome> commit_prepared(const LoadRecord& record, Clock::time_point deadline);
  // The commit of a Stream Load.
  Result<CommitOutcome> commit_batch(const LoadRecord& record, const Table& table, RowBatch rows,
                                     Clock::time_point deadline);
  // The same for rows that wait in a file already, which goes away with its writer.
  Result<CommitOutcome> commit_staged(const LoadRecord& record, const Table& table,
                                      StagedWriter& staged, Clock::time_point deadline);
  // Aborts a load that is not finished, open here or not.
  Status abort_record(LoadRecord record, const std::string& reason);

  // The newest record of a label, after its timeouts were looked at.
  std::optional<LoadRecord> find_label(std::string_view database, std::string_view label);
  // Ends commits that are under way; what they had to do is done after the next start.
  void stop();
  void expire_label(std::string_view database, std::string_view label);
  // Aborts what is overdue and forgets what belonged to dropped databases.
  void expire();

  std::filesystem::path staged_path(std::int64_t transaction_id) const;
  const FrontendConfig& config() const { return config_; }
  Storage& storage() const { return storage_; }
  LoadProgress& progress() { return progress_; }

 private:
  using Key = std::pair<std::string, std::string>;  // database, label

  TransactionManager(std::filesystem::path directory, Storage& storage,
                     const FrontendConfig& config);
  Status check_running() const;
  BatchSource source_of(StagedReader& reader) const;
  Status apply(const LoadRecord& record, const Table& table, const StagedExtent& extent);
  Result<CommitOutcome> publish_later(const LoadRecord& record, Clock::time_point deadline);
  Status publish(const LoadRecord& record);
  std::chrono::milliseconds publish_delay() const;
  void remove_staged(const LoadRecord& record) const;
  void remove_from_list(const OpenTransaction& transaction);
  bool is_still_open(const LoadRecord& record);
  void expire_open(OpenTransaction& transaction);
  void remove_orphans();

  const std::filesystem::path directory_;
  Storage& storage_;
  const FrontendConfig& config_;
  mutable std::mutex mutex_;  // guards open_
  std::map<Key, Shared> open_;
  LoadProgress progress_;
  std::atomic<bool> stopping_{false};
  Publisher publisher_;  // last: its thread uses the others
};

}  // namespace starload::devserver
