// Storage on three SQLite connections: one for everything that writes and for queries, one that
// only looks labels up, so that a label's state can be asked for while a big commit runs, and one
// that reads for the pages. No mutex is taken while another is held.

#include <sqlite3.h>
#include <strings.h>

#include <algorithm>
#include <mutex>

#include <fmt/format.h>

#include "devserver/storage/aggregate_functions.h"
#include "devserver/storage/default_value.h"
#include "devserver/storage/label_store.h"
#include "devserver/storage/row_writer.h"
#include "devserver/storage/scalar_functions.h"
#include "devserver/storage/schema.h"
#include "devserver/storage/sqlite_db.h"
#include "devserver/storage/sqlite_query.h"
#include "devserver/storage/storage.h"
#include "devserver/storage/table_catalog.h"
#include "devserver/storage/user_store.h"

namespace starload::devserver {
namespace {

constexpr std::int64_t kQueryTimeoutMs = 300'000;
constexpr std::int64_t kReadTimeoutMs = 2'000;
constexpr std::int64_t kFirstDatabaseId = 20'000;
constexpr int kProgressSteps =
    100'000;  // SQLite virtual-machine steps between two looks at the clock

bool equal_ignoring_case(const std::string& a, const std::string& b) {
  return a.size() == b.size() && strcasecmp(a.c_str(), b.c_str()) == 0;
}

class SqliteStorage final : public Storage {
 public:
  SqliteStorage(std::unique_ptr<Database> database, std::unique_ptr<Database> label_reader,
                std::unique_ptr<Database> reader)
      : database_(std::move(database)),
        labels_(*database_),
        users_(*database_),
        label_reader_(std::move(label_reader)),
        readable_labels_(*label_reader_),
        reader_(std::move(reader)) {}

  Status prepare_file() {
    STARLOAD_TRY(database_->execute(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA "
        "temp_store=MEMORY;"
        "PRAGMA case_sensitive_like=ON;"
        "CREATE TABLE IF NOT EXISTS starload_databases (name TEXT PRIMARY KEY);"
        "CREATE TABLE IF NOT EXISTS starload_tables (id INTEGER PRIMARY KEY AUTOINCREMENT, "
        "database TEXT NOT NULL,"
        " name TEXT NOT NULL, definition TEXT NOT NULL, next_auto_increment INTEGER NOT NULL "
        "DEFAULT 1,"
        " UNIQUE (database, name));"
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'starload_tables', 10000"
        " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'starload_tables')"));
    STARLOAD_TRY(register_aggregate_functions(*database_));
    STARLOAD_TRY(register_scalar_functions(*database_));
    STARLOAD_TRY(labels_.open());
    STARLOAD_TRY(users_.open());
    sqlite3_progress_handler(database_->handle(), kProgressSteps, &SqliteStorage::on_progress,
                             this);
    for (Database* reader : {label_reader_.get(), reader_.get()})
      STARLOAD_TRY(reader->execute("PRAGMA busy_timeout=10000; PRAGMA query_only=ON"));
    sqlite3_progress_handler(reader_->handle(), kProgressSteps, &SqliteStorage::on_read_progress,
                             this);
    return load_catalog();
  }

  bool has_database(std::string_view database) override { return catalog_.has_database(database); }
  std::vector<std::string> databases() override { return catalog_.databases(); }
  std::int64_t database_id(std::string_view database) override {
    return catalog_.database_id(database);
  }
  std::vector<std::string> tables(std::string_view database) override {
    return catalog_.tables(database);
  }
  std::optional<Table> find_table(std::string_view database, std::string_view table) override {
    return catalog_.find_table(database, table);
  }
  std::int64_t catalog_version() override { return catalog_.version(); }

  Status create_database(std::string_view database, bool if_not_exists) override;
  Status drop_database(std::string_view database, bool if_exists) override;
  Status create_table(const Table& table, bool if_not_exists) override;
  Status drop_table(std::string_view database, std::string_view table, bool if_exists) override;
  Status truncate_table(std::string_view database, std::string_view table) override;

  std::optional<LoadRecord> find_label(std::string_view database, std::string_view label) override {
    const std::lock_guard lock(label_mutex_);
    return readable_labels_.newest(database, label);
  }

  Result<BeginResult> begin_transaction(const BeginRequest& request) override;
  Status prepare_load(const LoadRecord& record) override;
  Status commit_later(const LoadRecord& record) override;
  Status commit_rows(const LoadRecord& record, const Table& table,
                     const BatchSource& rows) override;
  Status abort_load(const LoadRecord& record) override;

