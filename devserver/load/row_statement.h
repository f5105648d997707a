// Calculates expressions row by row: one SQLite statement in a connection of its own, prepared once
// a load, the row's values bound as parameters. Owned by one load; one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "devserver/load/load_expression.h"
#include "devserver/storage/sqlite_db.h"
#include "devserver/storage/time_zone.h"

namespace starload::devserver {

// A value that is made of the inputs and of those before it.
struct DerivedInput {
  std::string name;
  std::string sql;
};

class RowStatement final {
 public:
  // inputs: names and types of the values that evaluate() is given, in order. derived: what the
  // expressions see besides. zone: of the date functions; nullopt = the server's.
  static Result<std::unique_ptr<RowStatement>> create(
      const std::vector<ColumnInfo>& inputs, const std::vector<LoadExpression>& expressions,
      std::optional<TimeZone> zone, const std::vector<DerivedInput>& derived = {});

  // A failure is the row's: what SQLite says of these values.
  Status evaluate(const std::vector<Cell>& inputs, std::vector<Cell>& results);

 private:
  RowStatement() = default;

  std::unique_ptr<Database> database_;
  PreparedStatement statement_;  // after database_: it has to go first
  std::vector<bool> is_bytes_;   // one an input
  std::optional<TimeZone> zone_;
};

}  // namespace starload::devserver
