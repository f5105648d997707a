// Everything that the development server keeps, in one SQLite file: databases, tables, rows,
// labels.
//
// A commit is a SQLite transaction that is on disk (synchronous=FULL) before the call returns.
// Thread-safe: every public function may be called from any thread; one internal mutex guards the
// connection.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devserver/storage/table.h"
#include "devserver/storage/user_store.h"
#include "framework/base/status.h"

namespace starload::devserver {

// A transaction's states as get_load_state names them.
enum class LabelState : std::uint8_t {
  kUnknown,
  kPrepare,
  kPrepared,
  kCommitted,
  kVisible,
  kAborted
};

std::string_view label_state_name(LabelState state);

// One attempt under a label. A label that was ABORTED may be used again and then has several
// records; the newest counts.
struct LoadRecord {
  std::int64_t transaction_id = 0;
  std::string label;
  std::string database;
  std::string table;
  LabelState state = LabelState::kUnknown;
  std::string reason;
  std::int64_t total_rows = 0;
  std::int64_t loaded_rows = 0;
  std::int64_t filtered_rows = 0;
  std::int64_t unselected_rows = 0;
  std::int64_t load_bytes = 0;
  std::int64_t begin_ms = 0;  // Unix time, as all of these; 0 = not yet
  std::int64_t prepared_ms = 0;
  std::int64_t commit_ms = 0;
  std::int64_t finish_ms = 0;
  std::int64_t timeout_ms = 0;           // how long PREPARE may last
  std::int64_t prepared_timeout_ms = 0;  // how long PREPARED may last
  std::string tracking_file;             // error-log file name, empty = none
  std::string user;                      // who began it; empty = unknown
  std::string staged;  // PREPARED, COMMITTED: where the rows wait, see transaction/staged_rows.h
};

struct BeginRequest {
  std::string database;
  std::string table;
  std::string label;
  std::string user;
  std::int64_t timeout_ms = 0;
  std::int64_t prepared_timeout_ms = 0;
  std::int64_t max_running = 0;  // open transactions that the database may have; 0 = any number
};

// Rows for one table. columns: indexes into Table::columns that the rows carry, in order; others
// get their default. op: per row 0 = upsert, 1 = delete; empty = all upserts (PRIMARY KEY tables
// only).
struct RowBatch {
  std::vector<int> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::uint8_t> op;
  // PRIMARY KEY tables: an existing row keeps the columns that the batch does not carry.
  bool partial_update = false;
  // PRIMARY KEY tables: a row replaces an existing one only when this column is greater or equal.
  // Empty = always.
  std::string merge_condition;
};

// Hands out the rows of a transaction piece by piece: true = a batch, false = there are no more.
using BatchSource = std::function<Result<bool>(RowBatch&)>;

struct QueryResult {
  std::vector<std::string> column_names;
  std::vector<std::string> column_declarations;  // declared SQLite type (declared_type() of
                                                 // schema.h), "" = an expression
  std::vector<std::vector<Cell>> rows;
  std::int64_t affected_rows = 0;
  bool has_rows = false;  // a SELECT or SHOW, even when empty
};

class Storage {
 public:
  // Opens or creates <data_dir>/starload-dev.sqlite. Labels that were left in PREPARE become
  // ABORTED; PREPARED ones stay.
  static Result<std::unique_ptr<Storage>> open(const std::filesystem::path& data_dir);
  virtual ~Storage() = default;

  virtual bool has_database(std::string_view database) = 0;
  virtual std::vector<std::string> databases() = 0;
  // The number that names a database in messages and SHOW PROC; 0 = no such database.
  virtual std::int64_t database_id(std::string_view database) = 0;
  virtual std::vector<std::string> tables(std::string_view database) = 0;
  virtual std::optional<Table> find_table(std::string_view database, std::string_view table) = 0;
  virtual Status create_database(std::string_view database, bool if_not_exists) = 0;
  virtual Status drop_database(std::string_view database, bool if_exists) = 0;
  virtual Status create_table(const Table& table, bool if_not_exists) = 0;
  virtual Status drop_table(std::string_view database, std::string_view table, bool if_exists) = 0;
  virtual Status truncate_table(std::string_view database, std::string_view table) = 0;
  // Grows with every change of databases and tables.
  virtual std::int64_t catalog_version() = 0;