  std::vector<LoadRecord> loads(std::string_view database) override {
    const std::lock_guard lock(label_mutex_);
    return readable_labels_.list(database);
  }

  std::vector<LoadRecord> loads_before(std::int64_t transaction_id, std::int64_t limit) override {
    const std::lock_guard lock(label_mutex_);
    return readable_labels_.list_before(transaction_id, limit);
  }

  std::optional<LoadRecord> find_load(std::int64_t transaction_id) override {
    const std::lock_guard lock(label_mutex_);
    return readable_labels_.find(transaction_id);
  }

  std::vector<LoadRecord> open_loads() override {
    const std::lock_guard lock(label_mutex_);
    return readable_labels_.open_records();
  }

  Result<std::int64_t> forget_labels(std::int64_t finished_before_ms,
                                     std::int64_t keep_newest) override {
    const std::lock_guard lock(database_mutex_);
    return labels_.forget(finished_before_ms, keep_newest);
  }

  Result<StoredAccess> read_access() override {
    const std::lock_guard lock(database_mutex_);
    return users_.read();
  }

  Status write_access(const StoredAccess& access) override {
    const std::lock_guard lock(database_mutex_);
    return users_.replace(access);
  }

  Status write_rows(const Table& table, const RowBatch& rows) override;
  Status replace_rows(const Table& table, const RowBatch& rows) override;
  Result<QueryResult> run(const std::string& sqlite_sql) override;
  Result<QueryResult> read(const std::string& sqlite_sql) override {
    const std::lock_guard lock(reader_mutex_);
    read_deadline_ms_ = unix_millis() + kReadTimeoutMs;
    return run_query(*reader_, sqlite_sql);
  }
  Status replace_memory_table(const std::string& name, const std::vector<std::string>& columns,
                              const std::vector<std::string>& declarations,
                              const std::vector<std::vector<Cell>>& rows) override {
    const std::lock_guard lock(database_mutex_);
    return replace_temporary_table(*database_, name, columns, declarations, rows);
  }
  void interrupt() override { sqlite3_interrupt(database_->handle()); }

 private:
  static int on_progress(void* self) {
    const std::int64_t deadline = static_cast<SqliteStorage*>(self)->deadline_ms_;
    return deadline != 0 && unix_millis() > deadline ? 1 : 0;
  }

  static int on_read_progress(void* self) {
    return unix_millis() > static_cast<SqliteStorage*>(self)->read_deadline_ms_ ? 1 : 0;
  }

  Status load_catalog();
  Status check_running(const BeginRequest& request);
  Status apply(const Table& table, const RowBatch& rows);
  Status drop_table_locked(const Table& table);

  std::mutex database_mutex_;  // guards database_, labels_, users_, deadline_ms_
  std::unique_ptr<Database> database_;
  LabelStore labels_;
  UserStore users_;
  std::int64_t deadline_ms_ = 0;

  std::mutex label_mutex_;  // guards label_reader_, readable_labels_
  std::unique_ptr<Database> label_reader_;
  LabelStore readable_labels_;

  std::mutex reader_mutex_;  // guards reader_, read_deadline_ms_
  std::unique_ptr<Database> reader_;
  std::int64_t read_deadline_ms_ = 0;

