// Storage on two SQLite connections: one for everything that writes and for queries, one that only
// looks labels up, so that a label's state can be asked for while a big commit runs. catalog_mutex_
// guards the cached definitions, for the same reason. Order: database_mutex_ before catalog_mutex_;
// label_mutex_ is taken alone.

#include <sqlite3.h>
#include <strings.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

#include "devserver/storage/aggregate_functions.h"
#include "devserver/storage/default_value.h"
#include "devserver/storage/label_store.h"
#include "devserver/storage/row_writer.h"
#include "devserver/storage/scalar_functions.h"
#include "devserver/storage/schema.h"
#include "devserver/storage/sqlite_db.h"
#include "devserver/storage/storage.h"

namespace starload::devserver {
namespace {

constexpr std::int64_t kQueryTimeoutMs = 300'000;
constexpr std::int64_t kFirstDatabaseId = 20'000;
constexpr int kProgressSteps =
    100'000;  // SQLite virtual-machine steps between two looks at the clock

struct TableEntry {
  Table table;
  std::int64_t next_auto_increment = 1;
};

using TableKey = std::pair<std::string, std::string>;

bool equal_ignoring_case(const std::string& a, const std::string& b) {
  return a.size() == b.size() && strcasecmp(a.c_str(), b.c_str()) == 0;
}

class SqliteStorage final : public Storage {
 public:
  SqliteStorage(std::unique_ptr<Database> database, std::unique_ptr<Database> label_reader)
      : database_(std::move(database)),
        labels_(*database_),
        label_reader_(std::move(label_reader)),
        readable_labels_(*label_reader_) {}

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
    sqlite3_progress_handler(database_->handle(), kProgressSteps, &SqliteStorage::on_progress,
                             this);
    STARLOAD_TRY(label_reader_->execute("PRAGMA busy_timeout=10000; PRAGMA query_only=ON"));
    return load_catalog();
  }

  bool has_database(std::string_view database) override {
    const std::lock_guard lock(catalog_mutex_);
    return databases_.count(std::string(database)) > 0;
  }

  std::vector<std::string> databases() override {
    const std::lock_guard lock(catalog_mutex_);
    std::vector<std::string> names;
    for (const auto& [name, id] : databases_) names.push_back(name);
    return names;
  }

  std::vector<std::string> tables(std::string_view database) override {
    const std::lock_guard lock(catalog_mutex_);
    std::vector<std::string> names;
    for (const auto& [key, entry] : tables_) {
      if (key.first == database) names.push_back(key.second);
    }
    return names;
  }

  std::optional<Table> find_table(std::string_view database, std::string_view table) override {
    const std::lock_guard lock(catalog_mutex_);
    const auto found = tables_.find(TableKey(database, table));
    if (found == tables_.end()) return std::nullopt;
    return found->second.table;
  }

  std::int64_t catalog_version() override { return catalog_version_.load(); }

  Status create_database(std::string_view database, bool if_not_exists) override;
  Status drop_database(std::string_view database, bool if_exists) override;
  Status create_table(const Table& table, bool if_not_exists) override;
  Status drop_table(std::string_view database, std::string_view table, bool if_exists) override;
  Status truncate_table(std::string_view database, std::string_view table) override;

  std::int64_t database_id(std::string_view database) override {
    const std::lock_guard lock(catalog_mutex_);
    const auto found = databases_.find(std::string(database));
    return found == databases_.end() ? 0 : found->second;
  }

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

  std::vector<LoadRecord> open_loads() override {
    const std::lock_guard lock(label_mutex_);
    return readable_labels_.open_records();
  }

  Result<std::int64_t> forget_labels(std::int64_t finished_before_ms,
                                     std::int64_t keep_newest) override {
    const std::lock_guard lock(database_mutex_);
    return labels_.forget(finished_before_ms, keep_newest);
  }

  Status write_rows(const Table& table, const RowBatch& rows) override;
  Result<QueryResult> run(const std::string& sqlite_sql) override;
  Status replace_memory_table(const std::string& name, const std::vector<std::string>& columns,
                              const std::vector<std::string>& declarations,
                              const std::vector<std::vector<Cell>>& rows) override;
  void interrupt() override { sqlite3_interrupt(database_->handle()); }

 private:
  static int on_progress(void* self) {
    const std::int64_t deadline = static_cast<SqliteStorage*>(self)->deadline_ms_;
    return deadline != 0 && unix_millis() > deadline ? 1 : 0;
  }

