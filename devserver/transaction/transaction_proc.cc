#include "devserver/transaction/transaction_proc.h"

#include <algorithm>

#include "devserver/storage/default_value.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kMaxShownTransactions = 2000;
constexpr const char* kNoTime = "\\N";

bool is_running(const LoadRecord& record) {
  return record.state != LabelState::kVisible && record.state != LabelState::kAborted;
}

std::string moment(std::int64_t unix_ms) {
  return unix_ms > 0 ? local_time_text(unix_ms) : kNoTime;
}

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) parts.emplace_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return parts;
}

ProcTable database_table(Storage& storage) {
  ProcTable table{{"DbId", "DbName"}, {}};
  for (const std::string& name : storage.databases())
    table.rows.push_back({std::to_string(storage.database_id(name)), name});
  return table;
}

std::optional<std::string> find_database(Storage& storage, const std::string& name_or_id) {
  if (storage.has_database(name_or_id)) return name_or_id;
  for (const std::string& name : storage.databases()) {
    if (std::to_string(storage.database_id(name)) == name_or_id) return name;
  }
  return std::nullopt;
}

ProcTable state_table(const std::vector<LoadRecord>& records) {
  std::size_t running = 0;
  for (const LoadRecord& record : records) running += is_running(record) ? 1 : 0;
  return {{"State", "Number"},
          {{"running", std::to_string(running)},
           {"finished", std::to_string(records.size() - running)}}};
}

std::vector<std::string> transaction_row(const LoadRecord& record) {
  return {std::to_string(record.transaction_id),
          record.label,
          "BE: 127.0.0.1",
          std::string(label_state_name(record.state)),
          "BACKEND_STREAMING",
          moment(record.begin_ms),
          moment(record.prepared_ms),
          moment(record.commit_ms),
          moment(record.state == LabelState::kVisible ? record.commit_ms : 0),
          moment(record.finish_ms),
          record.reason,
          "0",
          "-1",
          std::to_string(record.timeout_ms),
          std::to_string(record.prepared_timeout_ms),
          ""};
}

ProcTable transaction_columns() {
  return {{"TransactionId", "Label", "Coordinator", "TransactionStatus", "LoadJobSourceType",
           "PrepareTime", "PreparedTime", "CommitTime", "PublishTime", "FinishTime", "Reason",
           "ErrorReplicasCount", "ListenerId", "TimeoutMs", "PreparedTimeoutMs", "ErrMsg"},
          {}};
}

ProcTable transaction_table(const std::vector<LoadRecord>& records, bool running) {
  ProcTable table = transaction_columns();
  for (const LoadRecord& record : records) {
    if (is_running(record) != running || table.rows.size() == kMaxShownTransactions) continue;
    table.rows.push_back(transaction_row(record));
  }
  return table;
}

// One transaction of the database, by its id.
std::optional<ProcTable> one_transaction(const std::vector<LoadRecord>& records,
                                         const std::string& id) {
  ProcTable table = transaction_columns();
  for (const LoadRecord& record : records) {
    if (std::to_string(record.transaction_id) == id) table.rows.push_back(transaction_row(record));
  }
  if (table.rows.empty()) return std::nullopt;
  return table;
}

std::optional<ProcTable> read_databases(Storage& storage, const std::vector<std::string>& parts) {
  if (parts.size() == 1) {
    ProcTable table{{"DbId", "DbName", "TableNum"}, {}};
    for (const std::string& name : storage.databases()) {
      table.rows.push_back({std::to_string(storage.database_id(name)), name,
                            std::to_string(storage.tables(name).size())});
    }
    return table;
  }
  const std::optional<std::string> database = find_database(storage, parts[1]);
  if (!database || parts.size() > 2) return std::nullopt;
  ProcTable table{{"TableId", "TableName", "State", "Type"}, {}};
  for (const std::string& name : storage.tables(*database)) {
    if (const std::optional<Table> found = storage.find_table(*database, name))
      table.rows.push_back({std::to_string(found->id), name, "NORMAL", "OLAP"});
  }
  return table;
}

}  // namespace

std::optional<ProcTable> read_proc(TransactionManager& manager, std::string_view path) {
  const std::vector<std::string> parts = split_path(path);
  Storage& storage = manager.storage();
  if (!parts.empty() && parts[0] == "dbs") return read_databases(storage, parts);
  if (parts.empty() || parts.size() > 4 || parts[0] != "transactions") return std::nullopt;
  if (parts.size() == 1) return database_table(storage);
  const std::optional<std::string> database = find_database(storage, parts[1]);
  if (!database) return std::nullopt;
  manager.expire();
  const std::vector<LoadRecord> records = storage.loads(*database);
  if (parts.size() == 2) return state_table(records);
  const bool is_state = parts[2] == "running" || parts[2] == "finished";
  if (parts.size() == 3 && is_state) return transaction_table(records, parts[2] == "running");
  if (parts.size() == 4 && !is_state) return std::nullopt;
  return one_transaction(records, parts.back());
}

}  // namespace starload::devserver
