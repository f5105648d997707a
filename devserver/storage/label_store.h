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
  // PREPARE or PREPARED becomes COMMITTED.
  Status commit_later(const LoadRecord& record);
  // Moves an open record to record.state: PREPARE and PREPARED to VISIBLE or ABORTED, COMMITTED to
  // VISIBLE; an error when it is not open.
  Status finish(const LoadRecord& record);
  std::vector<LoadRecord> list(std::string_view database);
  std::vector<LoadRecord> list_before(std::int64_t transaction_id, std::int64_t limit);
  std::optional<LoadRecord> find(std::int64_t transaction_id);
  std::vector<LoadRecord> open_records();
  Result<std::int64_t> forget(std::int64_t finished_before_ms, std::int64_t keep_newest);

 private:
  Status add_new_columns();
  // Sets the state, counters and `staged` of a record whose state is one of `from`.
  Status wait_on_disk(const LoadRecord& record, LabelState state, const char* from);
  Database& database_;
};

}  // namespace starload::devserver
