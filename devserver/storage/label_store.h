// The history of load labels, a table of the SQLite file. Not thread-safe: Storage's mutex guards
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "devserver/storage/sqlite_db.h"
#include "devserver/storage/storage.h"

namespace starload::devserver {

class LabelStore final {
 public:
  explicit LabelStore(Database& database) : database_(database) {}

  // Makes the table; labels that a former run left in PREPARE become ABORTED.
  Status open();
  std::optional<LoadRecord> newest(std::string_view database, std::string_view label);
  Result<LoadRecord> insert(const BeginRequest& request);
  Result<std::int64_t> open_count(std::string_view database);
  // PREPARE becomes PREPARED; an error when the record is no longer PREPARE.
  Status prepare(const LoadRecord& record);
  // Moves an open record (PREPARE, PREPARED, COMMITTED) to record.state; an error when it is not
  // open.
  Status finish(const LoadRecord& record);
  std::vector<LoadRecord> list(std::string_view database);
  std::vector<LoadRecord> open_records();
  Result<std::int64_t> forget(std::int64_t finished_before_ms, std::int64_t keep_newest);

 private:
  Status add_new_columns();
  Database& database_;
};

}  // namespace starload::devserver
