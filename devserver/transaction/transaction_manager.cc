#include "devserver/transaction/transaction_manager.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "devserver/storage/default_value.h"

namespace starload::devserver {
namespace {

// A commit of more than this may last seconds: the client waits for it as long as it likes, and the
// label is COMMITTED meanwhile.
constexpr std::int64_t kMaxRowsAtOnce = 200'000;
constexpr std::int64_t kMaxBytesAtOnce = 32 << 20;
constexpr const char* kManagerTimeout = "timeout by txn manager";

bool is_overdue(const LoadRecord& record) {
  return record.state == LabelState::kPrepared && record.prepared_timeout_ms > 0 &&
         unix_millis() - record.prepared_ms > record.prepared_timeout_ms;
}

}  // namespace

std::optional<std::string> OpenTransaction::overdue_reason() const {
  const Clock::time_point now = Clock::now();
  if (now > deadline()) {
    return fmt::format("transaction is aborted by timeout {} seconds.", record.timeout_ms / 1000);
  }
  if (idle_timeout.count() > 0 && now > last_active() + idle_timeout) {
    return fmt::format("transaction is aborted by idle timeout {} seconds.", idle_timeout.count());
  }
  return std::nullopt;
}

TransactionManager::TransactionManager(std::filesystem::path directory, Storage& storage,
                                       const FrontendConfig& config)
    : directory_(std::move(directory)),
      storage_(storage),
      config_(config),
      publisher_([this](const LoadRecord& record) { return publish(record); }) {}

Result<std::unique_ptr<TransactionManager>> TransactionManager::open(
    const std::filesystem::path& data_dir, Storage& storage, const FrontendConfig& config) {
  const std::filesystem::path directory = data_dir / "staging";
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (!error) std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  if (error) {
    return Status::unavailable(
        fmt::format("cannot create the directory {}: {}", directory.string(), error.message()));
  }
  std::unique_ptr<TransactionManager> manager(new TransactionManager(directory, storage, config));
  manager->remove_orphans();
  std::vector<LoadRecord> open_records = storage.open_loads();
  std::reverse(open_records.begin(), open_records.end());  // oldest first
  for (const LoadRecord& record : open_records) {
    if (record.state == LabelState::kCommitted) manager->publisher_.add(record, Clock::now());
  }
  return manager;
}

std::filesystem::path TransactionManager::staged_path(std::int64_t transaction_id) const {
  return directory_ / fmt::format("{}.rows", transaction_id);
}

TransactionManager::Shared TransactionManager::find(std::string_view database,
                                                    std::string_view label) const {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(Key(database, label));
  return found == open_.end() ? nullptr : found->second;
}

TransactionManager::Shared TransactionManager::find_elsewhere(std::string_view label) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, transaction] : open_) {
    if (key.second == label) return transaction;
  }
  return nullptr;
}

std::vector<TransactionManager::Shared> TransactionManager::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<Shared> transactions;
  for (const auto& [key, transaction] : open_) transactions.push_back(transaction);
  return transactions;
}

void TransactionManager::add(const Shared& transaction) {
  const std::lock_guard lock(mutex_);
  open_[Key(transaction->record.database, transaction->record.label)] = transaction;
}

// Another attempt under the same label may be in the list already.
void TransactionManager::remove_from_list(const OpenTransaction& transaction) {
  progress_.remove(transaction.record.transaction_id);
  Shared removed;  // its destructor closes files: not under the lock
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(Key(transaction.record.database, transaction.record.label));
  if (found == open_.end() || found->second.get() != &transaction) return;
  removed = std::move(found->second);
  open_.erase(found);
}

Status TransactionManager::prepare(OpenTransaction& transaction, LoadRecord record) {
  StagedWriter& staged = *transaction.work.staged;
  STARLOAD_TRY(staged.seal());
  record.staged = staged_text(StagedExtent{transaction.table.id, staged.rows(), staged.bytes()});
  STARLOAD_TRY(storage_.prepare_load(record));
  staged.keep();
  transaction.end();
  remove_from_list(transaction);
  return Status::ok();
}

