#include "devserver/sql/load_tables.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "devserver/load/error_log.h"
#include "devserver/sql/query_translator.h"
#include "devserver/storage/default_value.h"
#include "devserver/transaction/transaction_manager.h"

namespace starload::devserver {
namespace {

const Cell kNull = std::monostate{};

ColumnInfo text(const char* name) { return {name, type_of(TypeKind::kVarchar)}; }
ColumnInfo number(const char* name) { return {name, type_of(TypeKind::kBigint)}; }
ColumnInfo moment(const char* name) { return {name, type_of(TypeKind::kDatetime)}; }

Cell moment_text(std::int64_t millis) {
  return millis == 0 ? kNull : Cell(local_time_text(millis));
}

const char* state_text(LabelState state) {
  switch (state) {
    case LabelState::kVisible:
      return "FINISHED";
    case LabelState::kCommitted:
      return "COMMITED";  // StarRocks' spelling
    case LabelState::kAborted:
      return "CANCELLED";
    case LabelState::kPrepared:
      return "PREPARED";
    default:
      return "LOADING";
  }
}

std::vector<LoadRecord> visible_loads(Session& session) {
  std::vector<LoadRecord> loads = session.storage().loads("");
  std::erase_if(loads, [&session](const LoadRecord& load) {
    return !session.access().has_any(session.user(), load.database, load.table);
  });
  if (TransactionManager* transactions = session.facts().transactions) {
    for (LoadRecord& load : loads) transactions->progress().apply_to(load);
  }
  return loads;
}

Cell tracking_sql(const LoadRecord& load) {
  if (load.tracking_file.empty()) return kNull;
  return fmt::format(
      "select tracking_log from information_schema.load_tracking_logs where job_id={}",
      load.transaction_id);
}

std::vector<Cell> load_row(const LoadRecord& load) {
  const bool is_done = load.state == LabelState::kVisible;
  const nlohmann::json details = {{"txn_id", load.transaction_id}};
  const nlohmann::json properties = {{"timeout", load.timeout_ms / 1000}};
  return {load.transaction_id,
          load.label,
          kNull,
          load.database,
          load.table,
          load.user,
          "default_warehouse",
          state_text(load.state),
          is_done ? "100%" : "0%",
          "STREAM_LOAD",
          "NORMAL",
          load.total_rows,
          load.load_bytes,
          load.filtered_rows,
          load.unselected_rows,
          load.loaded_rows,
          details.dump(),
          moment_text(load.begin_ms),
          moment_text(load.begin_ms),
          moment_text(load.commit_ms),
          moment_text(load.finish_ms),
          properties.dump(),
          load.reason.empty() ? kNull : Cell(load.reason),
          tracking_sql(load),
          kNull,
          load.transaction_id};
}

}  // namespace

MemoryTable loads_table(Session& session) {
  MemoryTable table;
  table.columns = {number("ID"),
                   text("LABEL"),
                   text("PROFILE_ID"),
                   text("DB_NAME"),
                   text("TABLE_NAME"),
                   text("USER"),
                   text("WAREHOUSE"),
                   text("STATE"),
                   text("PROGRESS"),
                   text("TYPE"),
                   text("PRIORITY"),
                   number("SCAN_ROWS"),
                   number("SCAN_BYTES"),
                   number("FILTERED_ROWS"),
                   number("UNSELECTED_ROWS"),
                   number("SINK_ROWS"),
                   text("RUNTIME_DETAILS"),
                   moment("CREATE_TIME"),
                   moment("LOAD_START_TIME"),
                   moment("LOAD_COMMIT_TIME"),
                   moment("LOAD_FINISH_TIME"),
                   text("PROPERTIES"),
                   text("ERROR_MSG"),
                   text("TRACKING_SQL"),
                   text("REJECTED_RECORD_PATH"),
                   number("JOB_ID")};
  for (const LoadRecord& load : visible_loads(session)) table.rows.push_back(load_row(load));
  return table;
}

MemoryTable load_tracking_logs_table(Session& session) {
  MemoryTable table;
  table.columns = {number("JOB_ID"), text("LABEL"), text("DATABASE_NAME"), text("TRACKING_LOG"),
                   text("TYPE")};
  if (session.facts().logs == nullptr) return table;
  const AccessControl& access = session.access();
  for (const LoadRecord& load : visible_loads(session)) {
    const bool may_read =
        access.has(session.user(), Privilege::kSelect, load.database, load.table) ||
        access.has(session.user(), Privilege::kInsert, load.database, load.table);
    if (load.tracking_file.empty() || !may_read) continue;
    std::optional<std::string> log = session.facts().logs->read(load.tracking_file);
    if (!log) continue;
    table.rows.push_back(
        {load.transaction_id, load.label, load.database, std::move(*log), "STREAM_LOAD"});
  }
  return table;
}

}  // namespace starload::devserver
