#include "devserver/storage/storage.h"

#include <utility>

namespace starload::devserver {

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

}  // namespace starload::devserver