Result<CommitOutcome> TransactionManager::commit(OpenTransaction& transaction,
                                                 const LoadRecord& record) {
  StagedWriter& staged = *transaction.work.staged;
  const bool at_once = publish_delay().count() == 0;
  STARLOAD_TRY(at_once ? staged.end_load() : staged.seal());
  const StagedExtent extent{transaction.table.id, staged.rows(), staged.bytes()};
  LoadRecord committed = record;
  committed.staged = staged_text(extent);
  if (at_once) {
    STARLOAD_TRY(apply(record, transaction.table, extent));
  } else {
    STARLOAD_TRY(storage_.commit_later(committed));
    staged.keep();
  }
  transaction.end();
  remove_from_list(transaction);
  if (at_once) return CommitOutcome::kVisible;
  return publish_later(committed, transaction.deadline());
}

bool TransactionManager::is_still_open(const LoadRecord& record) {
  const std::optional<LoadRecord> newest = storage_.find_label(record.database, record.label);
  return newest && newest->transaction_id == record.transaction_id &&
         newest->state == LabelState::kPrepare;
}

// A transaction that could not be aborted stays in the list, so that it can be tried again.
Status TransactionManager::abort(OpenTransaction& transaction, const LoadRecord& record) {
  Status aborted = storage_.abort_load(record);
  if (!aborted && is_still_open(record)) return aborted;
  transaction.end();
  remove_from_list(transaction);
  return aborted;
}

Result<CommitOutcome> TransactionManager::commit_prepared(const LoadRecord& record,
                                                          Clock::time_point deadline) {
  const Result<StagedExtent> extent = parse_staged(record.staged);
  if (!extent) return extent.status();
  const std::optional<Table> table = storage_.find_table(record.database, record.table);
  if (!table || table->id != extent->table_id) {
    return Status::refused(fmt::format(
        "unknown table, table={}: it was dropped after transaction {} of label {} was prepared",
        record.table, record.transaction_id, record.label));
  }
  const bool is_small = extent->rows <= kMaxRowsAtOnce && extent->bytes <= kMaxBytesAtOnce;
  if (is_small && publish_delay().count() == 0) {
    STARLOAD_TRY(apply(record, *table, *extent));
    remove_staged(record);
    return CommitOutcome::kVisible;
  }
  // Only what can be read may become COMMITTED.
  const Result<std::unique_ptr<StagedReader>> readable =
      StagedReader::open(staged_path(record.transaction_id), *extent);
  if (!readable) return readable.status();
  STARLOAD_TRY(storage_.commit_later(record));
  return publish_later(record, deadline);
}

Result<CommitOutcome> TransactionManager::commit_batch(const LoadRecord& record, const Table& table,
                                                       RowBatch rows, Clock::time_point deadline) {
  STARLOAD_TRY(check_running());
  if (publish_delay().count() == 0) {
    STARLOAD_TRY(storage_.commit_load(record, table, std::move(rows)));
    return CommitOutcome::kVisible;
  }
  const Result<std::unique_ptr<StagedWriter>> staged =
      StagedWriter::create(staged_path(record.transaction_id));
  if (!staged) return staged.status();
  STARLOAD_TRY((*staged)->append(rows));
  return commit_staged(record, table, **staged, deadline);
}

Result<CommitOutcome> TransactionManager::commit_staged(const LoadRecord& record,
                                                        const Table& table, StagedWriter& staged,
                                                        Clock::time_point deadline) {
  STARLOAD_TRY(check_running());
  const bool at_once = publish_delay().count() == 0;
  STARLOAD_TRY(at_once ? staged.end_load() : staged.seal());
  const StagedExtent extent{table.id, staged.rows(), staged.bytes()};
  if (at_once) {
    STARLOAD_TRY(apply(record, table, extent));
    return CommitOutcome::kVisible;
  }
  LoadRecord committed = record;
  committed.staged = staged_text(extent);
  STARLOAD_TRY(storage_.commit_later(committed));
  staged.keep();
  return publish_later(committed, deadline);
}

// The rows of the staged file and the label's state in one transaction.
Status TransactionManager::apply(const LoadRecord& record, const Table& table,
                                 const StagedExtent& extent) {
  const Result<std::unique_ptr<StagedReader>> reader =
      StagedReader::open(staged_path(record.transaction_id), extent);
  if (!reader) return reader.status();
  return storage_.commit_rows(record, table, source_of(**reader));
}

BatchSource TransactionManager::source_of(StagedReader& reader) const {
  return [this, &reader](RowBatch& batch) -> Result<bool> {
    STARLOAD_TRY(check_running());
    return reader.next(batch);
  };
}