  TableCatalog catalog_;
};

Status SqliteStorage::load_catalog() {
  Result<PreparedStatement> names =
      database_->prepare("SELECT name, rowid FROM starload_databases");
  if (!names) return names.status();
  for (Result<bool> more = names->step(); more && *more; more = names->step()) {
    catalog_.add_database(names->text(0), kFirstDatabaseId + names->integer(1));
  }
  Result<PreparedStatement> rows =
      database_->prepare("SELECT id, definition, next_auto_increment FROM starload_tables");
  if (!rows) return rows.status();
  for (Result<bool> more = rows->step(); more && *more; more = rows->step()) {
    Result<Table> table = table_from_json(rows->text(1));
    if (!table) return table.status();
    table->id = rows->integer(0);
    catalog_.add_table(table.take(), rows->integer(2));
  }
  return {};
}

Status SqliteStorage::create_database(std::string_view database, bool if_not_exists) {
  const std::lock_guard lock(database_mutex_);
  const std::string name(database);
  for (const std::string& existing : databases()) {
    if (existing == name) {
      if (if_not_exists) return {};
      return Status::refused("Can't create database '" + name + "'; database exists");
    }
    if (equal_ignoring_case(existing, name)) {
      return Status::refused(fmt::format(
          "the development server does not support two databases whose names differ only "
          "in case: '{}' and '{}'",
          existing, name));
    }
  }
  STARLOAD_TRY(
      database_->execute("INSERT INTO starload_databases VALUES (" + quote_text(name) + ")"));
  catalog_.add_database(name, kFirstDatabaseId + sqlite3_last_insert_rowid(database_->handle()));
  return {};
}

Status SqliteStorage::drop_database(std::string_view database, bool if_exists) {
  const std::lock_guard lock(database_mutex_);
  const std::string name(database);
  if (!has_database(name)) {
    if (if_exists) return {};
    return Status::refused("Can't drop database '" + name + "'; database doesn't exist");
  }
  Transaction transaction(*database_);
  STARLOAD_TRY(transaction.begin());
  std::vector<Table> dropped;
  for (const std::string& table : tables(name)) {
    dropped.push_back(*find_table(name, table));
    STARLOAD_TRY(drop_table_locked(dropped.back()));
  }
  STARLOAD_TRY(
      database_->execute("DELETE FROM starload_labels WHERE database = " + quote_text(name) +
                         "; DELETE FROM starload_databases WHERE name = " + quote_text(name) +
                         "; " + UserStore::forget_sql(name)));
  STARLOAD_TRY(transaction.commit());
  for (const Table& table : dropped) catalog_.remove_table(table);
  catalog_.remove_database(name);
  return {};
}

Status SqliteStorage::create_table(const Table& table, bool if_not_exists) {
  const std::lock_guard lock(database_mutex_);
  if (!has_database(table.database))
    return Status::refused("Unknown database '" + table.database + "'");
  for (const std::string& existing : tables(table.database)) {
    if (existing == table.name) {
      if (if_not_exists) return {};
      return Status::refused("Table '" + table.name + "' already exists");
    }
    if (equal_ignoring_case(existing, table.name)) {
      return Status::refused(
          fmt::format("the development server does not support two tables whose names differ only "
                      "in case: '{}' and '{}'",
                      existing, table.name));
    }
  }
  Transaction transaction(*database_);
  STARLOAD_TRY(transaction.begin());
  STARLOAD_TRY(database_->execute(create_table_sql(table)));
  Result<PreparedStatement> insert = database_->prepare(
      "INSERT INTO starload_tables (database, name, definition) VALUES (?, ?, ?) RETURNING id");
  if (!insert) return insert.status();
  const std::string definition = table_to_json(table);
  insert->bind_text(1, table.database);
  insert->bind_text(2, table.name);
  insert->bind_text(3, definition);
  const Result<bool> row = insert->step();
  if (!row) return row.status();
  Table created = table;
  created.id = insert->integer(0);
  *insert = PreparedStatement();
  STARLOAD_TRY(transaction.commit());
  catalog_.add_table(std::move(created), 1);
  return {};
}

Status SqliteStorage::drop_table_locked(const Table& table) {
  return database_->execute("DROP TABLE " + sqlite_table_name(table.database, table.name) +
                            "; DELETE FROM starload_tables WHERE id = " + std::to_string(table.id) +
                            "; " + UserStore::forget_sql(table.database, table.name));
}

Status SqliteStorage::drop_table(std::string_view database, std::string_view table,
                                 bool if_exists) {
  const std::lock_guard lock(database_mutex_);
  const std::optional<Table> found = find_table(database, table);
  if (!found) {
    if (if_exists) return {};
    return Status::refused("Unknown table '" + std::string(database) + "." + std::string(table) +
                           "'");
  }
  Transaction transaction(*database_);
  STARLOAD_TRY(transaction.begin());
  STARLOAD_TRY(drop_table_locked(*found));
  STARLOAD_TRY(transaction.commit());
  catalog_.remove_table(*found);
  return {};
}

Status SqliteStorage::truncate_table(std::string_view database, std::string_view table) {
  const std::lock_guard lock(database_mutex_);
  if (!find_table(database, table)) {
    return Status::refused("Unknown table '" + std::string(database) + "." + std::string(table) +
                           "'");
  }
  return database_->execute("DELETE FROM " + sqlite_table_name(database, table));
}

Result<Storage::BeginResult> SqliteStorage::begin_transaction(const BeginRequest& request) {
  const std::lock_guard lock(database_mutex_);
  if (!has_database(request.database)) {
    return Status::refused("unknown database, database=" + request.database);
  }
  std::optional<LoadRecord> newest = labels_.newest(request.database, request.label);
  if (newest && newest->state != LabelState::kAborted)
    return BeginResult{std::move(*newest), false};
  if (request.max_running > 0) STARLOAD_TRY(check_running(request));
  Result<LoadRecord> record = labels_.insert(request);
  if (!record) return record.status().with_context("label " + request.label);
  return BeginResult{record.take(), true};
}

Status SqliteStorage::check_running(const BeginRequest& request) {
  const Result<std::int64_t> running = labels_.open_count(request.database);
  if (!running) return running.status();
  if (*running < request.max_running) return {};
  return Status::unavailable(
      "current running txns on db " + std::to_string(database_id(request.database)) + " is " +
      std::to_string(*running) + ", larger than limit " + std::to_string(request.max_running));
}

Status SqliteStorage::prepare_load(const LoadRecord& record) {
  const std::lock_guard lock(database_mutex_);
  return labels_.prepare(record);
}

Status SqliteStorage::commit_later(const LoadRecord& record) {
  const std::lock_guard lock(database_mutex_);
  return labels_.commit_later(record);
}

Status SqliteStorage::commit_rows(const LoadRecord& record, const Table& table,
                                  const BatchSource& rows) {
  const std::lock_guard lock(database_mutex_);
  Transaction transaction(*database_);
  STARLOAD_TRY(transaction.begin());
  LoadRecord visible = record;
  visible.state = LabelState::kVisible;
  // First: a record that is finished must not cost the work of applying its rows again.
  STARLOAD_TRY(labels_.finish(visible));
  RowBatch batch;
  Result<bool> more = rows(batch);
  for (; more && *more; more = rows(batch)) STARLOAD_TRY(apply(table, batch));
  if (!more) return more.status();
  return transaction.commit();
}

Status SqliteStorage::abort_load(const LoadRecord& record) {
  const std::lock_guard lock(database_mutex_);
  LoadRecord aborted = record;
  aborted.state = LabelState::kAborted;
  return labels_.finish(aborted);
}

Status SqliteStorage::write_rows(const Table& table, const RowBatch& rows) {
  const std::lock_guard lock(database_mutex_);
  Transaction transaction(*database_);
  STARLOAD_TRY(transaction.begin());
  STARLOAD_TRY(apply(table, rows));
  return transaction.commit();
}

Status SqliteStorage::replace_rows(const Table& table, const RowBatch& rows) {
  const std::lock_guard lock(database_mutex_);
  if (!catalog_.next_auto_increment(table))
    return Status::refused("unknown table, table=" + table.name);
  Transaction transaction(*database_);
  STARLOAD_TRY(transaction.begin());
  STARLOAD_TRY(database_->execute("DELETE FROM " + sqlite_table_name(table.database, table.name)));
  STARLOAD_TRY(apply(table, rows));
  return transaction.commit();
}

// The definition may be older than the table: what was dropped and made anew meanwhile has another
// id.
Status SqliteStorage::apply(const Table& table, const RowBatch& rows) {
  const std::optional<std::int64_t> before = catalog_.next_auto_increment(table);
  if (!before) return Status::refused("unknown table, table=" + table.name);
  std::int64_t counter = *before;
  STARLOAD_TRY(write_batch(*database_, table, rows, &counter));
  if (counter == *before) return {};
  STARLOAD_TRY(database_->execute(
      "UPDATE starload_tables SET next_auto_increment = " + std::to_string(counter) +
      " WHERE id = " + std::to_string(table.id)));
  // A failed commit leaves a gap in the numbers, as on the server.
  catalog_.set_next_auto_increment(table, counter);
  return {};
}

Result<QueryResult> SqliteStorage::run(const std::string& sqlite_sql) {
  const std::lock_guard lock(database_mutex_);
  deadline_ms_ = unix_millis() + kQueryTimeoutMs;
  Result<QueryResult> result = run_query(*database_, sqlite_sql);
  deadline_ms_ = 0;
  return result;
}

}  // namespace

Result<std::unique_ptr<Storage>> Storage::open(const std::filesystem::path& data_dir) {
  std::error_code error;
  std::filesystem::create_directories(data_dir, error);
  if (error) {
    return Status::config("cannot create the data directory " + data_dir.string() + ": " +
                          error.message());
  }
  const std::string file = (data_dir / "starload-dev.sqlite").string();
  Result<std::unique_ptr<Database>> database = Database::open(file);
  if (!database) return database.status();
  Result<std::unique_ptr<Database>> label_reader = Database::open(file);
  if (!label_reader) return label_reader.status();
  Result<std::unique_ptr<Database>> reader = Database::open(file);
  if (!reader) return reader.status();
  auto storage =
      std::make_unique<SqliteStorage>(database.take(), label_reader.take(), reader.take());
  if (Status status = storage->prepare_file(); !status) return status.with_context(file);
  return std::unique_ptr<Storage>(std::move(storage));
}

}  // namespace starload::devserver
