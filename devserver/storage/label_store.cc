#include "devserver/storage/label_store.h"

#include <array>
#include <limits>

#include "devserver/storage/default_value.h"

namespace starload::devserver {
namespace {

constexpr std::array<std::string_view, 6> kStateNames = {"UNKNOWN",   "PREPARE", "PREPARED",
                                                         "COMMITTED", "VISIBLE", "ABORTED"};
// The same numbers in SQL: PREPARE 1, PREPARED 2, COMMITTED 3, VISIBLE 4, ABORTED 5.
constexpr const char* kSelect =
    "SELECT transaction_id, label, database, table_name, state, reason, total_rows, loaded_rows, "
    "filtered_rows,"
    " unselected_rows, load_bytes, begin_ms, finish_ms, tracking_file, prepared_ms, commit_ms, "
    "timeout_ms, prepared_timeout_ms, staged, user FROM starload_labels ";

// Columns that data directories of earlier versions do not have.
constexpr std::array<std::string_view, 6> kNewColumns = {
    "prepared_ms INTEGER NOT NULL DEFAULT 0", "commit_ms INTEGER NOT NULL DEFAULT 0",
    "timeout_ms INTEGER NOT NULL DEFAULT 0",  "prepared_timeout_ms INTEGER NOT NULL DEFAULT 0",
    "staged TEXT NOT NULL DEFAULT ''",        "user TEXT NOT NULL DEFAULT ''"};

LoadRecord read_record(const PreparedStatement& row) {
  LoadRecord record;
  record.transaction_id = row.integer(0);
  record.label = row.text(1);
  record.database = row.text(2);
  record.table = row.text(3);
  record.state = static_cast<LabelState>(row.integer(4));
  record.reason = row.text(5);
  record.total_rows = row.integer(6);
  record.loaded_rows = row.integer(7);
  record.filtered_rows = row.integer(8);
  record.unselected_rows = row.integer(9);
  record.load_bytes = row.integer(10);
  record.begin_ms = row.integer(11);
  record.finish_ms = row.integer(12);
  record.tracking_file = row.text(13);
  record.prepared_ms = row.integer(14);
  record.commit_ms = row.integer(15);
  record.timeout_ms = row.integer(16);
  record.prepared_timeout_ms = row.integer(17);
  record.staged = row.text(18);
  record.user = row.text(19);
  return record;
}

Status not_open(const LoadRecord& record) {
  return Status::refused("transaction " + std::to_string(record.transaction_id) + " of label " +
                         record.label + " in database " + record.database + " is not open");
}

std::vector<LoadRecord> read_all(PreparedStatement& statement) {
  std::vector<LoadRecord> records;
  for (Result<bool> more = statement.step(); more && *more; more = statement.step()) {
    records.push_back(read_record(statement));
  }
  return records;
}

}  // namespace

std::string_view label_state_name(LabelState state) {
  return kStateNames.at(static_cast<std::size_t>(state));
}

Status LabelStore::add_new_columns() {
  for (const std::string_view column : kNewColumns) {
    const std::string_view name = column.substr(0, column.find(' '));
    Result<PreparedStatement> query =
        database_.prepare("SELECT 1 FROM pragma_table_info('starload_labels') WHERE name = ?");
    if (!query) return query.status();
    query->bind_text(1, name);
    const Result<bool> found = query->step();
    if (!found) return found.status();
    if (*found) continue;
    *query = PreparedStatement();
    STARLOAD_TRY(
        database_.execute("ALTER TABLE starload_labels ADD COLUMN " + std::string(column)));
  }
  return {};
}

Status LabelStore::open() {
  STARLOAD_TRY(database_.execute(
      "CREATE TABLE IF NOT EXISTS starload_labels (transaction_id INTEGER PRIMARY KEY "
      "AUTOINCREMENT,"
      " label TEXT NOT NULL, database TEXT NOT NULL, table_name TEXT NOT NULL, state INTEGER NOT "
      "NULL,"
      " reason TEXT NOT NULL DEFAULT '', total_rows INTEGER NOT NULL DEFAULT 0, loaded_rows "
      "INTEGER NOT NULL DEFAULT 0,"
      " filtered_rows INTEGER NOT NULL DEFAULT 0, unselected_rows INTEGER NOT NULL DEFAULT 0,"
      " load_bytes INTEGER NOT NULL DEFAULT 0, begin_ms INTEGER NOT NULL, finish_ms INTEGER NOT "
      "NULL DEFAULT 0,"
      " tracking_file TEXT NOT NULL DEFAULT '');"
      "CREATE INDEX IF NOT EXISTS starload_labels_by_name ON starload_labels (database, label);"
      "INSERT INTO sqlite_sequence (name, seq) SELECT 'starload_labels', 1000"
      " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'starload_labels')"));
  STARLOAD_TRY(add_new_columns());
  return database_.execute(
      "CREATE INDEX IF NOT EXISTS starload_labels_open ON starload_labels (database) WHERE state "
      "IN (1, 2, 3);"
      "UPDATE starload_labels SET state = 5, reason = 'the server was restarted', finish_ms = " +
      std::to_string(unix_millis()) + " WHERE state = 1;");
}

std::optional<LoadRecord> LabelStore::newest(std::string_view database, std::string_view label) {
  Result<PreparedStatement> query =
      database_.prepare(std::string(kSelect) +
                        "WHERE database = ? AND label = ? ORDER BY transaction_id DESC LIMIT 1");
  if (!query) return std::nullopt;
  query->bind_text(1, database);
  query->bind_text(2, label);
  std::vector<LoadRecord> records = read_all(*query);
  if (records.empty()) return std::nullopt;
  return std::move(records.front());
}

Result<LoadRecord> LabelStore::insert(const BeginRequest& request) {
  LoadRecord record;
  record.label = request.label;
  record.database = request.database;
  record.table = request.table;
  record.user = request.user;
  record.state = LabelState::kPrepare;
  record.begin_ms = unix_millis();
  record.timeout_ms = request.timeout_ms;
  record.prepared_timeout_ms = request.prepared_timeout_ms;
  Result<PreparedStatement> insert = database_.prepare(
      "INSERT INTO starload_labels (label, database, table_name, state, begin_ms, timeout_ms, "
      "prepared_timeout_ms, user) VALUES (?, ?, ?, 1, ?, ?, ?, ?) RETURNING transaction_id");
  if (!insert) return insert.status();
  insert->bind_text(1, record.label);
  insert->bind_text(2, record.database);
  insert->bind_text(3, record.table);
  insert->bind_integer(4, record.begin_ms);
  insert->bind_integer(5, record.timeout_ms);
  insert->bind_integer(6, record.prepared_timeout_ms);
  insert->bind_text(7, record.user);
  const Result<bool> row = insert->step();
  if (!row) return row.status();
  record.transaction_id = insert->integer(0);
  return record;
}

Result<std::int64_t> LabelStore::open_count(std::string_view database) {
  Result<PreparedStatement> query = database_.prepare(
      "SELECT count(*) FROM starload_labels WHERE database = ? AND state IN (1, 2, 3)");
  if (!query) return query.status();
  query->bind_text(1, database);
  const Result<bool> row = query->step();
  if (!row) return row.status();
  return query->integer(0);
}

Status LabelStore::prepare(const LoadRecord& record) {
  return wait_on_disk(record, LabelState::kPrepared, "(1)");
}

Status LabelStore::commit_later(const LoadRecord& record) {
  return wait_on_disk(record, LabelState::kCommitted, "(1, 2)");
}

Status LabelStore::wait_on_disk(const LoadRecord& record, LabelState state, const char* from) {
  Result<PreparedStatement> update = database_.prepare(
      std::string("UPDATE starload_labels SET state = ?, total_rows = ?, loaded_rows = ?, "
                  "filtered_rows = ?, unselected_rows = ?, load_bytes = ?, prepared_ms = ?, "
                  "commit_ms = ?, prepared_timeout_ms = ?, tracking_file = ?, staged = ? WHERE "
                  "transaction_id = ? AND state IN ") +
      from);
  if (!update) return update.status();
  const std::int64_t now = unix_millis();
  const bool prepared = state == LabelState::kPrepared;
  update->bind_integer(1, static_cast<std::int64_t>(state));
  update->bind_integer(2, record.total_rows);
  update->bind_integer(3, record.loaded_rows);
  update->bind_integer(4, record.filtered_rows);
  update->bind_integer(5, record.unselected_rows);
  update->bind_integer(6, record.load_bytes);
  update->bind_integer(7, prepared ? now : record.prepared_ms);
  update->bind_integer(8, prepared ? 0 : now);
  update->bind_integer(9, record.prepared_timeout_ms);
  update->bind_text(10, record.tracking_file);
  update->bind_text(11, record.staged);
  update->bind_integer(12, record.transaction_id);
  const Result<bool> done = update->step();
  if (!done) return done.status();
  if (database_.changes() == 1) return {};
  return not_open(record);
}

Status LabelStore::finish(const LoadRecord& record) {
  Result<PreparedStatement> update = database_.prepare(
      "UPDATE starload_labels SET state = ?, reason = ?, total_rows = ?, loaded_rows = ?, "
      "filtered_rows = ?,"
      " unselected_rows = ?, load_bytes = ?, finish_ms = ?, tracking_file = ?, commit_ms = ?"
      " WHERE transaction_id = ? AND state IN (1, 2, ?)");
  if (!update) return update.status();
  update->bind_integer(1, static_cast<std::int64_t>(record.state));
  update->bind_text(2, record.reason);
  update->bind_integer(3, record.total_rows);
  update->bind_integer(4, record.loaded_rows);
  update->bind_integer(5, record.filtered_rows);
  update->bind_integer(6, record.unselected_rows);
  update->bind_integer(7, record.load_bytes);
  const std::int64_t now = unix_millis();
  const bool committed = record.state != LabelState::kAborted && record.commit_ms == 0;
  update->bind_integer(8, record.finish_ms != 0 ? record.finish_ms : now);
  update->bind_text(9, record.tracking_file);
  update->bind_integer(10, committed ? now : record.commit_ms);
  update->bind_integer(11, record.transaction_id);
  // What is committed cannot be aborted any more.
  update->bind_integer(12, record.state == LabelState::kVisible ? 3 : 2);
  const Result<bool> done = update->step();
  if (!done) return done.status();
  if (database_.changes() == 1) return {};
  return not_open(record);
}

std::vector<LoadRecord> LabelStore::list(std::string_view database) {
  const std::string filter = database.empty() ? "" : "WHERE database = ? ";
  Result<PreparedStatement> query =
      database_.prepare(kSelect + filter + "ORDER BY transaction_id DESC");
  if (!query) return {};
  if (!database.empty()) query->bind_text(1, database);
  return read_all(*query);
}

std::vector<LoadRecord> LabelStore::list_before(std::int64_t transaction_id, std::int64_t limit) {
  Result<PreparedStatement> query = database_.prepare(
      std::string(kSelect) + "WHERE transaction_id < ? ORDER BY transaction_id DESC LIMIT ?");
  if (!query) return {};
  constexpr std::int64_t kNewest = std::numeric_limits<std::int64_t>::max();
  query->bind_integer(1, transaction_id == 0 ? kNewest : transaction_id);
  query->bind_integer(2, limit);
  return read_all(*query);
}

std::optional<LoadRecord> LabelStore::find(std::int64_t transaction_id) {
  Result<PreparedStatement> query =
      database_.prepare(std::string(kSelect) + "WHERE transaction_id = ?");
  if (!query) return std::nullopt;
  query->bind_integer(1, transaction_id);
  std::vector<LoadRecord> records = read_all(*query);
  if (records.empty()) return std::nullopt;
  return std::move(records.front());
}

std::vector<LoadRecord> LabelStore::open_records() {
  Result<PreparedStatement> query = database_.prepare(
      std::string(kSelect) + "WHERE state IN (1, 2, 3) ORDER BY transaction_id DESC");
  if (!query) return {};
  return read_all(*query);
}

Result<std::int64_t> LabelStore::forget(std::int64_t finished_before_ms, std::int64_t keep_newest) {
  Result<PreparedStatement> erase = database_.prepare(
      "DELETE FROM starload_labels WHERE transaction_id IN (SELECT transaction_id FROM (SELECT "
      "transaction_id,"
      " finish_ms, row_number() OVER (PARTITION BY database ORDER BY transaction_id DESC) AS age"
      " FROM starload_labels WHERE state IN (4, 5)) WHERE finish_ms < ? OR age > ?)");
  if (!erase) return erase.status();
  erase->bind_integer(1, finished_before_ms);
  erase->bind_integer(2, keep_newest);
  const Result<bool> done = erase->step();
  if (!done) return done.status();
  return database_.changes();
}

}  // namespace starload::devserver