  // ---- Labels (scope: database) ----
  // The newest record of a label; nullopt = never seen.
  virtual std::optional<LoadRecord> find_label(std::string_view database,
                                               std::string_view label) = 0;
  // Registers a label in PREPARE with a new transaction id, in one atomic step. When the newest
  // record of the label is not ABORTED, returns that record instead and registers nothing
  // (`created` = false).
  struct BeginResult {
    LoadRecord record;
    bool created = false;
  };
  virtual Result<BeginResult> begin_transaction(const BeginRequest& request) = 0;
  Result<BeginResult> begin_load(std::string_view database, std::string_view table,
                                 std::string_view label);
  // PREPARE becomes PREPARED with the record's counters, `staged` and `prepared_timeout_ms`, on
  // disk before it returns. Fails when the record is no longer PREPARE.
  virtual Status prepare_load(const LoadRecord& record) = 0;
  // Applies the rows by the table's model and sets the record VISIBLE with the given counters, in
  // one transaction, on disk before it returns. On failure nothing is applied and the record stays
  // as it was. Fails when the record is finished.
  virtual Status commit_rows(const LoadRecord& record, const Table& table,
                             const BatchSource& rows) = 0;
  Status commit_load(const LoadRecord& record, const Table& table, RowBatch rows);
  // PREPARE or PREPARED becomes COMMITTED, with the record's counters and `staged`, on disk before
  // it returns: the rows wait there and commit_rows() makes them visible later.
  virtual Status commit_later(const LoadRecord& record) = 0;
  // PREPARE or PREPARED becomes ABORTED. Fails when the record is committed or finished.
  virtual Status abort_load(const LoadRecord& record) = 0;
  // Look-ups of labels never wait for a running commit.
  virtual std::vector<LoadRecord> loads(
      std::string_view database) = 0;  // empty = all; newest first
  // A page of all loads, newest first: at most `limit` with a smaller transaction id; 0 = from the
  // newest.
  virtual std::vector<LoadRecord> loads_before(std::int64_t transaction_id, std::int64_t limit) = 0;
  virtual std::optional<LoadRecord> find_load(std::int64_t transaction_id) = 0;
  // PREPARE, PREPARED and COMMITTED records of all databases, newest first.
  virtual std::vector<LoadRecord> open_loads() = 0;
  // Forgets VISIBLE and ABORTED records that finished before the given time, and of the others all
  // but the newest `keep_newest` of a database. Returns how many.
  virtual Result<std::int64_t> forget_labels(std::int64_t finished_before_ms,
                                             std::int64_t keep_newest) = 0;

  // ---- Users and grants; what they mean is decided in devserver/access ----
  virtual Result<StoredAccess> read_access() = 0;
  // Replaces all of it, on disk before it returns. A dropped table or database takes the grants on
  // it along.
  virtual Status write_access(const StoredAccess& access) = 0;

  // Applies rows without a label (INSERT, UPDATE), durable like commit_load.
  virtual Status write_rows(const Table& table, const RowBatch& rows) = 0;
  // The same instead of all rows that the table has; they stay when it fails.
  virtual Status replace_rows(const Table& table, const RowBatch& rows) = 0;

  // Runs one statement of SQLite's dialect (names already resolved); the SQL layer above translates
  // StarRocks' SQL.
  virtual Result<QueryResult> run(const std::string& sqlite_sql) = 0;
  // A query on a connection of its own: it sees what is committed and never waits for a running
  // commit. Ends with an error after two seconds.
  virtual Result<QueryResult> read(const std::string& sqlite_sql) = 0;
  // A table that lives in memory only and that run() sees, for SHOW and information_schema: made on
  // first use, its rows replaced as a whole. declarations: one SQLite type a column.
  virtual Status replace_memory_table(const std::string& name,
                                      const std::vector<std::string>& columns,
                                      const std::vector<std::string>& declarations,
                                      const std::vector<std::vector<Cell>>& rows) = 0;
  // Ends statements that are running now with an error; for a clean stop.
  virtual void interrupt() = 0;
};

// The name of a table inside SQLite: "database.table", quoted for SQL.
std::string sqlite_table_name(std::string_view database, std::string_view table);

}  // namespace starload::devserver