  Status load_catalog();
  Status check_running(const BeginRequest& request);
  Status apply(const Table& table, const RowBatch& rows);
  Status drop_table_locked(const Table& table);
  void forget_table(const Table& table);
  Status fill_memory_table(const std::string& name, std::size_t columns,
                           const std::vector<std::vector<Cell>>& rows);
  Status make_memory_table(const std::string& name, const std::vector<std::string>& columns,
                           const std::vector<std::string>& declarations);

  std::mutex database_mutex_;  // guards database_, labels_, deadline_ms_
  std::unique_ptr<Database> database_;
  LabelStore labels_;
  std::int64_t deadline_ms_ = 0;

  std::mutex label_mutex_;  // guards label_reader_, readable_labels_
  std::unique_ptr<Database> label_reader_;
  LabelStore readable_labels_;

  std::mutex catalog_mutex_;                       // guards databases_, tables_
  std::map<std::string, std::int64_t> databases_;  // name -> id
  std::map<TableKey, TableEntry> tables_;
  std::atomic<std::int64_t> catalog_version_{1};
};

Status SqliteStorage::load_catalog() {
  Result<PreparedStatement> names =
      database_->prepare("SELECT name, rowid FROM starload_databases");
  if (!names) return names.status();
  for (Result<bool> more = names->step(); more && *more; more = names->step()) {
    databases_[names->text(0)] = kFirstDatabaseId + names->integer(1);
  }
  Result<PreparedStatement> rows =
      database_->prepare("SELECT id, definition, next_auto_increment FROM starload_tables");
  if (!rows) return rows.status();
  for (Result<bool> more = rows->step(); more && *more; more = rows->step()) {
    Result<Table> table = table_from_json(rows->text(1));
    if (!table) return table.status();
    table->id = rows->integer(0);
    const TableKey key(table->database, table->name);
    tables_[key] = TableEntry{table.take(), rows->integer(2)};
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
      return Status::refused(
          "the development server does not support two databases whose names differ only in case: "
          "'" +
          existing + "' and '" + name + "'");
    }
  }
  STARLOAD_TRY(
      database_->execute("INSERT INTO starload_databases VALUES (" + quote_text(name) + ")"));
  const std::lock_guard catalog_lock(catalog_mutex_);
  databases_[name] = kFirstDatabaseId + sqlite3_last_insert_rowid(database_->handle());
  ++catalog_version_;
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
                         "; DELETE FROM starload_databases WHERE name = " + quote_text(name)));
  STARLOAD_TRY(transaction.commit());
  for (const Table& table : dropped) forget_table(table);
  const std::lock_guard catalog_lock(catalog_mutex_);
  databases_.erase(name);
  ++catalog_version_;
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
          "the development server does not support two tables whose names differ only in case: '" +
          existing + "' and '" + table.name + "'");
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
  const std::lock_guard catalog_lock(catalog_mutex_);
  const TableKey key(created.database, created.name);
  tables_[key] = TableEntry{std::move(created), 1};
  ++catalog_version_;
  return {};
}

Status SqliteStorage::drop_table_locked(const Table& table) {
  return database_->execute("DROP TABLE " + sqlite_table_name(table.database, table.name) +
                            "; DELETE FROM starload_tables WHERE id = " + std::to_string(table.id));
}