Status TransactionManager::check_running() const {
  return stopping_.load() ? Status::cancelled("the development server is stopping") : Status::ok();
}

std::chrono::milliseconds TransactionManager::publish_delay() const {
  return std::chrono::milliseconds(config_.get(ConfigItem::kPublishDelayMs));
}

Result<CommitOutcome> TransactionManager::publish_later(const LoadRecord& record,
                                                        Clock::time_point deadline) {
  publisher_.add(record, Clock::now() + publish_delay());
  return publisher_.wait(record.transaction_id, deadline) ? CommitOutcome::kVisible
                                                          : CommitOutcome::kPublishing;
}

// Runs on the publisher's thread. A label or table that was dropped meanwhile leaves nothing to do.
Status TransactionManager::publish(const LoadRecord& record) {
  STARLOAD_TRY(check_running());
  const std::optional<LoadRecord> now = storage_.find_label(record.database, record.label);
  const bool is_open =
      now && now->transaction_id == record.transaction_id && now->state == LabelState::kCommitted;
  if (!is_open) return Status::ok();
  const Result<StagedExtent> extent = parse_staged(now->staged);
  if (!extent) return extent.status();
  const std::optional<Table> table = storage_.find_table(record.database, record.table);
  if (table && table->id == extent->table_id) {
    STARLOAD_TRY(apply(*now, *table, *extent));
  } else {
    STARLOAD_TRY(storage_.commit_rows(*now, Table(), [](RowBatch&) { return false; }));
  }
  remove_staged(record);
  return Status::ok();
}

void TransactionManager::remove_staged(const LoadRecord& record) const {
  std::error_code ignored;  // what stays is removed by the next sweep
  std::filesystem::remove(staged_path(record.transaction_id), ignored);
}

void TransactionManager::stop() {
  stopping_.store(true);
  publisher_.stop();
}

Status TransactionManager::abort_record(LoadRecord record, const std::string& reason) {
  record.reason = reason;
  if (const Shared open = find(record.database, record.label);
      open && open->record.transaction_id == record.transaction_id) {
    return abort(*open, record);
  }
  STARLOAD_TRY(storage_.abort_load(record));
  remove_staged(record);
  return Status::ok();
}

void TransactionManager::expire_open(OpenTransaction& transaction) {
  const std::unique_lock busy(transaction.busy, std::try_to_lock);
  if (!busy || transaction.is_ended()) return;  // the request that works on it sees to it
  if (const std::optional<std::string> reason = transaction.overdue_reason()) {
    LoadRecord record = transaction.record;
    record.reason = *reason;
    static_cast<void>(abort(transaction, record));  // what fails now is tried again
  }
}

std::optional<LoadRecord> TransactionManager::find_label(std::string_view database,
                                                         std::string_view label) {
  if (const Shared open = find(database, label)) expire_open(*open);
  std::optional<LoadRecord> record = storage_.find_label(database, label);
  if (!record || !is_overdue(*record)) return record;
  static_cast<void>(abort_record(*record, kManagerTimeout));
  return storage_.find_label(database, label);
}

void TransactionManager::expire_label(std::string_view database, std::string_view label) {
  static_cast<void>(find_label(database, label));
}

void TransactionManager::expire() {
  for (const Shared& transaction : list()) {
    expire_open(*transaction);
    if (!storage_.has_database(transaction->record.database)) {
      transaction->end();
      remove_from_list(*transaction);
    }
  }
  for (const LoadRecord& record : storage_.open_loads()) {
    if (is_overdue(record)) static_cast<void>(abort_record(record, kManagerTimeout));
  }
  remove_orphans();
}

// Files of transactions that are neither open nor prepared: left by a crash or a dropped database.
void TransactionManager::remove_orphans() {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, error)) {
    files.push_back(entry.path());
  }
  // Looked up after the files were listed: a transaction that begins meanwhile is not among them.
  std::set<std::filesystem::path> wanted;
  for (const Shared& transaction : list())
    wanted.insert(staged_path(transaction->record.transaction_id));
  for (const LoadRecord& record : storage_.open_loads())
    wanted.insert(staged_path(record.transaction_id));
  for (const std::filesystem::path& file : files) {
    if (wanted.count(file) == 0) std::filesystem::remove(file, error);
  }
}

}  // namespace starload::devserver
