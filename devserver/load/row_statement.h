// Calculates expressions row by row: one SQLite statement in a connection of its own, prepared once
// a load, the row's values bound as parameters. Owned by one load; one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "devserver/load/load_expression.h"
#include "devserver/storage/sqlite_db.h"

namespace starload::devserver {

class RowStatement final {
 public:
  // inputs: names and types of the values that evaluate() is given, in order.
  static Result<std::unique_ptr<RowStatement>> create(
      const std::vector<ColumnInfo>& inputs, const std::vector<LoadExpression>& expressions);

  // A failure is the row's: what SQLite says of these values.
  Status evaluate(const std::vector<Cell>& inputs, std::vector<Cell>& results);

 private:
  RowStatement() = default;

  std::unique_ptr<Database> database_;
  PreparedStatement statement_;  // after database_: it has to go first
  std::vector<bool> is_bytes_;   // one an input
};

}  // namespace starload::devserver