void SqliteStorage::forget_table(const Table& table) {
  const std::lock_guard catalog_lock(catalog_mutex_);
  tables_.erase(TableKey(table.database, table.name));
  ++catalog_version_;
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
  forget_table(*found);
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

// The definition may be older than the table: what was dropped and made anew meanwhile has another
// id.
Status SqliteStorage::apply(const Table& table, const RowBatch& rows) {
  std::int64_t counter = 1;
  {
    const std::lock_guard catalog_lock(catalog_mutex_);
    const auto found = tables_.find(TableKey(table.database, table.name));
    if (found == tables_.end() || found->second.table.id != table.id) {
      return Status::refused("unknown table, table=" + table.name);
    }
    counter = found->second.next_auto_increment;
  }
  const std::int64_t before = counter;
  STARLOAD_TRY(write_batch(*database_, table, rows, &counter));
  if (counter == before) return {};
  STARLOAD_TRY(database_->execute(
      "UPDATE starload_tables SET next_auto_increment = " + std::to_string(counter) +
      " WHERE id = " + std::to_string(table.id)));
  // A failed commit leaves a gap in the numbers, as on the server.
  const std::lock_guard catalog_lock(catalog_mutex_);
  const auto found = tables_.find(TableKey(table.database, table.name));
  if (found != tables_.end()) found->second.next_auto_increment = counter;
  return {};
}

Result<QueryResult> SqliteStorage::run(const std::string& sqlite_sql) {
  const std::lock_guard lock(database_mutex_);
  Result<PreparedStatement> statement = database_->prepare(sqlite_sql);
  if (!statement) return statement.status();
  QueryResult result;
  const int columns = sqlite3_column_count(statement->handle());
  result.has_rows = columns > 0;
  for (int i = 0; i < columns; ++i) {
    result.column_names.emplace_back(sqlite3_column_name(statement->handle(), i));
    const char* declared = sqlite3_column_decltype(statement->handle(), i);
    result.column_declarations.emplace_back(declared == nullptr ? "" : declared);
  }
  deadline_ms_ = unix_millis() + kQueryTimeoutMs;
  Result<bool> more = statement->step();
  for (; more && *more; more = statement->step()) {
    std::vector<Cell>& row = result.rows.emplace_back();
    row.reserve(static_cast<std::size_t>(columns));
    for (int i = 0; i < columns; ++i) row.push_back(statement->cell(i));
  }
  deadline_ms_ = 0;
  if (!more) return more.status();
  if (!result.has_rows) result.affected_rows = database_->changes();
  return result;
}

Status SqliteStorage::make_memory_table(const std::string& name,
                                        const std::vector<std::string>& columns,
                                        const std::vector<std::string>& declarations) {
  std::string sql = "CREATE TEMP TABLE " + quote_identifier(name) + " (";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    sql += (i > 0 ? ", " : "") + quote_identifier(columns[i]) + " " + declarations[i];
  }
  STARLOAD_TRY(
      database_->execute("DROP TABLE IF EXISTS temp." + quote_identifier(name) + "; " + sql + ")"));
  return {};
}

Status SqliteStorage::fill_memory_table(const std::string& name, std::size_t columns,
                                        const std::vector<std::vector<Cell>>& rows) {
  std::string marks;
  for (std::size_t i = 0; i < columns; ++i) marks += i > 0 ? ", ?" : "?";
  Result<PreparedStatement> insert =
      database_->prepare("INSERT INTO temp." + quote_identifier(name) + " VALUES (" + marks + ")");
  if (!insert) return insert.status();
  for (const std::vector<Cell>& row : rows) {
    for (std::size_t i = 0; i < columns; ++i) insert->bind(static_cast<int>(i) + 1, row[i]);
    const Result<bool> done = insert->step();
    insert->reset();
    if (!done) return done.status();
  }
  return {};
}

Status SqliteStorage::replace_memory_table(const std::string& name,
                                           const std::vector<std::string>& columns,
                                           const std::vector<std::string>& declarations,
                                           const std::vector<std::vector<Cell>>& rows) {
  const std::lock_guard lock(database_mutex_);
  STARLOAD_TRY(database_->execute("SAVEPOINT memory_table"));
  Status status = make_memory_table(name, columns, declarations);
  if (status) status = fill_memory_table(name, columns.size(), rows);
  STARLOAD_TRY(database_->execute(status ? "RELEASE memory_table"
                                         : "ROLLBACK TO memory_table; RELEASE memory_table"));
  return status;
}

}  // namespace

Result<Storage::BeginResult> Storage::begin_load(std::string_view database, std::string_view table,
                                                 std::string_view label) {
  BeginRequest request;
  request.database = database;
  request.table = table;
  request.label = label;
  return begin_transaction(request);
}

Status Storage::commit_load(const LoadRecord& record, const Table& table, RowBatch rows) {
  bool given = false;
  return commit_rows(record, table, [&rows, &given](RowBatch& batch) -> Result<bool> {
    if (given) return false;
    given = true;
    batch = std::move(rows);
    return true;
  });
}

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
  auto storage = std::make_unique<SqliteStorage>(database.take(), label_reader.take());
  if (Status status = storage->prepare_file(); !status) return status.with_context(file);
  return std::unique_ptr<Storage>(std::move(storage));
}

}  // namespace starload::devserver
